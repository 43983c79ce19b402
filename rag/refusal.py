"""When to be silent: a question that the documents are not about, or not about its country.

How near a question comes to documents in a space depends on the encoder, so the thresholds are
calibrated for each (`askalliance eval calibrate`) and kept in `calibration.toml`.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.address import named_symbols, names_a_unit
from rag.countries import countries
from rag.judge import SentenceJudge
from rag.question import Question
from rag.retrieve import Retriever
from rag.scope import read_scope
from rag.values import Hit

FILE = Path(__file__).with_name("calibration.toml")
# What the postings know of a question counts half beside what the encoder says of it.
KNOWN_SHARE = 0.5
N_COMPARED = 5
# Where no encoder of that name was calibrated, words alone tell: the postings must know MIN_KNOWN
# of a question in a language of the documents, a hit must hold MIN_HELD of it, by idf.
MIN_KNOWN = 0.4
MIN_HELD = 0.25


@dataclass(frozen=True, slots=True)
class Calibration:
    """The least `aboutness` of a question that is answered.

    own: for a question in a language of the documents; other: for any other.
    """

    own: float
    other: float


@cache
def calibration(encoder: str) -> Calibration | None:
    """Return the thresholds for an encoder, as an index's manifest names it; None for others."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    found = (row for row in table["encoder"] if row["name"] == encoder)
    return next((Calibration(row["own"], row["other"]) for row in found), None)


def aboutness(retriever: Retriever, question: Question, hits: Sequence[Hit]) -> float:
    """Return how far the documents are about a question, in about [0, 2.5].

    The cosine of the nearest passage, how near the words of a hit come to those of the question,
    and what the postings know of it.
    """
    query = retriever.asked(question.query).whole
    texts = [hit.passage.searched for hit in hits[:N_COMPARED]]
    nearness = float(retriever.nearness(query, texts).max(initial=0.0))
    known = retriever.index.lexical.known_mass(retriever.query_terms(query))
    return retriever.closeness(query) + nearness + KNOWN_SHARE * known


def is_silent(retriever: Retriever, question: Question, hits: Sequence[Hit]) -> bool:
    """True if the documents are not about a question, its countries or its numbered meeting.

    A question that names a unit or a symbol of the documents is about them, one that names a unit
    or a symbol that they do not hold is not.
    """
    if _lacks_country(retriever, question, hits) or _lacks_meeting(retriever, question, hits):
        return True
    named = retriever.named(question.query)
    if named.places or named.mentions:
        return False
    names_what_is_not_there = (
        names_a_unit(question.query) if named.documents else bool(named_symbols(question.query))
    )
    if names_what_is_not_there:
        return True
    index = retriever.index
    is_own = question.language in index.languages
    least = calibration(index.manifest.encoder)
    if least is None:
        return is_own and not _is_worded(retriever, question, hits)
    return aboutness(retriever, question, hits) < (least.own if is_own else least.other)


def _lacks_country(retriever: Retriever, question: Question, hits: Sequence[Hit]) -> bool:
    """True if a question names countries and the first hits hold none of them."""
    asked = countries(question.query, question.language)
    documents = retriever.index.documents
    return bool(asked) and not any(
        asked & countries(hit.passage.searched, documents[hit.passage.source].language)
        for hit in hits[:N_COMPARED]
    )


def _lacks_meeting(retriever: Retriever, question: Question, hits: Sequence[Hit]) -> bool:
    """True if a question names a meeting by number and no hit, or document of one, has the number.

    What one language calls a session is a meeting in another: only the numbers are compared.
    """
    asked = {number for _, number in read_scope(question.query).meetings}
    documents = retriever.index.documents
    texts = (f"{documents[hit.passage.source].full_title} ; {hit.passage.searched}" for hit in hits)
    return bool(asked) and not any(
        number in asked for text in texts for _, number in read_scope(text).meetings
    )


def _is_worded(retriever: Retriever, question: Question, hits: Sequence[Hit]) -> bool:
    """True if the documents hold enough of a question's words, and one hit does."""
    judge = SentenceJudge(retriever)
    asked = judge.asked(question)
    return retriever.index.lexical.known_mass(list(asked.weights)) >= MIN_KNOWN and any(
        judge.coverage(hit.passage.searched, hit.passage.source, asked) >= MIN_HELD
        for hit in hits[:N_COMPARED]
    )
