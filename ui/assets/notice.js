/* The page gives its place in the history away: the back button does not lead to it. */
element.addEventListener("click", (event) => {
  const link = event.target.closest("a.leave");
  if (!link) return;
  event.preventDefault();
  document.documentElement.hidden = true;
  window.location.replace(link.href);
});
