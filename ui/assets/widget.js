/* AskAlliance on another site: <script src="HOST/widget.js" data-lang="ru" defer></script> */
(() => {
  "use strict";
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const label = script.dataset.label || "AskAlliance";
  const language = script.dataset.lang || document.documentElement.lang || "";

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", "askalliance-frame");
  button.style.cssText =
    "position:fixed;right:1rem;bottom:1rem;z-index:2147483646;padding:.75rem 1.25rem;border:0;" +
    "border-radius:2rem;background:#0b3c5d;color:#fff;font:600 1rem/1.2 system-ui,sans-serif;" +
    "box-shadow:0 2px 8px rgba(0,0,0,.3);cursor:pointer";

  let frame = null;

  const open = () => {
    frame = document.createElement("iframe");
    frame.id = "askalliance-frame";
    frame.title = label;
    frame.src = origin + "/" + (language ? "?lang=" + encodeURIComponent(language) : "");
    frame.referrerPolicy = "no-referrer";
    frame.style.cssText =
      "position:fixed;right:1rem;bottom:5rem;z-index:2147483646;width:min(28rem,calc(100vw - 2rem));" +
      "height:min(44rem,calc(100vh - 7rem));border:1px solid #0b3c5d;border-radius:.75rem;background:#fff";
    document.body.append(frame);
    button.setAttribute("aria-expanded", "true");
    frame.focus();
  };

  const close = () => {
    if (frame) frame.remove();
    frame = null;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };

  button.addEventListener("click", () => (frame ? close() : open()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame) close();
  });
  document.body.append(button);
})();
