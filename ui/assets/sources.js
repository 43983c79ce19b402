element.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy");
  if (!button) {
    return;
  }
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = button.dataset.done;
});
element.addEventListener("click", (event) => {
  const back = event.target.closest(".back");
  if (!back) {
    return;
  }
  const { turn, marker } = back.dataset;
  const chip = document.querySelector(
    `.chip[data-turn="${Number(turn)}"][data-marker="${Number(marker)}"]`,
  );
  if (chip) {
    chip.scrollIntoView({ block: "center" });
    chip.focus({ preventScroll: true });
  }
});
