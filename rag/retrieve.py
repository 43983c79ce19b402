"""A query to hits: BM25 and the encoder, joined by how much of the query the postings know.

The encoder speaks twice: the vectors of whole passages find the near ones, and where the encoder
has a vector for each word, the words of the best are compared with those of the query one by one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, Vectors
from embeddings.words import NO_TOKENS, Tokens, WordIndex, WordTable
from rag.address import Place, named_documents, named_places, named_symbols
from rag.analysis import content_terms
from rag.countries import countries, names_of
from rag.index import Index
from rag.language import detect
from rag.names import spelt_out
from rag.scope import Scope, read_scope
from rag.scores import Scored, best_rows
from rag.values import Hit

System = Literal["bm25", "dense", "joined"]
# Joined scores are in [0, 1]: a unit that the question names outranks them, its document is ahead.
NAMED_UNIT = 1.0
NAMED_SYMBOL = 0.5
NAMED_DOCUMENT = 0.1
# What is left of a query without these names must hold so many terms to be searched alone.
LEAST_TERMS = 2
# So many of the nearest passages, and of BM25's best, are compared with the query word by word.
N_COMPARED = 100
# Of a large index so many of the nearest passages, and of BM25's best, are joined and ranked.
N_CANDIDATES = 500
NO_VECTOR = np.empty(0, dtype=np.float32)
NO_ROWS = np.empty(0, dtype=np.int64)
KEPT_QUERIES = 32
KEPT_TEXTS = 8_192
SYSTEMS: tuple[System, ...] = ("bm25", "dense", "joined")


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, each in [0, 1]; `askalliance eval sweep` compares others.

    lexical: BM25 where it knows every word of the query; the encoder has the rest. words: the
    comparison of words one by one, beside that of the whole. scope: each name by which a question
    calls the document itself (its kind, body, year, the number of its meeting), less where many
    documents go by it.
    """

    lexical: float = 0.8
    words: float = 0.7
    scope: float = 0.2


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it is searched.

    whole: the query, its names and terms in the words of the documents; words: the same without
    what it says of the documents themselves, where that singles some out; agreement: how far each
    document is what the query says of it, shape (n_documents,).
    """

    query: str
    words: str
    whole: str
    agreement: NDArray[np.float32]


class Retriever:
    """Finds the passages of an index that answer a query."""

    def __init__(self, index: Index, encoder: Encoder, weights: Weights | None = None):
        self.index = index
        self.weights = weights or Weights()
        self._encoder = encoder
        # One question is read by several steps, and the same sentences by many questions.
        self._asked = lru_cache(maxsize=KEPT_QUERIES)(self._read)
        self._named = lru_cache(maxsize=KEPT_QUERIES)(self._find_named)
        self._terms = lru_cache(maxsize=KEPT_QUERIES)(self._find_terms)
        self._tokens = lru_cache(maxsize=KEPT_TEXTS)(self._split)
        self._vector = lru_cache(maxsize=KEPT_QUERIES)(self._encode)

    @property
    def words(self) -> WordTable | None:
        """The vectors of the encoder's words; None where it has none."""
        return self._encoder.words

    def search(self, query: str, k: int = 10, system: System = "joined") -> list[Hit]:
        """Return the k best passages, best first, equal scores in document order.

        Scores are BM25 (bm25), cosines of the whole and of the words (dense), or a mean of both
        scaled to [0, 1] and more for what the query names by its number (joined); they compare
        within one query only. Passages that nothing speaks for are left out.
        """
        return next(self.search_many([query], k, system))

    def search_many(
        self, queries: Sequence[str], k: int = 10, system: System = "joined"
    ) -> Iterator[list[Hit]]:
        """Yield what `search` returns for each query; all are encoded at once."""
        asked = [self.asked(query) for query in queries]
        vectors: Iterable[Vectors]
        if system == "bm25":
            vectors = repeat(NO_VECTOR)
        elif len(asked) == 1:
            vectors = [self._vector(asked[0].words)]
        else:
            vectors = self._encoder.encode_queries([each.words for each in asked])
        for each, vector in zip(asked, vectors, strict=False):
            found = self._scored(each, vector, max(k, N_CANDIDATES), system)
            best = best_rows(found.scores, k)
            yield [
                Hit(passage=self.index.passages[row], score=score, rank=rank)
                for rank, (row, score) in enumerate(
                    zip(found.rows[best].tolist(), found.scores[best].tolist(), strict=True),
                    start=1,
                )
            ]

    def query_terms(self, query: str) -> list[str]:
        """Return the terms of a query that carry meaning, as the languages of the index stem it.

        Of a symbol only what the index knows is left, where it knows any tail of it.
        """
        return list(self._terms(query))

    def _find_terms(self, query: str) -> tuple[str, ...]:
        asked_in = detect(query)
        found = dict.fromkeys(
            term
            for language in self.index.languages
            for term in content_terms(query, language, asked_in)
        )
        knows = self.index.lexical.knows
        tails = [term for term in found if "/" in term and knows(term)]
        return tuple(
            term
            for term in found
            if knows(term) or not any(term.endswith(f"/{tail}") for tail in tails)
        )

    def closeness(self, query: str) -> float:
        """Return the cosine of a query with the passage that is nearest to it."""
        vector = self._vector(query)
        return float(self.index.vectors.search(vector[None], 1).scores[0, 0])

    def nearness(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how near the words of each text come to those of a query, shape (len(texts),).

        Zeros where the encoder has no word vectors.
        """
        table = self._encoder.words
        if table is None:
            return np.zeros(len(texts), dtype=np.float32)
        rows = np.arange(len(texts), dtype=np.int64)
        words = WordIndex.build([self._tokens(text) for text in texts])
        return words.nearness(table, self._tokens(query), rows)

    def _encode(self, query: str) -> Vectors:
        vector: Vectors = self._encoder.encode_queries([query])[0]
        return vector

    def _split(self, text: str) -> Tokens:
        table = self._encoder.words
        return table.tokens([text])[0] if table else NO_TOKENS

    def named(self, query: str) -> Named:
        """Return what the query names by number in this index."""
        return self._named(query)

    def _find_named(self, query: str) -> Named:
        symbols = named_symbols(query)
        sources = self.index.catalogue.named(chain.from_iterable(symbols))
        documents = [self.index.documents[source] for source in sources]
        own = named_documents(query, documents)
        places = named_places(query, documents)
        knows = self.index.lexical.knows
        known = [list(filter(knows, symbol)) for symbol in symbols]
        mentions = () if own or places else tuple(tails[0] for tails in known if tails)
        return Named(places=tuple(places), documents=frozenset(own), mentions=mentions)

    def asked(self, query: str) -> Asked:
        """Return a query as it is searched."""
        return self._asked(query)

    def _read(self, query: str) -> Asked:
        said = read_scope(query)
        agreement = self._agreement(said)
        words = query
        if agreement.any() and len(self.query_terms(said.rest)) >= LEAST_TERMS:
            words = said.rest
        language, languages = detect(query), self.index.languages
        named = self._countries(query, language)
        whole = " ".join([spelt_out(query, language, languages), *named])
        if words != query:
            words = " ".join([spelt_out(words, language, languages), *named])
        return Asked(query, whole if words == query else words, whole, agreement)

    def _countries(self, query: str, language: str) -> list[str]:
        """Return the countries that a query names as the documents write them."""
        knows = self.index.lexical.knows
        return [
            name
            for code in sorted(countries(query, language))
            for each in self.index.languages
            for name in names_of(code, each)
            if all(map(knows, content_terms(name, each)))
        ]

    def _agreement(self, said: Scope) -> NDArray[np.float32]:
        """Return how far each document is what a query says of it, shape (n_documents,).

        The sum, over the names that the query gives, of their rarity among the documents, in
        [0, 1] each; 1 less for the same meeting with another number.
        """
        catalogue = self.index.catalogue
        n = len(catalogue.sources)
        found = np.zeros(n, dtype=np.float32)
        numbered = {f"{meeting} {number}": meeting for meeting, number in said.meetings}
        for name in (*said.names, *numbered):
            holders = catalogue.holders(name)
            if len(holders) and n > 1:
                found[holders] += np.log(n / len(holders)) / np.log(n)
        same = {row for name in numbered for row in catalogue.holders(name).tolist()}
        if same:
            other = {
                row for meeting in numbered.values() for row in catalogue.holders(meeting).tolist()
            }
            found[sorted(other - same)] -= 1.0
        return found

    def _scored(self, asked: Asked, vector: Vectors, n: int, system: System) -> Scored:
        """Return the passages that may be among the n best, with their scores."""
        index, query = self.index, asked.words
        if system == "dense":
            rows = self._near(vector, n)
            return Scored(rows, self._dense(query, vector, rows, NO_ROWS))
        terms = self.query_terms(query)
        lexical = index.lexical.scores(terms)
        if system == "bm25":
            return lexical.best(n)
        bonus = self._bonus(self.named(asked.query))
        known = lexical.best(n).rows
        rows = np.unique(np.concatenate([self._near(vector, n), known, bonus.rows]))
        dense = self._dense(query, vector, rows, known[:N_COMPARED])
        trust = self.weights.lexical * index.lexical.known_mass(terms)
        scores = join(lexical.of(rows), dense, trust)
        scores[np.searchsorted(rows, bonus.rows)] += bonus.scores
        scores += self.weights.scope * asked.agreement[index.catalogue.documents_of(rows)]
        return Scored(rows, scores)

    def _dense(
        self, query: str, vector: Vectors, rows: NDArray[np.int64], known: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return how near each of the rows is to the query, those that BM25 knows among them.

        Where the encoder has word vectors, the words of the nearest rows and of the known ones are
        compared; of the others it is taken that they are as far as the farthest of these.
        """
        whole = self.index.vectors.scores(vector, rows)
        table = self._encoder.words
        if table is None or not len(rows):
            return whole
        nearest = np.argsort(-whole, kind="stable")[:N_COMPARED]
        compared = np.union1d(nearest, np.searchsorted(rows, known))
        (asked,) = table.tokens([query])
        nearness = self.index.words.nearness(table, asked, rows[compared])
        words = np.full(len(rows), nearness.min(), dtype=np.float32)
        words[compared] = nearness
        share = self.weights.words
        dense: NDArray[np.float32] = share * words + (1 - share) * whole
        return dense

    def _near(self, vector: Vectors, n: int) -> NDArray[np.int64]:
        """Return the rows of the n nearest passages, of all where the index is small."""
        vectors = self.index.vectors
        if vectors.is_exact:
            return np.arange(len(vectors), dtype=np.int64)
        rows: NDArray[np.int64] = vectors.search(vector[None], min(n, len(vectors))).rows[0]
        found: NDArray[np.int64] = rows[rows >= 0]
        return found

    def _bonus(self, named: Named) -> Scored:
        """Return what is added to passages that a query names: they come before all else."""
        catalogue = self.index.catalogue
        bonus: dict[int, float] = {}
        for term in named.mentions:
            bonus |= dict.fromkeys(self.index.lexical.holders(term).tolist(), NAMED_SYMBOL)
        for source in named.documents:
            bonus |= dict.fromkeys(catalogue.passages_of(source).tolist(), NAMED_DOCUMENT)
        for place in named.places:
            rows = catalogue.passages_of(place.source, place.section.start, place.section.end)
            bonus |= dict.fromkeys(rows.tolist(), NAMED_UNIT)
        return Scored(
            np.array(list(bonus), dtype=np.int64), np.array(list(bonus.values()), dtype=np.float32)
        )


def join(
    lexical: NDArray[np.float32], dense: NDArray[np.float32], trust: float
) -> NDArray[np.float32]:
    """Return the mean of both, in [0, 1]; trust, in [0, 1], is what lexical counts.

    Lexical scores are scaled to their best, dense ones between the N_COMPARED-th and the best.
    """
    least = np.sort(dense)[-N_COMPARED:].min(initial=np.inf)
    joined = trust * _scaled(lexical, 0.0) + (1 - trust) * _scaled(dense, max(0.0, float(least)))
    return joined.astype(np.float32, copy=False)


def _scaled(scores: NDArray[np.float32], least: float) -> NDArray[np.float32]:
    """Return the scores with the best at 1 and what is at or below `least` at 0."""
    best = float(scores.max(initial=0))
    if best <= least:
        return np.asarray(scores > 0, dtype=np.float32)
    return np.asarray(np.maximum(scores - least, 0) / (best - least), dtype=np.float32)
