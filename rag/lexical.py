"""BM25 postings over index terms (bm25s), and how much of a query they know."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import bm25s


class Lexical:
    """Postings of n passages, addressed by row number, scored by BM25 (Lucene's variant).

    Source: Robertson & Zaragoza 2009; Lù 2024 (bm25s).
    """

    def __init__(self, bm25: "bm25s.BM25"):
        self._bm25 = bm25
        self._vocabulary: dict[str, int] = bm25.vocab_dict
        self._n = int(bm25.scores["num_docs"])
        self._df = np.diff(bm25.scores["indptr"])

    @classmethod
    def build(cls, rows: Sequence[Sequence[str]]) -> "Lexical":
        """Return postings of the passages, each given as its terms; at least one passage."""
        import bm25s
        from bm25s.tokenization import Tokenized

        # Sorted, so that the same passages give the same postings byte for byte.
        vocabulary = {term: i for i, term in enumerate(sorted({t for row in rows for t in row}))}
        ids = [[vocabulary[term] for term in row] for row in rows]
        bm25 = bm25s.BM25(backend="numba")
        bm25.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
        return cls(bm25)

    @classmethod
    def open(cls, folder: Path) -> "Lexical":
        """Map the postings that `save` wrote."""
        import bm25s

        return cls(bm25s.BM25.load(str(folder), mmap=True, show_progress=False))

    def save(self, folder: Path) -> None:
        """Write the postings as arrays and JSON; no pickle."""
        folder.mkdir(parents=True)
        self._bm25.save(str(folder), show_progress=False, allow_pickle=False)

    def compile(self) -> None:
        """Compile the scorer (some seconds once a process); worth it for a server only."""
        self._bm25.activate_numba_scorer()

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage, shape (n,); zeros where no term is known."""
        known = [self._vocabulary[term] for term in terms if term in self._vocabulary]
        if not known:
            return np.zeros(self._n, dtype=np.float32)
        return cast("NDArray[np.float32]", self._bm25.get_scores_from_ids(known))

    def knows(self, term: str) -> bool:
        """True if any passage holds the term."""
        return term in self._vocabulary

    def idf(self, term: str) -> float:
        """Return ln(1 + (n - df + 0.5) / (df + 0.5)), a term's weight; unknown ones weigh most."""
        row = self._vocabulary.get(term)
        df = 0 if row is None else int(self._df[row])
        return float(np.log1p((self._n - df + 0.5) / (df + 0.5)))

    def known_mass(self, terms: Sequence[str]) -> float:
        """Return the share, by idf, of the terms that any passage holds: in [0, 1], 0 for none."""
        total = sum(self.idf(term) for term in terms)
        known = sum(self.idf(term) for term in terms if term in self._vocabulary)
        return known / total if total else 0.0
