"""A query to hits: BM25 and the encoder, joined by how much of the query the postings know."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from rag.address import Place, named_documents, named_places, named_symbols
from rag.analysis import content_terms
from rag.index import Index
from rag.language import detect
from rag.values import Hit

System = Literal["bm25", "dense", "joined"]
# Joined scores are in [0, 1]: a unit that the question names outranks them, its document is ahead.
NAMED_UNIT = 1.0
NAMED_SYMBOL = 0.5
NAMED_DOCUMENT = 0.1
SYSTEMS: tuple[System, ...] = ("bm25", "dense", "joined")


@dataclass(frozen=True, slots=True)
class Named:
    """What a query names by number: units, documents, and symbols that passages mention.

    `mentions` are index terms; empty where the query names a unit or a document of the index.
    """

    places: tuple[Place, ...]
    documents: frozenset[str]
    mentions: tuple[str, ...]

    def holds(self, source: str, start: int, end: int) -> bool:
        """True if the span shares a character with a named unit."""
        return any(
            place.source == source and place.section.start < end and start < place.section.end
            for place in self.places
        )


class Retriever:
    """Finds the passages of an index that answer a query."""

    def __init__(self, index: Index, encoder: Encoder):
        self.index = index
        self._encoder = encoder

    def search(self, query: str, k: int = 10, system: System = "joined") -> list[Hit]:
        """Return the k best passages, best first, equal scores in document order.

        Scores are BM25 (bm25), cosines (dense), or a mean of both scaled to [0, 1] and more for
        what the query names by its number (joined); they compare within one query only. Passages
        that nothing speaks for are left out.
        """
        scores = self._scores(query, system)
        best = np.argsort(-scores, kind="stable")[:k]
        return [
            Hit(passage=self.index.passages[row], score=float(scores[row]), rank=rank)
            for rank, row in enumerate(best, start=1)
            if scores[row] > 0
        ]

    def query_terms(self, query: str) -> list[str]:
        """Return the terms of a query that carry meaning, as the languages of the index stem it.

        Of a symbol only what the index knows is left, where it knows any tail of it.
        """
        asked_in = detect(query)
        found = dict.fromkeys(
            term
            for language in self.index.languages
            for term in content_terms(query, language, asked_in)
        )
        knows = self.index.lexical.knows
        tails = [term for term in found if "/" in term and knows(term)]
        return [
            term
            for term in found
            if knows(term) or not any(term.endswith(f"/{tail}") for tail in tails)
        ]

    def named(self, query: str) -> Named:
        """Return what the query names by number in this index."""
        documents = self.index.documents.values()
        own = named_documents(query, documents)
        places = named_places(query, documents)
        knows = self.index.lexical.knows
        known = [list(filter(knows, symbol)) for symbol in named_symbols(query)]
        mentions = () if own or places else tuple(tails[0] for tails in known if tails)
        return Named(places=tuple(places), documents=frozenset(own), mentions=mentions)

    def _scores(self, query: str, system: System) -> NDArray[np.float32]:
        if system == "dense":
            return self._dense(query)
        terms = self.query_terms(query)
        lexical = self.index.lexical.scores(terms)
        if system == "bm25":
            return lexical
        trust = self.index.lexical.known_mass(terms)
        joined = trust * _scaled(lexical) + (1 - trust) * _scaled(self._dense(query))
        return joined + self._bonus(query)

    def _bonus(self, query: str) -> NDArray[np.float32]:
        """Return a bonus per passage: what the query names by number comes before all else."""
        named = self.named(query)
        bonus = np.zeros(len(self.index.passages), dtype=np.float32)
        for term in named.mentions:
            bonus[self.index.lexical.scores([term]) > 0] = NAMED_SYMBOL
        if named.documents or named.places:
            for row, passage in enumerate(self.index.passages):
                if named.holds(passage.source, passage.start, passage.end):
                    bonus[row] = NAMED_UNIT
                elif passage.source in named.documents:
                    bonus[row] = NAMED_DOCUMENT
        return bonus

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
