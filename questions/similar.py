"""Questions that ask the same or nearly, in six languages: by the encoder and by words."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, Vectors
from embeddings.words import NO_TOKENS, Tokens, WordIndex
from questions.traits import Traits, is_about_another, other_kind, shared_words, traits
from rag.language import detect
from rag.question import TAGS

FILE = Path(__file__).with_suffix(".toml")
# What the words of one language count beside what the encoder says.
WORDS_SHARE = 0.25
# What is left of a likeness where figures, symbols or countries differ.
ABOUT_ANOTHER = 0.5
# What is taken off a likeness where another kind of thing is asked for.
OTHER_KIND = 0.2
# So many of the nearest by their vectors are compared word by word.
N_COMPARED = 100
N_CLUSTERED = 20


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least likeness of questions that are shown together, and of those that ask the same."""

    similar: float
    same: float


# Where no encoder of that name was calibrated, words of one language tell alone.
BY_WORDS = Thresholds(0.4, 0.6)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is compared; language: one of the six."""

    question_id: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Similar:
    """A question like another; likeness in about [-0.2, 1]; is_same: it asks the same."""

    question_id: str
    likeness: float
    is_same: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """A question read for comparing; vector: float32, shape (dim,), of unit length."""

    vector: Vectors
    tokens: Tokens
    traits: Traits


@cache
def thresholds(encoder: str) -> Thresholds | None:
    """Return the thresholds for an encoder by its name, None for one that was not calibrated."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["encoder"]
    found = (Thresholds(row["similar"], row["same"]) for row in rows if row["name"] == encoder)
    return next(found, None)


class SimilarQuestions:
    """Questions to compare with; never changed, so that threads may share it."""

    def __init__(self, encoder: Encoder, questions: Sequence[Asked] = ()):
        self._encoder = encoder
        self._thresholds = thresholds(encoder.name)
        self._hold(
            dict(zip([each.question_id for each in questions], self._read(questions), strict=True))
        )

    def _hold(self, rows: dict[str, _Read]) -> None:
        self._by_id = rows
        self.ids = list(rows)
        self._rows = list(rows.values())
        dim = self._encoder.dim
        vectors = [row.vector for row in self._rows] or [np.zeros((0, dim), dtype=np.float32)]
        self._vectors = np.concatenate(vectors).reshape(len(rows), dim)
        self._words = WordIndex.build([row.tokens for row in self._rows])

    def plus(self, questions: Sequence[Asked]) -> "SimilarQuestions":
        """Return these questions and others, which stand in place of those of the same id."""
        added = self._read(questions)
        ids = [each.question_id for each in questions]
        return self._holding(self._left(ids) | dict(zip(ids, added, strict=True)))

    def without(self, question_ids: Sequence[str]) -> "SimilarQuestions":
        """Return these questions but for some."""
        return self._holding(self._left(question_ids))

    def _left(self, without: Sequence[str]) -> dict[str, _Read]:
        left_out = set(without)
        return {name: row for name, row in self._by_id.items() if name not in left_out}

    def _holding(self, rows: dict[str, _Read]) -> "SimilarQuestions":
        made = SimilarQuestions(self._encoder)
        made._hold(rows)
        return made

    def suggest(self, text: str, k: int = 5) -> list[Similar]:
        """Return up to k questions like a text, the likest first; equal likeness in their order."""
        if not self.ids or not any(map(str.isalpha, text)):
            return []
        (read,) = self._read([Asked("", text, detect(text))])
        rows = _nearest(self._vectors @ read.vector, N_COMPARED)
        return self._similar(read, rows)[:k]

    def clusters(self) -> list[list[str]]:
        """Return the ids of questions that ask alike, in order, those without a like alone.

        A question joins the likest cluster by the cluster's first question, or begins one, so a
        later question changes nothing of what came before it.
        """
        opens = np.zeros(len(self.ids), dtype=bool)
        members: dict[str, list[str]] = {}
        for row, read in enumerate(self._rows):
            leaders = np.nonzero(opens)[0]
            near = leaders[_nearest(self._vectors[leaders] @ read.vector, N_CLUSTERED)]
            found = self._similar(read, near)
            if found:
                members[found[0].question_id].append(self.ids[row])
            else:
                opens[row] = True
                members[self.ids[row]] = [self.ids[row]]
        return list(members.values())

    def _similar(self, read: _Read, rows: NDArray[np.int64]) -> list[Similar]:
        """Return those of the rows that are like a question, the likest first."""
        least = self._thresholds or BY_WORDS
        meant = self._meant(read, rows).tolist() if self._thresholds else None
        found = []
        for place, row in enumerate(rows.tolist()):
            likeness = _likeness(
                meant[place] if meant else None, read.traits, self._rows[row].traits
            )
            if likeness >= least.similar:
                found.append((-likeness, row))
        return [
            Similar(self.ids[row], round(-negative, 4), -negative >= least.same)
            for negative, row in sorted(found)
        ]

    def _meant(self, read: _Read, rows: NDArray[np.int64]) -> Vectors:
        """Return how near a question is to rows: its vector, and its words both ways."""
        cosines: Vectors = self._vectors[rows] @ read.vector
        table = self._encoder.words
        if table is None or not len(rows):
            return cosines
        mutual = self._words.mutual_nearness(table, read.tokens, rows)
        near: Vectors = (cosines + mutual) / np.float32(2)
        return near

    def _read(self, questions: Sequence[Asked]) -> list[_Read]:
        texts = [" ".join(TAGS.sub(" ", each.text).split()) for each in questions]
        vectors = self._encoder.encode_queries(texts) if texts else ()
        table = self._encoder.words
        tokens = table.tokens(texts) if table else [NO_TOKENS] * len(texts)
        return [
            _Read(vector, words, traits(text, each.language))
            for vector, words, text, each in zip(vectors, tokens, texts, questions, strict=True)
        ]


def _likeness(meant: float | None, one: Traits, other: Traits) -> float:
    """Return how like two questions are; meant: how near by the encoder, None where unknown."""
    words = shared_words(one, other)
    if meant is None:
        likeness = words or 0.0
    elif words is None:
        likeness = meant
    else:
        likeness = (1 - WORDS_SHARE) * meant + WORDS_SHARE * words
    if is_about_another(one, other):
        likeness *= ABOUT_ANOTHER
    return likeness - OTHER_KIND * other_kind(one, other)


def _nearest(scores: Vectors, n: int) -> NDArray[np.int64]:
    """Return the rows of the n highest scores, in order of row; ties go to the lower row."""
    return np.sort(np.argsort(-scores, kind="stable")[:n])
