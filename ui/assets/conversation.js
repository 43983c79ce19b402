/* The conversation: what a visit holds is here and nowhere else, and gone with the page.
   HTML comes from the server, where every text in it was escaped. */

const MAX_EXCHANGES = 50;
const HISTORY = 6;
const MAX_SHOWN = 1000;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

/** Resolve with the areas of the page once they are there. */
const areas = (names) =>
  new Promise((resolve) => {
    const look = () => {
      const found = names.map((name) => document.querySelector(`#${name} [data-area]`));
      if (found.every(Boolean)) {
        watching.disconnect();
        resolve(found);
      }
    };
    const watching = new MutationObserver(look);
    watching.observe(document.documentElement, { childList: true, subtree: true });
    look();
  });

const [masthead, chooser, notice, transcript, box, sources] = await areas([
  "masthead",
  "chooser",
  "notice",
  "transcript",
  "question",
  "sources",
]);

let frame = {};
let exchanges = [];
let nextTurn = 0;
let isAsking = false;

const section = (turn) => document.getElementById(`turn-${turn}`);
const exchangeOf = (turn) => exchanges.find((each) => each.turn === turn);
const smooth = () => (calm.matches ? "auto" : "smooth");

const post = (path, body) =>
  fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    referrerPolicy: "no-referrer",
  });

/** Yield the events of a response as [name, data]. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const [name, data] = block.split("\n");
      if (data) yield [name.slice("event: ".length), JSON.parse(data.slice("data: ".length))];
    }
  }
}

const grow = (field) => {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 216)}px`;
};

/** Say everything around the exchanges in a language. */
const setFrame = async (language) => {
  const address = new URL("/conversation", window.location.href);
  if (language) address.searchParams.set("lang", language);
  const told = await (await fetch(address, { referrerPolicy: "no-referrer" })).json();
  const typed = box.querySelector("textarea")?.value ?? "";
  frame = { ...told, visitor: frame.visitor || told.visitor };
  document.documentElement.lang = told.language;
  masthead.innerHTML = told.masthead;
  chooser.innerHTML = told.chooser;
  notice.innerHTML = told.notice;
  box.innerHTML = told.question;
  const field = box.querySelector("textarea");
  field.value = typed;
  grow(field);
  if (!exchanges.length) transcript.innerHTML = told.welcome;
  if (!sources.querySelector(".source")) sources.innerHTML = told.collection;
};

const translate = async (language) => {
  const address = new URL(window.location.href);
  address.searchParams.set("lang", language);
  window.history.replaceState(window.history.state, "", address);
  await setFrame(language);
  const answered = exchanges.filter((each) => each.seal);
  if (!answered.length) return;
  const response = await post("/conversation/show", {
    language: frame.language,
    exchanges: answered.map(({ seal, turn, verdict }) => ({ seal, turn, verdict })),
  });
  if (!response.ok) return;
  const shown = await response.json();
  answered.forEach((each, at) => {
    each.sources = shown[at].sources;
    section(each.turn).innerHTML = shown[at].html;
  });
  const active = Number(sources.querySelector("[data-turn]")?.dataset.turn ?? NaN);
  if (exchangeOf(active)) showSources(active);
};

/** Show the sources of an exchange; of a marker, that one unfolded. */
const showSources = (turn, marker) => {
  const exchange = exchangeOf(turn);
  if (!exchange?.sources) return null;
  sources.innerHTML = exchange.sources;
  if (marker === undefined) return null;
  for (const card of sources.querySelectorAll(".source")) {
    const isActive = card.id === `source-${turn}-${marker}`;
    card.open = isActive;
    card.toggleAttribute("data-active", isActive);
  }
  return sources.querySelector("[data-active]");
};

const pointAt = (turn, marker) => {
  const card = showSources(turn, marker);
  if (!card) return;
  card.querySelector("summary").focus({ preventScroll: true });
  // Beside the conversation the source is in sight already; below it, one must go there.
  const isBeside = window.matchMedia("(min-width: 800px)").matches;
  const target = isBeside ? card.querySelector("mark") || card : card;
  target.scrollIntoView({ block: isBeside ? "nearest" : "start", behavior: smooth() });
};

const addExchange = (question) => {
  const turn = nextTurn++;
  if (!exchanges.length) transcript.replaceChildren();
  exchanges.push({ turn, question, turns: [], verdict: "" });
  while (exchanges.length > MAX_EXCHANGES) section(exchanges.shift().turn)?.remove();
  const added = document.createElement("section");
  added.className = "exchange";
  added.id = `turn-${turn}`;
  added.innerHTML = frame.pending;
  const text = question.length > MAX_SHOWN ? `${question.slice(0, MAX_SHOWN)}…` : question;
  added.querySelector(".asked p").textContent = text;
  transcript.append(added);
  added.scrollIntoView({ block: "start", behavior: smooth() });
  return turn;
};

