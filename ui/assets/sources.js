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
