"""The words of a document that tell when it was adopted: "53-е пленарное заседание, 16 декабря"."""

from collections.abc import Sequence

from rag.asks import asks_for_adoption
from rag.compose import Span
from rag.documents.dates import dates_in
from rag.notes import paragraph_at
from rag.question import Question
from rag.retrieve import Retriever
from rag.values import Hit


def adoption(question: Question, retriever: Retriever) -> Span | None:
    """Return the shortest paragraph with the date that the document bears which a question names.

    None for a question that does not ask when one document was adopted.
    """
    if not asks_for_adoption(question.text):
        return None
    sources = retriever.named(question.query).documents
    document = retriever.index.document(min(sources)) if len(sources) == 1 else None
    if document is None or not document.date:
        return None
    places = [at for date, at in dates_in(document.text) if date == document.date]
    spans = [paragraph_at(document.text, at) for at in places]
    shortest = min(spans, key=lambda span: span[1] - span[0], default=None)
    return Span(document.source, *shortest) if shortest else None


def with_adoption(hits: Sequence[Hit], question: Question, retriever: Retriever) -> list[Hit]:
    """Return the hits, before them the passage that tells of an adoption that is asked for."""
    span = adoption(question, retriever)
    if span is None:
        return list(hits)
    index = retriever.index
    rows = index.catalogue.passages_of(span.source, span.start, span.end)
    told = [index.passages[int(row)] for row in rows[:1]]
    rest = [hit.passage for hit in hits if hit.passage not in told]
    scores = [hits[0].score if hits else 1.0] * len(told) + [
        hit.score for hit in hits if hit.passage in rest
    ]
    return [
        Hit(passage, score, rank)
        for rank, (passage, score) in enumerate(zip([*told, *rest], scores, strict=True), start=1)
    ]
