"""The sentences of documents as they may be cited: around a span, and of passages found."""

from bisect import bisect_right
from dataclasses import dataclass

from rag.assistant import Assistant
from rag.compose import Span
from rag.sentences import sentence_spans
from rag.values import Document

__all__ = ["Nearby", "Sentence", "found_sentences", "sentences_around"]

N_AROUND = 8
N_FOUND = 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document; `value` is how a form names it."""

    span: Span
    text: str

    @property
    def value(self) -> str:
        """The span as SOURCE:START:END."""
        return f"{self.span.source}:{self.span.start}:{self.span.end}"


@dataclass(frozen=True, slots=True)
class Nearby:
    """Sentences of a document in order; earlier, later: where to go on from, "" at the ends."""

    document: Document
    sentences: tuple[Sentence, ...]
    earlier: str
    later: str


def sentences_around(assistant: Assistant, span: Span) -> Nearby:
    """Return the sentences around a place in a document. Raises UnknownDocument."""
    document = assistant.document(span.source)
    spans = sentence_spans(document.text, document.language)
    here = max(bisect_right(spans, (span.start, len(document.text))) - 1, 0)
    first, last = max(here - N_AROUND, 0), min(here + N_AROUND + 1, len(spans))
    sentences = tuple(_sentence(document, *each) for each in spans[first:last])
    return Nearby(
        document,
        sentences,
        earlier=_sentence(document, *spans[first - 1]).value if first else "",
        later=_sentence(document, *spans[last]).value if last < len(spans) else "",
    )


def found_sentences(assistant: Assistant, query: str) -> list[tuple[Document, list[Sentence]]]:
    """Return the sentences of the passages that answer a query best, passage by passage."""
    hits = assistant.retriever.search(query, N_FOUND)
    documents = {hit.passage.source: assistant.document(hit.passage.source) for hit in hits}
    spans = {name: sentence_spans(each.text, each.language) for name, each in documents.items()}
    found = []
    for passage in (hit.passage for hit in hits):
        document = documents[passage.source]
        inside = [
            _sentence(document, start, end)
            for start, end in spans[passage.source]
            if start < passage.end and end > passage.start
        ]
        found.append((document, inside))
    return found


def _sentence(document: Document, start: int, end: int) -> Sentence:
    return Sentence(Span(document.source, start, end), document.text[start:end])
