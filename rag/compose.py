"""Hits to draft claims: the seam of the answer engines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.question import Question
from rag.values import Hit


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