const fail = (turn, html) => {
  const said = section(turn).querySelector(".said");
  said.className = "said failed";
  said.innerHTML = html;
};

const answer = async (turn) => {
  const exchange = exchangeOf(turn);
  const earlier = exchanges.filter((each) => each.turn < turn && each.turns.length);
  const response = await post("/conversation/ask", {
    question: exchange.question,
    history: earlier.slice(-HISTORY).flatMap((each) => each.turns),
    turn,
    language: frame.language,
    visitor: frame.visitor,
  });
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("text/event-stream")) {
    const told = type.startsWith("application/json") ? await response.json() : {};
    fail(turn, told.html ?? frame.lost);
    return;
  }
  let isDone = false;
  for await (const [name, data] of events(response)) {
    const said = section(turn).querySelector(".said");
    if (name === "claim") {
      if (said.matches(".pending")) {
        said.className = "said answered";
        said.querySelector(".pending").remove();
      }
      said.insertAdjacentHTML("beforeend", data.html);
    } else if (name === "done") {
      const { html, ...kept } = data;
      Object.assign(exchange, kept, { question: "" });
      section(turn).innerHTML = html;
      showSources(turn);
      isDone = true;
    } else if (name === "failed") {
      fail(turn, data.html);
      isDone = true;
    }
  }
  if (!isDone) fail(turn, frame.lost);
};

const ask = async (turn) => {
  isAsking = true;
  try {
    await answer(turn);
  } catch {
    fail(turn, frame.lost);
  } finally {
    isAsking = false;
  }
};

const submit = (question) => {
  if (isAsking || !question.trim()) return false;
  ask(addExchange(question));
  return true;
};

const judge = async (button) => {
  const { turn, verdict, reason } = button.dataset;
  const exchange = exchangeOf(Number(turn));
  const response = await post("/conversation/judge", {
    seal: exchange.seal,
    verdict,
    reason,
    turn: exchange.turn,
    language: frame.language,
  });
  if (!response.ok) return;
  const told = await response.json();
  exchange.verdict = told.verdict;
  section(exchange.turn).querySelector(".feedback").outerHTML = told.html;
  // What takes the place of the buttons gets the focus that they had.
  const next = section(exchange.turn).querySelector('.feedback :is(button, [role="status"])');
  next.focus({ preventScroll: true });
};

transcript.setAttribute("role", "log");
transcript.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (chip) pointAt(Number(chip.dataset.turn), Number(chip.dataset.marker));
  const judged = event.target.closest(".verdict-button");
  if (judged) judge(judged);
  const example = event.target.closest(".example");
  if (example) submit(example.querySelector(".text").textContent);
  const again = event.target.closest(".again");
  if (again && !isAsking) {
    const turn = Number(again.closest(".exchange").id.slice("turn-".length));
    const said = section(turn).querySelector(".said");
    const pending = document.createElement("div");
    pending.innerHTML = frame.pending;
    said.className = "said pending";
    said.innerHTML = pending.querySelector(".said").innerHTML;
    ask(turn);
  }
});

box.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = box.querySelector("textarea");
  if (submit(field.value)) {
    field.value = "";
    grow(field);
  }
});
box.addEventListener("input", (event) => grow(event.target));
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
});

chooser.addEventListener("change", (event) => translate(event.target.value));

/* The page gives its place in the history away: the back button does not lead to it. */
notice.addEventListener("click", (event) => {
  const link = event.target.closest("a.leave");
  if (!link) return;
  event.preventDefault();
  document.documentElement.hidden = true;
  window.location.replace(link.href);
});

sources.addEventListener("click", async (event) => {
  const copy = event.target.closest(".copy");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.textContent = copy.dataset.done;
  }
  const back = event.target.closest(".back");
  if (back) {
    const { turn, marker } = back.dataset;
    const chip = document.querySelector(
      `.chip[data-turn="${Number(turn)}"][data-marker="${Number(marker)}"]`,
    );
    chip?.scrollIntoView({ block: "center" });
    chip?.focus({ preventScroll: true });
  }
});

await setFrame(new URL(window.location.href).searchParams.get("lang"));
document.body.classList.add("ready");
if (window.matchMedia("(pointer: fine)").matches) {
  box.querySelector("textarea").focus({ preventScroll: true });
}
