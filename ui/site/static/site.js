/* What a page does better with a script; without one, everything works by its forms. */
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");

  // The page gives its place in the history away: the back button does not lead to it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.leave");
    if (!link) return;
    event.preventDefault();
    document.documentElement.hidden = true;
    window.location.replace(link.href);
  });

  // Who comes back to a form finds what the server wrote into it, not what somebody typed.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-forget]")) form.reset();
  });

  const chooser = document.querySelector(".chooser select");
  if (chooser) chooser.addEventListener("change", () => chooser.form.submit());

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    document.getElementById(button.dataset.says).textContent = button.dataset.done;
  });

  // Questions like the one that is being written, half a second after the last key.
  const field = document.querySelector("textarea[data-similar]");
  const list = document.getElementById("similar");
  if (field && list) {
    let waiting = 0;
    let asked = 0;
    const show = async () => {
      const number = ++asked;
      const text = field.value.trim();
      let found = [];
      if (text.length >= 15) {
        const sent = { method: "POST", headers: { "Content-Type": "application/json" } };
        const reply = await fetch(field.dataset.similar, { ...sent, body: JSON.stringify({ text }) });
        if (reply.ok) found = await reply.json();
      }
      if (number !== asked) return;
      list.querySelector("ul").replaceChildren(
        ...found.map(({ question_id: id, text: words, language }) => {
          const item = document.createElement("li");
          const link = document.createElement("a");
          link.href = "/answers/" + encodeURIComponent(id) + window.location.search;
          link.lang = language;
          link.target = "_blank";
          link.textContent = words;
          item.append(link);
          return item;
        }),
      );
      list.hidden = !found.length;
    };
    field.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(show, 500);
    });
  }
})();
