"""A query to hits: BM25 and the encoder, joined by how much of the query the postings know."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from rag.analysis import content_terms
from rag.index import Index
from rag.language import detect
from rag.values import Hit

System = Literal["bm25", "dense", "joined"]
SYSTEMS: tuple[System, ...] = ("bm25", "dense", "joined")


class Retriever:
    """Finds the passages of an index that answer a query."""

    def __init__(self, index: Index, encoder: Encoder):
        self.index = index
        self._encoder = encoder

    def search(self, query: str, k: int = 10, system: System = "joined") -> list[Hit]:
        """Return the k best passages, best first, equal scores in document order.

        Scores are BM25 (bm25), cosines (dense), or a mean of both scaled to [0, 1] (joined); they
        compare within one query only. Passages that nothing speaks for are left out.
        """
        scores = self._scores(query, system)
        best = np.argsort(-scores, kind="stable")[:k]
        return [
            Hit(passage=self.index.passages[row], score=float(scores[row]), rank=rank)
            for rank, row in enumerate(best, start=1)
            if scores[row] > 0
        ]

    def query_terms(self, query: str) -> list[str]:
        """Return the terms of a query that carry meaning, as the languages of the index stem it."""
        asked_in = detect(query)
        return list(
            dict.fromkeys(
                term
                for language in self.index.languages
                for term in content_terms(query, language, asked_in)
            )
        )

    def _scores(self, query: str, system: System) -> NDArray[np.float32]:
        if system == "dense":
            return self._dense(query)
        terms = self.query_terms(query)
        lexical = self.index.lexical.scores(terms)
        if system == "bm25":
            return lexical
        trust = self.index.lexical.known_mass(terms)
        return trust * _scaled(lexical) + (1 - trust) * _scaled(self._dense(query))

    def _dense(self, query: str) -> NDArray[np.float32]:
        n = len(self.index.passages)
        found = self.index.vectors.search(self._encoder.encode_queries([query]), n)
        scores = np.zeros(n, dtype=np.float32)
        scores[found.rows[0]] = found.scores[0]
        return scores


def _scaled(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the scores with the best at 1 and what is at or below 0 at 0."""
    best = float(scores.max(initial=0))
    if best <= 0:
        return np.zeros_like(scores)
    return (np.maximum(scores, 0) / best).astype(np.float32)
