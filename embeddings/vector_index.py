"""The FAISS index: unit vectors by row number, exact inner product, mapped from disk."""

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.errors import IndexMismatch

if TYPE_CHECKING:
    import faiss


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows per query, best first; -1 with -inf where there are fewer than asked."""

    rows: NDArray[np.int64]
    scores: Vectors


class VectorIndex:
    """An exact index over float32 vectors of unit length, addressed by row number."""

    def __init__(self, index: "faiss.Index"):
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "VectorIndex":
        """Return an index over the rows of vectors: float32, shape (n, dim)."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> "VectorIndex":
        """Map an index from disk; its pages are shared between processes.

        Raises IndexMismatch if the file is not a readable index.
        """
        import faiss

        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except RuntimeError as error:
            raise IndexMismatch(
                f"Vectors at {path} cannot be read: run `askalliance index`."
            ) from error

    def save(self, path: Path) -> None:
        """Write the index in FAISS's own format; no pickle."""
        import faiss

        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:  # what FAISS makes of a full disk
            raise OSError(errno.ENOSPC, "FAISS could not write", str(path)) from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """The length of the vectors."""
        return int(self._index.d)

    def search(self, queries: Vectors, k: int) -> Neighbours:
        """Return the k nearest rows per query, best first.

        queries: float32, shape (n_queries, dim), rows of unit length.
        Scores are inner products in [-1, 1]. Raises IndexMismatch if dim differs.
        """
        self._check_dim(queries)
        scores, rows = self._index.search(np.ascontiguousarray(queries), k)
        return Neighbours(rows=rows, scores=scores)

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the stored vectors of the rows, shape (len(rows), dim)."""
        found: Vectors = self._index.reconstruct_batch(rows)
        return found

    def _check_dim(self, queries: Vectors) -> None:
        if queries.shape[1] != self.dim:
            raise IndexMismatch(
                f"The index holds vectors of {self.dim} numbers, the encoder gives "
                f"{queries.shape[1]}: run `askalliance index`."
            )
