"""Hits to draft claims: the seam of the answer engines, and the extractive one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.analysis import terms
from rag.notes import sentence_of_note
from rag.question import Question
from rag.retrieve import LEXICAL_SHARE, Retriever
from rag.sentences import sentence_spans
from rag.values import Hit

# Shares are by idf of what the question asks. The documents must know MIN_KNOWN of it, a passage
# must hold MIN_COVERAGE of it. A question in a language that no document is in is judged by the
# encoder: some passage must be as near as MIN_CLOSENESS (a cosine of the shipped encoder).
MIN_KNOWN = 0.4
MIN_COVERAGE = 0.25
MIN_CLOSENESS = 0.3
# A sentence must be nearly as relevant as the best one.
BESIDE_BEST = 0.9
MAX_SENTENCES = 3
MAX_PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a document, `text[start:end]` of the one that `source` names."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence that an engine would say, and the spans that it says support it."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine composed, not yet verified; no claims where it found no answer."""

    claims: tuple[DraftClaim, ...]
    engine: str
    prompt: str = ""
    notice: str = ""


class Engine(Protocol):
    """Composes draft claims from hits."""

    def compose(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return a draft; it may be empty, it must cite spans of the hits."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence, the share of the question's terms in it, and its place among the hits."""

    span: Span
    text: str
    coverage: float
    order: tuple[int, int]


class ExtractiveEngine:
    """Quotes the sentences that hold most of what the question asks; needs no language model."""

    name = "extractive"

    def __init__(self, retriever: Retriever):
        self._retriever = retriever

    def compose(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return the best sentences of the hits, in the order of the hits."""
        words = self._retriever.asked(question.query).words
        terms_asked = self._retriever.query_terms(words)
        lexical = self._retriever.index.lexical
        weights = {term: lexical.idf(term) for term in terms_asked}
        candidates = self._named(question, hits, weights)
        if not candidates:
            candidates = self._told(question, hits, weights)
        nearness = self._retriever.nearness(words, [c.text for c in candidates])
        trust = LEXICAL_SHARE * lexical.known_mass(terms_asked)
        relevance = {
            candidate: trust * candidate.coverage + (1 - trust) * float(near)
            for candidate, near in zip(candidates, nearness, strict=True)
        }
        best = max(relevance.values(), default=0.0)
        chosen = sorted(
            (c for c in candidates if relevance[c] >= BESIDE_BEST * best),
            key=lambda c: (-relevance[c], c.order),
        )[:MAX_SENTENCES]
        spans: dict[Span, None] = {}
        for candidate in sorted(chosen, key=lambda c: c.order):
            spans |= dict.fromkeys(self._with_sentence(candidate.span))
        claims = tuple(DraftClaim(text=self._words(span), spans=(span,)) for span in spans)
        return Draft(claims=claims, engine=self.name)

    def _told(
        self, question: Question, hits: Sequence[Hit], weights: dict[str, float]
    ) -> list[_Candidate]:
        """Return the sentences of the hits that may answer, none where the documents are silent."""
        index = self._retriever.index
        sentences = [
            (hit, candidate)
            for hit in hits[:MAX_PASSAGES]
            for candidate in self._sentences(hit, weights)
        ]
        if question.language not in index.languages:
            is_near = self._retriever.closeness(question.query) >= MIN_CLOSENESS
            return [candidate for _, candidate in sentences] if is_near else []
        if index.lexical.known_mass(list(weights)) < MIN_KNOWN:
            return []
        held = {
            hit.rank: self._share(hit.passage.searched, hit, weights) for hit in hits[:MAX_PASSAGES]
        }
        return [
            candidate
            for hit, candidate in sentences
            if held[hit.rank] >= MIN_COVERAGE and candidate.coverage > 0
        ]

    def _with_sentence(self, span: Span) -> list[Span]:
        """Return the span, after the sentence that it hangs on if it is a footnote's."""
        document = self._retriever.index.document(span.source)
        sentence = sentence_of_note(document, span.start, span.end)
        return [Span(span.source, *sentence), span] if sentence else [span]

    def _words(self, span: Span) -> str:
        return self._retriever.index.document(span.source).text[span.start : span.end]

    def _named(
        self, question: Question, hits: Sequence[Hit], weights: dict[str, float]
    ) -> list[_Candidate]:
        """Return the sentences of the units, or with the symbols, that the question names."""
        named = self._retriever.named(question.query)
        if not named.places and not named.mentions:
            return []
        return [
            candidate
            for hit in hits[:MAX_PASSAGES]
            for candidate in self._sentences(hit, weights)
            if named.holds(candidate.span.source, candidate.span.start, candidate.span.end)
            or self._holds_term(candidate, named.mentions)
        ]

    def _holds_term(self, candidate: _Candidate, mentions: Sequence[str]) -> bool:
        language = self._retriever.index.document(candidate.span.source).language
        return not set(mentions).isdisjoint(terms(candidate.text, language))

    def _sentences(self, hit: Hit, weights: dict[str, float]) -> list[_Candidate]:
        passage = hit.passage
        language = self._retriever.index.document(passage.source).language
        found = []
        for start, end in sentence_spans(passage.text, language):
            text = passage.text[start:end]
            span = Span(passage.source, passage.start + start, passage.start + end)
            coverage = self._share(text, hit, weights)
            found.append(_Candidate(span, text, coverage, (hit.rank, start)))
        return found

    def _share(self, text: str, hit: Hit, weights: dict[str, float]) -> float:
        """Return the share, by weight, of the question's terms that stand in the text."""
        language = self._retriever.index.document(hit.passage.source).language
        held = set(terms(text, language))
        total = sum(weights.values())
        return (
            sum(weight for term, weight in weights.items() if term in held) / total if total else 0
        )
