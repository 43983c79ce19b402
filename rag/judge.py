"""The sentences of hits, judged by how well they answer, and hits ordered by their best one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.analysis import term_set
from rag.compose import Span
from rag.question import Question
from rag.retrieve import Retriever
from rag.sentences import sentence_spans
from rag.values import Hit

# A sentence is judged by what it says, in [0, 1], and by how good a hit its passage is.
HIT_SHARE = 1.4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as sentences are judged by it.

    weights: what each of its terms weighs (idf); trust: the share of words beside nearness.
    """

    words: str
    weights: dict[str, float]
    trust: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit.

    coverage: the share of the question's terms in it, by weight; nearness: how near its words come
    to those of the question, in the encoder's space; relevance: both, and its hit's score.
    """

    span: Span
    text: str
    relevance: float
    coverage: float
    nearness: float
    rank: int


class SentenceJudge:
    """Judges sentences by an index's terms and an encoder's words."""

    def __init__(self, retriever: Retriever):
        self._retriever = retriever

    def asked(self, question: Question) -> Asked:
        """Return a question as sentences are judged by it."""
        words = self._retriever.asked(question.query).words
        lexical = self._retriever.index.lexical
        weights = {term: lexical.idf(term) for term in self._retriever.query_terms(words)}
        return Asked(
            words, weights, self._retriever.weights.lexical * lexical.known_mass(list(weights))
        )

    def sentences(self, asked: Asked, hits: Sequence[Hit]) -> list[Sentence]:
        """Return the sentences of the hits, in order."""
        best = max((hit.score for hit in hits), default=0.0) or 1.0
        found = [(hit, span, text) for hit in hits for span, text in self._split(hit)]
        nearness = self._retriever.nearness(asked.words, [text for _, _, text in found])
        judged = []
        for (hit, span, text), near in zip(found, nearness.tolist(), strict=True):
            coverage = self.coverage(text, span.source, asked)
            said = asked.trust * coverage + (1 - asked.trust) * near
            relevance = said + HIT_SHARE * hit.score / best
            judged.append(Sentence(span, text, relevance, coverage, near, hit.rank))
        return judged

    def ordered(self, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits by the relevance of their best sentence, which is their score then."""
        best: dict[int, float] = defaultdict(float)
        for sentence in self.sentences(self.asked(question), hits):
            best[sentence.rank] = max(best[sentence.rank], sentence.relevance)
        ordered = sorted(hits, key=lambda hit: -best[hit.rank])
        return [replace(hit, score=best[hit.rank], rank=n) for n, hit in enumerate(ordered, 1)]

    def answers(self, asked: Asked, texts: Sequence[str], source: str) -> list[float]:
        """Return how far each text, of one document, says what is asked, in [0, 1]."""
        nearness = self._retriever.nearness(asked.words, texts).tolist()
        return [
            asked.trust * self.coverage(text, source, asked) + (1 - asked.trust) * near
            for text, near in zip(texts, nearness, strict=True)
        ]

    def coverage(self, text: str, source: str, asked: Asked) -> float:
        """Return the share, by weight, of the question's terms that stand in a text."""
        held = self.terms(text, source)
        total = sum(asked.weights.values())
        found = sum(weight for term, weight in asked.weights.items() if term in held)
        return found / total if total else 0.0

    def terms(self, text: str, source: str) -> frozenset[str]:
        """Return the index terms of words of a document."""
        return term_set(text, self._retriever.index.document(source).language)

    def _split(self, hit: Hit) -> Iterator[tuple[Span, str]]:
        passage = hit.passage
        language = self._retriever.index.document(passage.source).language
        for start, end in _sentence_spans(passage.text, language):
            span = Span(passage.source, passage.start + start, passage.start + end)
            yield span, passage.text[start:end]


@lru_cache(maxsize=4_096)
def _sentence_spans(text: str, language: str) -> tuple[tuple[int, int], ...]:
    return tuple(sentence_spans(text, language))
