"""A query to hits: BM25 and the encoder, joined by how much of the query the postings know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, Vectors
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
# Of a large index, so many of the nearest passages and of BM25's best get a cosine.
N_DENSE = 500
NO_ROWS = np.empty(0, dtype=np.int64)
NO_VECTOR = np.empty(0, dtype=np.float32)
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
        return next(self.search_many([query], k, system))

    def search_many(
        self, queries: Sequence[str], k: int = 10, system: System = "joined"
    ) -> Iterator[list[Hit]]:
        """Yield what `search` returns for each query; all are encoded at once."""
        vectors = repeat(NO_VECTOR) if system == "bm25" else self._encoder.encode_queries(queries)
        for query, vector in zip(queries, vectors, strict=False):
            scores = self._scores(query, vector, system)
            yield [
                Hit(passage=self.index.passages[row], score=float(scores[row]), rank=rank)
                for rank, row in enumerate(_best(scores, k).tolist(), start=1)
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
        symbols = named_symbols(query)
        sources = self.index.catalogue.named(chain.from_iterable(symbols))
        documents = [self.index.documents[source] for source in sources]
        own = named_documents(query, documents)
        places = named_places(query, documents)
        knows = self.index.lexical.knows
        known = [list(filter(knows, symbol)) for symbol in symbols]
        mentions = () if own or places else tuple(tails[0] for tails in known if tails)
        return Named(places=tuple(places), documents=frozenset(own), mentions=mentions)

    def _scores(self, query: str, vector: Vectors, system: System) -> NDArray[np.float32]:
        if system == "dense":
            return self._dense(vector)
        terms = self.query_terms(query)
        lexical = self.index.lexical.scores(terms)
        if system == "bm25":
            return lexical
        trust = self.index.lexical.known_mass(terms)
        joined = join(lexical, self._dense(vector, _best(lexical, N_DENSE)), trust)
        self._add_bonus(joined, self.named(query))
        return joined

    def _dense(self, vector: Vectors, others: NDArray[np.int64] = NO_ROWS) -> NDArray[np.float32]:
        """Return the cosine of every passage, shape (n,).

        In a large index only the nearest passages and the others have theirs, the rest has 0.
        """
        vectors = self.index.vectors
        if vectors.is_exact:
            return vectors.scores(vector, np.arange(len(vectors), dtype=np.int64))
        near = vectors.search(vector[None], N_DENSE)
        scores = np.zeros(len(vectors), dtype=np.float32)
        scores[others] = vectors.scores(vector, others)
        scores[near.rows[0]] = near.scores[0]
        return scores

    def _add_bonus(self, scores: NDArray[np.float32], named: Named) -> None:
        """Put what the query names by number before all else."""
        if not (named.mentions or named.documents or named.places):
            return
        bonus = np.zeros_like(scores)
        for term in named.mentions:
            bonus[self.index.lexical.scores([term]) > 0] = NAMED_SYMBOL
        for source in named.documents:
            bonus[self.index.catalogue.passages_of(source)] = NAMED_DOCUMENT
        for place in named.places:
            start, end = place.section.start, place.section.end
            bonus[self.index.catalogue.passages_of(place.source, start, end)] = NAMED_UNIT
        scores += bonus


def join(
    lexical: NDArray[np.float32], dense: NDArray[np.float32], trust: float
) -> NDArray[np.float32]:
    """Return the mean of both, each scaled to [0, 1]; trust in [0, 1] is the weight of lexical."""
    joined = trust * _scaled(lexical) + (1 - trust) * _scaled(dense)
    return joined.astype(np.float32, copy=False)


def _best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the rows of the k best scores above 0, best first, equal ones in order."""
    least = np.partition(scores, -k)[-k] if 0 < k < len(scores) else 0
    rows = np.flatnonzero((scores >= least) & (scores > 0))
    return rows[np.argsort(-scores[rows], kind="stable")[:k]]


def _scaled(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the scores with the best at 1 and what is at or below 0 at 0."""
    best = float(scores.max(initial=0))
    if best <= 0:
        return np.zeros_like(scores)
    return (np.maximum(scores, 0) / best).astype(np.float32)
