() => {
  requestAnimationFrame(() => {
    const source = document.querySelector("#sources [data-active]");
    if (!source) {
      return;
    }
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    source.querySelector("summary").focus({ preventScroll: true });
    // Beside the conversation the source is in sight already; below it, one must go there.
    const isBeside = window.matchMedia("(min-width: 800px)").matches;
    const target = isBeside ? source.querySelector("mark") || source : source;
    target.scrollIntoView({
      block: isBeside ? "nearest" : "start",
      behavior: calm ? "auto" : "smooth",
    });
  });
}
