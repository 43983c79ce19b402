"""The FAISS index: unit vectors by row number, inner products, mapped from disk.

Up to EXACT_UP_TO rows a search looks at every vector. Above, it looks at 4-bit codes (product
quantisation, scanned in registers: André et al. 2017, FAISS's fast scan) for candidates, and at
the vectors of those; a score is always the exact inner product. Vectors are rotated before they
are coded, so that no few of their numbers hold most of what tells them apart.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.errors import IndexMismatch

if TYPE_CHECKING:
    import faiss

Progress = Callable[[str, int, int], None]
EXACT_UP_TO = 20_000
LEAST_CANDIDATES = 500  # whose exact scores are computed,
ONE_IN = 500  # or as many as one in so many rows,
PER_RESULT = 2  # or so many for each that was asked for
NUMBERS_PER_CODE = 4
# More find no more: 60,000 vectors coded after 2,048 or 65,536 of them have the same recall.
N_TRAINED_ON = 2_048
ADDED_AT_ONCE = 65_536


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows per query, best first; -1 with -inf where there are fewer than asked."""

    rows: NDArray[np.int64]
    scores: Vectors


class VectorSearch(Protocol):
    """Vectors of unit length by row number, wherever they are kept."""

    def __len__(self) -> int: ...

    @property
    def dim(self) -> int:
        """The length of the vectors."""

    @property
    def is_exact(self) -> bool:
        """True if a search looks at every vector."""

    def search(self, queries: Vectors, k: int) -> Neighbours:
        """Return the k nearest rows per query. Raises IndexMismatch if dim differs."""

    def scores(self, query: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """Return the exact inner products of a query with the vectors of the rows."""

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the stored vectors of the rows, shape (len(rows), dim)."""


class VectorIndex:
    """An index over float32 vectors of unit length, addressed by row number.

    codes: short codes of the same rows; None where every search is exact.
    """

    def __init__(self, exact: "faiss.Index", codes: "faiss.Index | None" = None):
        self._exact = exact
        self._codes = codes

    @classmethod
    def build(
        cls, vectors: Vectors, progress: Progress = lambda step, done, total: None
    ) -> "VectorIndex":
        """Return an index over the rows of vectors: float32, shape (n, dim).

        The same vectors give the same index, on however many cores.
        """
        import faiss

        exact = faiss.IndexFlatIP(vectors.shape[1])
        exact.add(np.ascontiguousarray(vectors))
        return cls(exact, _encode(vectors, progress) if len(vectors) > EXACT_UP_TO else None)

    @classmethod
    def open(cls, path: Path) -> "VectorIndex":
        """Map an index from disk; its pages are shared between processes, its codes are read.

        Raises IndexMismatch if the files are no readable index.
        """
        import faiss

        codes = _codes_path(path)
        try:
            opened = cls(
                faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC),
                faiss.read_index(str(codes)) if codes.exists() else None,
            )
        except RuntimeError as error:
            raise IndexMismatch(
                f"Vectors at {path} cannot be read: run `askalliance index`."
            ) from error
        if opened.is_exact != (len(opened) <= EXACT_UP_TO):
            raise IndexMismatch(f"Codes of {path} are missing: run `askalliance index`.")
        return opened

    def save(self, path: Path) -> None:
        """Write the index in FAISS's own format, its codes beside it; no pickle."""
        import faiss

        try:
            faiss.write_index(self._exact, str(path))
            if self._codes:
                faiss.write_index(self._codes, str(_codes_path(path)))
            else:
                _codes_path(path).unlink(missing_ok=True)
        except RuntimeError as error:  # what FAISS makes of a full disk
            raise OSError(errno.ENOSPC, "FAISS could not write", str(path)) from error

    def __len__(self) -> int:
        return int(self._exact.ntotal)

    @property
    def dim(self) -> int:
        """The length of the vectors."""
        return int(self._exact.d)

    @property
    def is_exact(self) -> bool:
        """True if a search looks at every vector."""
        return self._codes is None

    def search(self, queries: Vectors, k: int) -> Neighbours:
        """Return the k nearest rows per query, best first; above EXACT_UP_TO rows some are missed.

        queries: float32, shape (n_queries, dim), rows of unit length.
        Scores are inner products in [-1, 1]. Raises IndexMismatch if dim differs.
        """
        check_dim(self.dim, queries)
        queries = np.ascontiguousarray(queries)
        n_candidates = max(LEAST_CANDIDATES, len(self) // ONE_IN, PER_RESULT * k)
        with _one_thread(is_wanted=len(queries) == 1):
            if self._codes is None or n_candidates >= len(self):
                scores, rows = self._exact.search(queries, k)
                return Neighbours(rows=rows, scores=scores)
            _, candidates = self._codes.search(queries, n_candidates)
        best = [self._best(*each, k) for each in zip(queries, candidates, strict=True)]
        return Neighbours(
            rows=np.array([rows for rows, _ in best], dtype=np.int64).reshape(-1, k),
            scores=np.array([scores for _, scores in best], dtype=np.float32).reshape(-1, k),
        )

    def scores(self, query: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """Return the exact inner products of a query, shape (dim,), with the vectors of the rows.

        Raises IndexMismatch if dim differs.
        """
        import faiss

        check_dim(self.dim, query[None])
        if not len(rows):
            return np.empty(0, dtype=np.float32)
        query = np.ascontiguousarray(query, dtype=np.float32)
        rows = np.ascontiguousarray(rows, dtype=np.int64)
        found = np.empty(len(rows), dtype=np.float32)
        exact: Any = self._exact  # FAISS's type stubs leave this method out
        with _one_thread():
            exact.compute_distance_subset(
                1, faiss.swig_ptr(query), len(rows), faiss.swig_ptr(found), faiss.swig_ptr(rows)
            )
        return found

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the stored vectors of the rows, shape (len(rows), dim)."""
        found: Vectors = self._exact.reconstruct_batch(rows)
        return found

    def _best(
        self, query: Vectors, candidates: NDArray[np.int64], k: int
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Return the k best of at least k candidates by exact score, equal ones by row."""
        rows = np.sort(candidates)
        scores = self.scores(query, rows)
        order = np.argsort(-scores, kind="stable")[:k]
        return rows[order], scores[order]


def check_dim(dim: int, queries: Vectors) -> None:
    """Raise IndexMismatch unless queries, shape (n, dim), are as long as what is stored."""
    if queries.shape[1] != dim:
        raise IndexMismatch(
            f"The index holds vectors of {dim} numbers, the encoder gives "
            f"{queries.shape[1]}: run `askalliance index`."
        )


def _encode(vectors: Vectors, progress: Progress) -> "faiss.Index":
    import faiss

    n, dim = vectors.shape
    n_codes = -(-dim // NUMBERS_PER_CODE)
    with _one_thread():
        spec = f"RR{n_codes * NUMBERS_PER_CODE},PQ{n_codes}x4fs"
        codes = faiss.index_factory(dim, spec, faiss.METRIC_INNER_PRODUCT)
        progress("compressing", 0, n)
        codes.train(np.ascontiguousarray(vectors[:: max(1, n // N_TRAINED_ON)]))
        for start in range(0, n, ADDED_AT_ONCE):
            progress("compressing", start, n)
            codes.add(np.ascontiguousarray(vectors[start : start + ADDED_AT_ONCE]))
    progress("compressing", n, n)
    return codes


@contextmanager
def _one_thread(is_wanted: bool = True) -> Iterator[None]:
    """Keep FAISS to one thread.

    Sums in another order would be other codes, and a single query waits longer for a second
    core, where others want it too, than it takes.
    """
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1 if is_wanted else before)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _codes_path(path: Path) -> Path:
    return path.with_name(f"{path.stem}.codes{path.suffix}")
