"""BM25 as sparse vectors of a Milvus collection: our own terms and weights, by inner products."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.milvus import MOST_RESULTS, Milvus, Weights, incomplete
from embeddings.milvus_vectors import MilvusVectors
from rag.generation import Manifest
from rag.scores import Scored

NOTHING = Scored(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


def collection_name(generation: str) -> str:
    """Return the name of a generation's collection, of letters, digits and underscores alone."""
    return f"askalliance_{generation.replace('.', '_')}"


def open_collection(milvus: Milvus, manifest: Manifest) -> "tuple[MilvusVectors, MilvusPostings]":
    """Return the vectors and postings of a generation's collection.

    Raises NotFilled if it is not there or not whole, SearchUnavailable without an answer.
    """
    name, n = collection_name(manifest.generation), manifest.n_passages
    if milvus.count(name) != n:
        raise incomplete(name)
    return MilvusVectors(milvus, name, n, manifest.dim), MilvusPostings(milvus, name)


class MilvusPostings:
    """What the passages of a collection score for terms, each given by its number."""

    def __init__(self, milvus: Milvus, name: str):
        self._milvus = milvus
        self._name = name

    def scores(self, terms: Sequence[int]) -> "MilvusScores":
        """Return the scores of the passages; a term that is named twice counts twice."""
        weights = {term: float(n) for term, n in Counter(terms).items()}
        return MilvusScores(self._milvus, self._name, weights)


class MilvusScores:
    """Scores of one query, asked for when they are needed."""

    def __init__(self, milvus: Milvus, name: str, weights: Weights):
        self._milvus = milvus
        self._name = name
        self._weights = weights
        self._all: Scored | None = None if weights else NOTHING

    def best(self, n: int) -> Scored:
        """Return the n best rows that score above 0, best first; no more than MOST_RESULTS."""
        if self._all is not None:
            return Scored(self._all.rows[:n], self._all.scores[:n])
        found = self._found(n)
        if len(found.rows) < min(n, MOST_RESULTS):
            self._all = found
        return found

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the scores of the rows, shape (len(rows),); rows are in order, each once."""
        scores = np.zeros(len(rows), dtype=np.float32)
        for found in [self._all] if self._all else self._among(rows):
            held = np.isin(found.rows, rows)
            scores[np.searchsorted(rows, found.rows[held])] = found.scores[held]
        return scores

    def _among(self, rows: NDArray[np.int64]) -> Iterator[Scored]:
        for start in range(0, len(rows), MOST_RESULTS):
            part = rows[start : start + MOST_RESULTS]
            yield self._found(len(part), part)

    def _found(self, n: int, among: NDArray[np.int64] | None = None) -> Scored:
        found = self._milvus.search(self._name, "sparse", self._weights, n, among)
        return Scored(found.rows, found.scores)
