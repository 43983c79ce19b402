"""Scores of passages by row: the best of them, and those of given rows."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

BLOCKS = 4


@dataclass(frozen=True, slots=True)
class Scored:
    """Rows of passages, each once, with their scores."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


class Scores(Protocol):
    """What the passages of an index score for one query, wherever the scores are computed."""

    def best(self, n: int) -> Scored:
        """Return the n best rows that score above 0, best first, equal ones in order."""

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the scores of the rows, which are in order, each once; 0 for the others' rows."""


@dataclass(frozen=True, slots=True)
class AllScores:
    """Scores of every row, shape (n,)."""

    values: NDArray[np.float32]

    def best(self, n: int) -> Scored:
        """Return the n best rows that score above 0, best first, equal ones in order."""
        rows = best_rows(self.values, n)
        return Scored(rows, self.values[rows])

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the scores of the rows, shape (len(rows),)."""
        return self.values[rows]


def best_rows(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the rows of the k best scores above 0, best first, equal ones in order."""
    rows = np.flatnonzero(scores >= _bound(scores, k))
    rows = rows[np.argsort(-scores[rows], kind="stable")[:k]]
    return rows[scores[rows] > 0]


def _bound(scores: NDArray[np.float32], k: int) -> float:
    """Return a score that at least k rows reach, not far below the k-th best.

    It is the k-th best among the best of several blocks. To order the scores themselves takes
    long where most are 0.
    """
    width = len(scores) // (BLOCKS * k) if k > 0 else 0
    if width == 0:
        return 0.0
    blocks = scores[: len(scores) // width * width].reshape(-1, width).max(axis=1)
    return float(np.partition(blocks, -k)[-k])
