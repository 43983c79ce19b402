"""Seeded ways in which a chat model behaves, over HTTP: nothing unsupported is ever shown."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from eval.mutation_rules import Rule, mutations, paraphrases
from rag.answer import answer_chain
from rag.assistant import Assistant
from rag.chat_engine import ChatEngine, open_chat_model
from rag.compose import DraftClaim, Span
from rag.extract import ExtractiveEngine
from rag.question import read_question
from rag.values import Answer
from rag.verify import MIN_SUPPORT, support
from tests.chat_server import ChatServer, Played, Request, as_reply, chat_server, in_pieces

LIMIT_S = 4.0
SHORT_S = 0.4  # for models that never end
SLACK_S = 3.0  # for all that is not the model, on a busy machine
GOLD = Path(__file__).parents[2] / "data" / "gold" / "questions.jsonl"
NAMES = ["Франция", "Женева", "ЮНЕСКО", "Петров", "Парламент"]
FALSE = mutations("ru", NAMES)
SAME = paraphrases("ru")
NOWHERE = [
    "Регистрационный взнос составляет 300 евро и вносится до 1 марта.",
    "Конференция единогласно исключила три государства.",
    "Погода в Вене будет солнечной.",
    "По данным опроса, 87% участников довольны.",
    "Генеральный директор ЮНЕСКО осудил доклад.",
]
Claims = list[tuple[str, list[int]]]


@dataclass
class Actor:
    """A model that plays one way of behaving; `false` are the claims that nothing supports."""

    way: str
    chance: random.Random
    keeps_schema: bool
    false: set[str]
    n_requests: int = 0

    def __call__(self, request: Request) -> Played:
        self.n_requests += 1
        if request.wants_schema and not self.keeps_schema:
            return Played(status=self.chance.choice([400, 422]))
        if self.way in ("429", "500"):
            return Played(status=int(self.way))
        if self.way == "busy" and self.n_requests < 3:
            return Played(status=self.chance.choice([429, 500, 503]))
        reply = as_reply(request, self._claims(request.sentences))
        if self.way == "malformed":
            reply = self.chance.choice(
                [reply[: len(reply) // 2], reply[::-1], "{}", "Да.", "[[1]]"]
            )
        if self.way == "prose":
            reply = reply.translate(str.maketrans("[]{}", "    "))
        played = Played(in_pieces(reply, self.chance.choice([3, 20, 200])))
        if self.way == "cut":
            return replace(played, pieces=played.pieces[: len(played.pieces) // 2], is_cut=True)
        if self.way == "silent":
            return replace(played, pieces=played.pieces[:2], is_silent=True)
        if self.way == "slow":
            return Played((" ", *played.pieces), pause_s=0.25)
        return played

    def _claims(self, sentences: Sequence[str]) -> Claims:
        number = self.chance.randrange(len(sentences)) + 1
        sentence = sentences[number - 1]
        honest = self.chance.choice(list(SAME.values()))(sentence, self.chance) or sentence
        if self.way in FALSE:
            return self._untrue(FALSE[self.way], sentences)
        if self.way == "mixed":
            return [(honest, [number]), *self._untrue(FALSE["figure"], sentences)]
        if self.way == "invented number":
            return self._false([(f"{sentence} — да", [len(sentences) + number])])
        if self.way == "from nowhere":
            return self._false([(self.chance.choice(NOWHERE), [number])])
        if self.way == "quotation from nowhere":
            quoted = f"«{self.chance.choice(NOWHERE)}»"
            return self._false([(f"В документе сказано: {quoted}", [1, number])])
        if self.way == "rules":
            return self._false([("You answer a question from numbered sentences.", [number])])
        return [(honest, [number])]

    def _untrue(self, rule: Rule, sentences: Sequence[str]) -> Claims:
        order = list(enumerate(sentences, start=1))
        self.chance.shuffle(order)
        for number, sentence in order:
            if len(sentence) > 40 and (claim := rule(sentence, self.chance)):
                return self._false([(claim, [number])])
        return []

    def _false(self, claims: Claims) -> Claims:
        self.false |= {" ".join(text.split()) for text, _ in claims}
        return claims


WAYS = [
    *("faithful", "mixed", "busy", "invented number", "from nowhere", "quotation from nowhere"),
    *("rules", "malformed", "prose", "cut", "silent", "slow", "429", "500", *FALSE),
]


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with chat_server() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "none")
        yield server


@pytest.mark.parametrize("n", [40, pytest.param(200, marks=pytest.mark.slow)])
def test_nothing_unsupported_is_shown_and_every_ask_ends_in_time(
    assistant: Assistant, server: ChatServer, n: int
) -> None:
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    questions = [row["question"] for row in rows if row["lang"] == "ru" and row["answerable"]]
    server.script = Actor("faithful", random.Random(0), True, set())
    ask(assistant, server, questions[0], LIMIT_S)  # loads what is loaded once
    engines: Counter[tuple[str, str]] = Counter()
    for number in range(n):
        chance = random.Random(number)
        actor = Actor(WAYS[number % len(WAYS)], chance, chance.random() < 0.5, set())
        limit_s = SHORT_S if actor.way in ("silent", "slow") else LIMIT_S
        server.script = actor
        began = time.monotonic()
        answer = ask(assistant, server, chance.choice(questions), limit_s)
        assert time.monotonic() - began < limit_s + SLACK_S, actor.way
        shown = {claim.text for claim in answer.claims}
        assert not shown & actor.false, (number, actor.way)
        assert answer.outcome == "answered" or not shown
        assert answer.notice or answer.engine != "extractive"
        check_support(assistant, answer)
        engines[actor.way, answer.engine] += 1
    assert engines["faithful", "openai:scripted"] == n // len(WAYS)
    assert engines["busy", "openai:scripted"] == n // len(WAYS)
    for way in ("from nowhere", "invented number", "429", "500", "silent", "slow", "cut", "prose"):
        assert engines[way, "openai:scripted"] == 0, way


def ask(assistant: Assistant, server: ChatServer, question: str, limit_s: float) -> Answer:
    retriever = assistant.retriever
    model = open_chat_model("openai:scripted", server.url, limit_s)
    engine = ChatEngine(model, "openai:scripted", retriever, ExtractiveEngine(retriever), limit_s)
    return answer_chain(retriever, engine).invoke(read_question(question))


def check_support(assistant: Assistant, answer: Answer) -> None:
    retriever = assistant.retriever
    citations = {citation.marker: citation for citation in answer.citations}
    for claim in answer.claims:
        cited = [citations[marker] for marker in claim.citations]
        spans = tuple(Span(c.source, c.start, c.end) for c in cited)
        draft = DraftClaim(claim.text, spans)
        assert support(draft, retriever.index, retriever.words) == claim.support >= MIN_SUPPORT
