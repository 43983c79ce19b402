"""How often passages hold terms: counted once, and joined where an index is built again."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from rag.sorted_strings import SortedStrings

# A place in the matrix is one number: that of the term, shifted, and that of the passage.
_SHIFT = 32
_PASSAGE = (1 << _SHIFT) - 1


@dataclass(frozen=True, slots=True)
class Counts:
    """A sparse matrix of terms by passages, in the order of terms.

    `passages[starts[t] : starts[t + 1]]` are the rows that hold term t of the vocabulary, each
    once, and `counts` how often they do.
    """

    vocabulary: SortedStrings
    passages: NDArray[np.int32]
    counts: NDArray[np.int32]
    starts: NDArray[np.int64]

    def moved(self, rows: NDArray[np.int32]) -> "Counts":
        """Return the counts where passage i becomes passage `rows[i]`; -1 for one that goes."""
        passages = rows[self.passages]
        gone = np.flatnonzero(passages < 0)
        starts = self.starts - np.searchsorted(gone, self.starts)
        return Counts(
            self.vocabulary, np.delete(passages, gone), np.delete(self.counts, gone), starts
        )


def count_terms(passages: Sequence[Sequence[str]], rows: NDArray[np.int64]) -> Counts:
    """Return how often passages, each given as its terms and its row, hold each of them."""
    number_of: dict[str, int] = defaultdict(count().__next__)
    terms = np.fromiter(map(number_of.__getitem__, chain.from_iterable(passages)), dtype=np.int64)
    vocabulary = sorted(number_of)
    ranks = np.empty(len(vocabulary), dtype=np.int64)
    ranks[[number_of[term] for term in vocabulary]] = np.arange(len(vocabulary))
    lengths = np.fromiter(map(len, passages), dtype=np.int64, count=len(passages))
    places = (ranks[terms] << _SHIFT) | np.repeat(rows, lengths)
    return _counts(vocabulary, *np.unique(places, return_counts=True))


def join(one: Counts, other: Counts) -> Counts:
    """Return the counts of the passages of both, which share none, without terms of no passage.

    The passages of a term are in order.
    """
    vocabulary = sorted({*one.vocabulary, *other.vocabulary})
    row_of = {term: row for row, term in enumerate(vocabulary)}
    places = np.concatenate([_places(each, row_of) for each in (one, other)])
    return _counts(vocabulary, places, np.concatenate([one.counts, other.counts]))


def _places(counts: Counts, row_of: dict[str, int]) -> NDArray[np.int64]:
    terms = np.array([row_of[term] for term in counts.vocabulary], dtype=np.int64)
    places: NDArray[np.int64] = np.repeat(terms << _SHIFT, np.diff(counts.starts))
    return places | counts.passages


def _counts(
    vocabulary: Sequence[str], places: NDArray[np.int64], counts: NDArray[np.integer]
) -> Counts:
    """Return the counts of places in any order; terms without any are left out."""
    # Two runs that are in order, as they mostly come here, are merged in one pass.
    order = np.argsort(places, kind="stable")
    places = places[order]
    edges = np.searchsorted(places, np.arange(len(vocabulary) + 1, dtype=np.int64) << _SHIFT)
    is_held = np.diff(edges) > 0
    held = [term for term, is_one in zip(vocabulary, is_held.tolist(), strict=True) if is_one]
    return Counts(
        SortedStrings.build(held),
        (places & _PASSAGE).astype(np.int32),
        counts[order].astype(np.int32),
        np.append(edges[:-1][is_held], len(places)),
    )
