"""Fewer rows for the same tokens: forms of a word whose vectors point one way share one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.training.subwords import in_latin
from embeddings.training.table import Table

STEM = 5  # letters that words must have in common at their start
STEPS = 16


@dataclass(frozen=True, slots=True)
class Shared:
    """`vectors[rows[t]] * scales[t]` stands for token t."""

    vectors: Table
    rows: NDArray[np.int64]
    scales: Table


def share_rows(tokens: Sequence[str], table: Table, counts: Table, n_rows: int) -> Shared:
    """Return at most n_rows vectors of unit length for the tokens, as near as so few can be.

    counts: how often each token is met. A word takes the vector of the most frequent one with the
    same beginning where that harms little: its distance, times the root of its count, is under a
    bound that is found by halving. A shared vector is the mean of those that share it.
    """
    lengths = np.linalg.norm(table, axis=1)
    units = table / np.maximum(lengths, 1e-9)[:, None]
    harm = np.sqrt(np.maximum(counts, 1))
    groups = _groups(tokens, counts)
    low, high = 0.0, float(2 * harm.max())
    leaders = np.zeros(len(tokens), dtype=np.int64)
    for _ in range(STEPS):
        bound = (low + high) / 2
        tried = _leaders(units, harm, groups, bound)
        if len(np.unique(tried)) <= n_rows:
            high, leaders = bound, tried
        else:
            low = bound
    _, rows = np.unique(leaders, return_inverse=True)
    vectors = np.zeros((rows.max() + 1, table.shape[1]), dtype=np.float32)
    np.add.at(vectors, rows, units * harm[:, None])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1), 1e-9)[:, None]
    cosines = np.einsum("ij,ij->i", units, vectors[rows])
    return Shared(vectors, rows, (lengths * np.maximum(cosines, 0)).astype(np.float32))


def _groups(tokens: Sequence[str], counts: Table) -> list[NDArray[np.int64]]:
    """Return the tokens by beginning, the most frequent first."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row, token in enumerate(tokens):
        groups[in_latin(token)[:STEM]].append(row)
    return [
        np.array(sorted(rows, key=lambda row: (-counts[row], row)), dtype=np.int64)
        for rows in groups.values()
    ]


def _leaders(
    units: Table, harm: Table, groups: Sequence[NDArray[np.int64]], bound: float
) -> NDArray[np.int64]:
    """Return for each token the one whose vector it takes."""
    leaders = np.arange(len(units))
    for rows in groups:
        costs = (1 - units[rows] @ units[rows].T) * harm[rows]
        is_free = np.ones(len(rows), dtype=bool)
        for at in range(len(rows)):
            if is_free[at]:
                followers = (costs[at] <= bound) & is_free
                leaders[rows[followers]] = rows[at]
                is_free &= ~followers
                is_free[at] = False
    return leaders
