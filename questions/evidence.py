"""What the desk asks of the documents: answers, the words of a span, and what they support."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from rag.compose import DraftClaim, Span
from rag.errors import UnknownDocument, UserError
from rag.values import Answer, Citation
from rag.verify import cite, support

if TYPE_CHECKING:
    from rag.assistant import Assistant


class Drafter(Protocol):
    """Answers a question; `rag.assistant.Assistant` is one."""

    def ask(self, question: str) -> Answer:
        """Return a verified answer."""
        ...


class Evidence(Protocol):
    """The documents as they are now."""

    def cite(self, span: Span) -> Citation:
        """Return the citation of a span. Raises UserError for one outside its document."""
        ...

    def support(self, claim: str, spans: Sequence[Span]) -> float:
        """Return how far the spans support a claim, in [0, 1]."""
        ...

    def stands(self, citation: Citation) -> bool:
        """Return True if the document still reads so where it was cited."""
        ...


class Documents:
    """The evidence that an assistant answers from, in the generation that is served."""

    def __init__(self, assistant: "Assistant"):
        self._assistant = assistant

    def cite(self, span: Span) -> Citation:
        """Return the citation of a span. Raises UserError for one outside its document."""
        document = self._assistant.document(span.source)
        if not 0 <= span.start < span.end <= len(document.text):
            raise UserError(
                f"{span.source} has no words from {span.start} to {span.end}: its text has "
                f"{len(document.text)} characters."
            )
        return cite(span, 1, document)

    def support(self, claim: str, spans: Sequence[Span]) -> float:
        """Return how far the spans support a claim, in [0, 1]."""
        retriever = self._assistant.retriever
        return support(DraftClaim(claim, tuple(spans)), retriever.index, retriever.words)

    def stands(self, citation: Citation) -> bool:
        """Return True if the document still reads so where it was cited."""
        try:
            document = self._assistant.document(citation.source)
        except UnknownDocument:
            return False
        return document.text[citation.start : citation.end] == citation.quote
