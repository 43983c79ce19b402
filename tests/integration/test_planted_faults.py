"""Faults planted in the assistant move the measure that should catch them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from embeddings.encoder import load_encoder
from eval.gold import GoldQuestion, evaluate_gold, read_gold
from rag import answer as chain
from rag.assistant import Assistant
from rag.compose import Draft, DraftClaim, Engine
from rag.extract import ExtractiveEngine
from rag.question import Question
from rag.retrieve import Retriever
from rag.values import Hit


class Faulty:
    """The extractive engine with a fault."""

    name = "faulty"

    def __init__(self, engine: Engine):
        self._engine = engine

    def compose(self, question: Question, hits: Sequence[Hit]) -> Draft:
        return self.spoil(self._engine.compose(question, hits), hits)

    def spoil(self, draft: Draft, hits: Sequence[Hit]) -> Draft:
        raise NotImplementedError


class WrongSentence(Faulty):
    """Cites the end of the last hit for everything."""

    def spoil(self, draft: Draft, hits: Sequence[Hit]) -> Draft:
        last = hits[-1].passage
        span = replace(
            draft.claims[0].spans[0], source=last.source, start=last.end - 20, end=last.end
        )
        return replace(draft, claims=(DraftClaim(last.text[-20:], (span,)),))


class DropsNegation(Faulty):
    """Says everything without its `не`."""

    def spoil(self, draft: Draft, hits: Sequence[Hit]) -> Draft:
        claims = [replace(c, text=c.text.replace(" не ", " ")) for c in draft.claims]
        return replace(draft, claims=tuple(claims))


class Silent(Faulty):
    """Refuses everything."""

    def spoil(self, draft: Draft, hits: Sequence[Hit]) -> Draft:
        return replace(draft, claims=())


@pytest.fixture(scope="module")
def gold() -> list[GoldQuestion]:
    """Every third question: enough to see a fault."""
    return read_gold(Path("data/gold"))[::3]


def figures(assistant: Assistant, gold: Sequence[GoldQuestion]) -> dict[str, Any]:
    return evaluate_gold(assistant, gold, lambda *_: None).figures


@pytest.fixture(scope="module")
def sound(assistant: Assistant, gold: list[GoldQuestion]) -> dict[str, Any]:
    return figures(assistant, gold)


def with_fault(home: Path, fault: type[Faulty]) -> Assistant:
    def make(retriever: Retriever) -> Engine:
        return fault(ExtractiveEngine(retriever))

    return Assistant(home / "index", load_encoder(), make)


def test_citing_the_wrong_sentence_shows_in_evidence_cited(
    home: Path, gold: list[GoldQuestion], sound: dict[str, Any]
) -> None:
    class OnlyWithClaims(WrongSentence):
        def spoil(self, draft: Draft, hits: Sequence[Hit]) -> Draft:
            return super().spoil(draft, hits) if draft.claims else draft

    found = figures(with_fault(home, OnlyWithClaims), gold)
    assert found["Russian"]["cited"] < sound["Russian"]["cited"] - 0.4
    assert found["Russian"]["evidence@5"] == sound["Russian"]["evidence@5"]


def test_a_dropped_negation_is_not_shown(home: Path) -> None:
    question = "Какие государства не являются участниками Протокола, но были наблюдателями?"
    sound = Assistant(home / "index", load_encoder(), ExtractiveEngine).ask(question)
    assert " не " in sound.text
    answer = with_fault(home, DropsNegation).ask(question)
    assert any(" не " in claim.text for claim in sound.claims)
    assert {claim.text for claim in answer.dropped}
    assert all(claim.text in sound.text for claim in answer.claims)


def test_refusing_everything_shows_in_answered(
    home: Path, gold: list[GoldQuestion], sound: dict[str, Any]
) -> None:
    found = figures(with_fault(home, Silent), gold)
    assert found["Russian"]["answered"] == 0 < sound["Russian"]["answered"]
    assert found["Russian"]["hit"] == 0


def test_answering_everything_shows_in_the_unanswerable(
    home: Path,
    gold: list[GoldQuestion],
    sound: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chain, "is_silent", lambda *_: False)
    monkeypatch.setattr(chain, "kinds_asked", lambda _: frozenset())
    open_handed = Assistant(home / "index", load_encoder(), ExtractiveEngine)
    found = figures(open_handed, gold)
    assert found["unanswerable, off"]["answered"] > sound["unanswerable, off"]["answered"] + 0.3


def test_two_languages_swapped_show_in_both(
    home: Path, gold: list[GoldQuestion], sound: dict[str, Any]
) -> None:
    everything = read_gold(Path("data/gold"))
    asked = {lang: [q for q in everything if q.language == lang] for lang in ("en", "es")}
    whole = figures(Assistant(home / "index", load_encoder(), ExtractiveEngine), everything)
    swapped = [
        replace(mine, question=other.question, history=other.history)
        for one, two in (("en", "es"), ("es", "en"))
        for mine, other in zip(asked[one], asked[two] * 5, strict=False)
    ]
    found = figures(Assistant(home / "index", load_encoder(), ExtractiveEngine), swapped)
    for language in ("en", "es"):
        before = whole["by_language"][language]["evidence@5"]
        assert found["by_language"][language]["evidence@5"] < before - 0.3
