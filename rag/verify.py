"""Draft claims to claims that their cited words support; the rest is dropped, not shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.words import WordTable
from rag.analysis import content_terms
from rag.checks import judge
from rag.compose import DraftClaim, Span
from rag.documents.passages import pinpoint_at
from rag.index import Index
from rag.language import detect
from rag.values import Citation, Claim, Document

MIN_SUPPORT = 0.6
MAX_CLAIM = 2_000  # characters of a claim that is no quotation
# A claim with so much of its words in its evidence is in the language of the evidence.
_SAME_LANGUAGE = 0.5


@dataclass(frozen=True, slots=True)
class Verified:
    """The claims that stand, the citations beneath them, and the claims that were dropped."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    dropped: tuple[Claim, ...]


def verify(drafts: Sequence[DraftClaim], index: Index, words: WordTable | None = None) -> Verified:
    """Return the claims whose spans are real and support them; markers count from 1.

    words: the vectors that tell which words are near. A claim without a span, or with a span
    outside its document, is dropped.
    """
    claims: list[Claim] = []
    dropped: list[Claim] = []
    citations: dict[Span, Citation] = {}
    for draft in drafts:
        score = support(draft, index, words)
        if score < MIN_SUPPORT:
            dropped.append(Claim(draft.text, (), score))
            continue
        for span in draft.spans:
            if span not in citations:
                citations[span] = cite(span, len(citations) + 1, index.document(span.source))
        markers = tuple(dict.fromkeys(citations[span].marker for span in draft.spans))
        claims.append(Claim(draft.text, markers, score))
    return Verified(tuple(claims), tuple(citations.values()), tuple(dropped))


def support(draft: DraftClaim, index: Index, words: WordTable | None = None) -> float:
    """Return how far the spans support the claim, in [0, 1].

    1 for words quoted as they stand. Else 0 for more than MAX_CLAIM characters, where a number,
    symbol or name of the claim does not stand in the spans, or where it negates, demands or
    permits what they do not, and otherwise the share of the claim's words with meaning that the
    spans hold, or words near to them.
    """
    if not draft.spans or not all(_is_real(span, index) for span in draft.spans):
        return 0.0
    documents = {span.source: index.document(span.source) for span in draft.spans}
    evidence = [
        (documents[span.source].text[span.start : span.end], documents[span.source].language)
        for span in draft.spans
    ]
    if any(draft.text.split() == quote.split() for quote, _ in evidence):
        return 1.0
    if len(draft.text) > MAX_CLAIM:
        return 0.0
    titles = [(document.full_title, document.language) for document in documents.values()]
    return judge(draft.text, _language(draft.text, evidence), evidence, words, titles).support


def _language(claim: str, evidence: Sequence[tuple[str, str]]) -> str:
    """Return the language of a claim; a short one is told by the words that it shares."""
    for text, language in evidence:
        said = content_terms(claim, language)
        held = set(content_terms(text, language))
        if said and sum(term in held for term in said) >= _SAME_LANGUAGE * len(said):
            return language
    return detect(claim, default=evidence[0][1])


def _is_real(span: Span, index: Index) -> bool:
    document = index.documents.get(span.source)
    return document is not None and 0 <= span.start < span.end <= len(document.text)


def cite(span: Span, marker: int, document: Document) -> Citation:
    """Return the words of a span, with all that tells where they stand."""
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
