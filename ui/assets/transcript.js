element.setAttribute("role", "log");
// Whose buttons were used last: what takes their place gets the focus that they had.
let judgedTurn = -1;
element.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (chip) {
    trigger("select", { turn: Number(chip.dataset.turn), marker: Number(chip.dataset.marker) });
  }
  const judged = event.target.closest(".verdict-button");
  if (judged) {
    const { turn, verdict, reason } = judged.dataset;
    judgedTurn = Number(turn);
    trigger("like", { turn: Number(turn), verdict, reason });
  }
  const example = event.target.closest(".example");
  if (example) {
    trigger("submit", { question: example.querySelector(".text").textContent });
  }
});

const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
let turns = 0;
watch("value", () => {
  const exchanges = element.querySelectorAll(".exchange");
  if (exchanges.length > turns) {
    exchanges[exchanges.length - 1].scrollIntoView({
      block: "start",
      behavior: calm ? "auto" : "smooth",
    });
  }
  turns = exchanges.length;
  const next = element.querySelector(
    `#turn-${judgedTurn} .feedback :is(button, [role="status"])`,
  );
  if (next) {
    next.focus({ preventScroll: true });
    judgedTurn = -1;
  }
});
