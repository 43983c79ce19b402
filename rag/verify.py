"""Draft claims to claims that their cited words support; the rest is dropped, not shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.analysis import content_terms, normalise
from rag.compose import DraftClaim, Span
from rag.documents.passages import pinpoint_at
from rag.index import Index
from rag.values import Citation, Claim, Document

MIN_SUPPORT = 0.6
NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
NEGATIONS = {
    "de": {
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "keinem",
        "keines",
        "nie",
        "niemals",
        "ohne",
    },
    "en": {"not", "no", "never", "none", "without", "neither", "nor", "cannot"},
    "es": {"no", "nunca", "sin", "ningún", "ninguna", "ninguno", "jamás", "tampoco"},
    "fr": {"ne", "n", "pas", "jamais", "sans", "aucun", "aucune", "ni"},
    "it": {"non", "mai", "senza", "nessun", "nessuna", "nessuno", "né"},
    "ru": {"не", "ни", "нет", "без", "нельзя", "никогда"},
}


@dataclass(frozen=True, slots=True)
class Verified:
    """The claims that stand, the citations beneath them, and the claims that were dropped."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    dropped: tuple[Claim, ...]


def verify(drafts: Sequence[DraftClaim], index: Index) -> Verified:
    """Return the claims whose spans are real and support them; markers count from 1.

    A claim without a span, or with a span outside its document, is dropped.
    """
    claims: list[Claim] = []
    dropped: list[Claim] = []
    citations: dict[Span, Citation] = {}
    for draft in drafts:
        score = support(draft, index)
        if score < MIN_SUPPORT:
            dropped.append(Claim(draft.text, (), score))
            continue
        for span in draft.spans:
            if span not in citations:
                citations[span] = _cite(span, len(citations) + 1, index.document(span.source))
        markers = tuple(dict.fromkeys(citations[span].marker for span in draft.spans))
        claims.append(Claim(draft.text, markers, score))
    return Verified(tuple(claims), tuple(citations.values()), tuple(dropped))


def support(draft: DraftClaim, index: Index) -> float:
    """Return how far the spans support the claim, in [0, 1].

    1 for words quoted as they stand. Else 0 where a number of the claim does not stand in the
    spans or the claim negates what they affirm (or the reverse), and otherwise the share of the
    claim's content words that the spans hold.
    """
    if not draft.spans or not all(_is_real(span, index) for span in draft.spans):
        return 0.0
    document = index.document(draft.spans[0].source)
    quotes = [index.document(span.source).text[span.start : span.end] for span in draft.spans]
    if any(draft.text == quote for quote in quotes):
        return 1.0
    evidence = " ".join(quotes)
    if not set(NUMBER.findall(draft.text)) <= set(NUMBER.findall(evidence)):
        return 0.0
    if _is_negated(draft.text, document.language) != _is_negated(evidence, document.language):
        return 0.0
    said = content_terms(draft.text, document.language)
    held = set(content_terms(evidence, document.language))
    return sum(term in held for term in said) / len(said) if said else 0.0


def _is_real(span: Span, index: Index) -> bool:
    document = index.documents.get(span.source)
    return document is not None and 0 <= span.start < span.end <= len(document.text)


def _is_negated(text: str, language: str) -> bool:
    words = set(re.findall(r"[^\W\d_]+", normalise(text)))
    return not words.isdisjoint(NEGATIONS[language])


def _cite(span: Span, marker: int, document: Document) -> Citation:
    return Citation(
        marker=marker,
        source=span.source,
        title=document.full_title,
        pinpoint=pinpoint_at(document, span.start, span.end),
        page=document.page_at(span.start),
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
        language=document.language,
    )
