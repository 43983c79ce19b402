"""BM25 postings over index terms, and how much of a query they know."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.counts import Counts, count_terms
from rag.scores import AllScores, Scores
from rag.sorted_strings import SortedStrings

# How soon a term that is repeated stops counting, and how much a long passage loses.
K1, B = 1.5, 0.75


@dataclass(frozen=True, slots=True)
class Postings:
    """How often each passage holds each term, and what it scores for it, by columns.

    `passages[starts[t] : starts[t + 1]]` are the rows that hold term t, each once and in order,
    `counts` how often they do, and `scores` what the term brings them. They are plain arrays, so
    that they can be mapped.
    """

    passages: NDArray[np.int32]
    counts: NDArray[np.int32]
    scores: NDArray[np.float32]
    starts: NDArray[np.int64]


class Scorer(Protocol):
    """The same postings in another engine."""

    def scores(self, terms: Sequence[int]) -> Scores:
        """Return the scores of the passages for terms, each given by its number."""


class Lexical:
    """Postings of n passages, addressed by row number, scored by BM25 (Lucene's variant).

    scorer: what computes scores; None does it here. The vocabulary and the weights of terms are
    always read here. Source: Robertson & Zaragoza 2009; Lù 2024 (bm25s).
    """

    def __init__(
        self, vocabulary: SortedStrings, postings: Postings, n: int, scorer: Scorer | None = None
    ):
        self._row = vocabulary.find
        self._vocabulary = vocabulary
        self._postings = postings
        self._n = n
        self._scorer = scorer

    @classmethod
    def build(cls, rows: Sequence[Sequence[str]]) -> "Lexical":
        """Return postings of the passages, each given as its terms; at least one passage."""
        return cls.over(count_terms(rows, np.arange(len(rows))), len(rows))

    @classmethod
    def over(cls, counts: Counts, n: int) -> "Lexical":
        """Return postings of n passages, at least one, whose terms are counted."""
        scores = _scores(counts, n)
        postings = Postings(counts.passages, counts.counts, scores, counts.starts)
        return cls(counts.vocabulary, postings, n)

    @property
    def counts(self) -> Counts:
        """How often the passages hold each term."""
        held = self._postings
        return Counts(self._vocabulary, held.passages, held.counts, held.starts)

    @classmethod
    def open(cls, folder: Path, scorer: Scorer | None = None) -> "Lexical":
        """Map the postings that `save` wrote."""
        facts = json.loads((folder / "facts.json").read_text("utf-8"))
        arrays = {
            field.name: np.asarray(np.load(folder / f"{field.name}.npy", mmap_mode="r"))
            for field in fields(Postings)
        }
        vocabulary = SortedStrings.open(folder / "vocabulary")
        return cls(vocabulary, Postings(**arrays), int(facts["n_passages"]), scorer)

    def save(self, folder: Path) -> None:
        """Write the postings as arrays and JSON; no pickle."""
        folder.mkdir(parents=True)
        for field in fields(Postings):
            np.save(folder / f"{field.name}.npy", getattr(self._postings, field.name))
        self._vocabulary.save(folder / "vocabulary")
        (folder / "facts.json").write_text(json.dumps({"n_passages": self._n}), "utf-8")

    def scores(self, terms: Sequence[str]) -> Scores:
        """Return the BM25 scores of the passages; 0 where no term is known."""
        known = [row for row in map(self._row, terms) if row is not None]
        if self._scorer:
            return self._scorer.scores(known)
        total = np.zeros(self._n, dtype=np.float32)
        for row in known:
            held = slice(self._postings.starts[row], self._postings.starts[row + 1])
            np.add.at(total, self._postings.passages[held], self._postings.scores[held])
        return AllScores(total)

    def holders(self, term: str) -> NDArray[np.int64]:
        """Return the rows of the passages that hold a term."""
        return self.scores([term]).best(self._df(term)).rows

    def by_passage(self) -> Iterator[dict[int, float]]:
        """Yield what each passage scores for each of its terms, by the number of the term."""
        postings = self._postings
        order = np.argsort(postings.passages, kind="stable")
        terms = np.repeat(np.arange(len(postings.starts) - 1), np.diff(postings.starts))[order]
        scores = postings.scores[order]
        ends = np.cumsum(np.bincount(postings.passages, minlength=self._n))
        for start, end in pairwise([0, *ends.tolist()]):
            yield dict(zip(terms[start:end].tolist(), scores[start:end].tolist(), strict=True))

    def knows(self, term: str) -> bool:
        """True if any passage holds the term."""
        return self._row(term) is not None

    def idf(self, term: str) -> float:
        """Return ln(1 + (n - df + 0.5) / (df + 0.5)), a term's weight; unknown ones weigh most."""
        df = self._df(term)
        return float(np.log1p((self._n - df + 0.5) / (df + 0.5)))

    def known_mass(self, terms: Sequence[str]) -> float:
        """Return the share, by idf, of the terms that any passage holds: in [0, 1], 0 for none."""
        total = sum(self.idf(term) for term in terms)
        known = sum(self.idf(term) for term in terms if self.knows(term))
        return known / total if total else 0.0

    def _df(self, term: str) -> int:
        row = self._row(term)
        starts = self._postings.starts
        return 0 if row is None else int(starts[row + 1] - starts[row])


def _scores(counts: Counts, n: int) -> NDArray[np.float32]:
    """Return idf * f / (f + K1 * (1 - B + B * length / mean length)) for each count f."""
    lengths = np.bincount(counts.passages, weights=counts.counts, minlength=n)
    mean_length = max(lengths.mean(), np.finfo(np.float32).tiny)
    df = np.diff(counts.starts)
    idf = np.log1p((n - df + 0.5) / (df + 0.5)).astype(np.float32)
    slowed = K1 * (1 - B + B * lengths / mean_length)
    share = counts.counts / (counts.counts + slowed[counts.passages])
    scores: NDArray[np.float32] = (np.repeat(idf, df) * share).astype(np.float32)
    return scores
