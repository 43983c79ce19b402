() => {
  requestAnimationFrame(() => {
    const source = document.querySelector("#sources [data-active]");
    if (!source) {
      return;
    }
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    source.querySelector("summary").focus({ preventScroll: true });
    source.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  });
}
