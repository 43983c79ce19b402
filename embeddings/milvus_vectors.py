"""The dense vectors of a Milvus collection, searched as `VectorIndex` is."""

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.milvus import Milvus, incomplete
from embeddings.vector_index import Neighbours, check_dim

# So many rows are scored one and all, as a small index on disk is; of more, candidates.
ALL_UP_TO = 2_000


class MilvusVectors:
    """Unit vectors by row number; n of them, in a collection that is filled."""

    def __init__(self, milvus: Milvus, name: str, n: int, dim: int):
        self._milvus = milvus
        self._name = name
        self._n = n
        self._dim = dim

    def __len__(self) -> int:
        return self._n

    @property
    def dim(self) -> int:
        """The length of the vectors."""
        return self._dim

    @property
    def is_exact(self) -> bool:
        """True if there are so few that every row is scored."""
        return self._n <= ALL_UP_TO

    def search(self, queries: Vectors, k: int) -> Neighbours:
        """Return the k nearest rows per query, best first; of a large collection some are missed.

        Raises IndexMismatch if dim differs.
        """
        check_dim(self._dim, queries)
        rows = np.full((len(queries), k), -1, dtype=np.int64)
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        for at, query in enumerate(queries):
            found = self._nearest(query, k)
            rows[at, : len(found.rows)] = found.rows
            scores[at, : len(found.rows)] = found.scores
        return Neighbours(rows, scores)

    def scores(self, query: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """Return the exact inner products of a query, shape (dim,), with the vectors of the rows.

        Raises IndexMismatch if dim differs, NotFilled if the collection lacks a row.
        """
        check_dim(self._dim, query[None])
        if not self.is_exact:
            products: Vectors = self.vectors(rows) @ query.astype(np.float32)
            return products
        found = self._nearest(query, self._n)
        if len(found.rows) < self._n:
            raise incomplete(self._name)
        every = np.empty(self._n, dtype=np.float32)
        every[found.rows] = found.scores
        return every[rows]

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the stored vectors of the rows, shape (len(rows), dim)."""
        parts = self._milvus.vectors(self._name, rows)
        return np.concatenate([np.empty((0, self._dim), dtype=np.float32), *parts])

    def _nearest(self, query: Vectors, k: int) -> Neighbours:
        return self._milvus.search(self._name, "dense", query, k)
