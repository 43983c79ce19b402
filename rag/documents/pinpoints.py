"""The pinpoint of a span: how a lawyer would cite the unit that holds it."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from operator import attrgetter

from rag.documents.labels import WORDINGS
from rag.documents.paragraphs import INSTRUMENT
from rag.values import Document

_BREAK = "\n\n"
_START = attrgetter("start")


def pinpoint_at(document: Document, start: int, end: int) -> str:
    """Return the pinpoint of the innermost unit that holds all of text[start:end].

    The document's symbol stands in front (`A/RES/76/186, п. 7`) unless the label names a
    decision itself (`Решение 3/2, подп. g) iv)`). Across siblings: their run (`п. 23–24`).
    Outside every unit: the page, else the number of the paragraph (`абз. 3`).
    """
    whole = section_at(document, start, end)
    if whole is not None:
        return _with_symbol(document, document.sections[whole].label)
    if section_at(document, start, paragraph_end(document, start, end)) is not None:
        return pinpoint_of_run(document, start, end)
    wording = WORDINGS.get(document.language, WORDINGS["en"])
    page = document.page_at(start)
    if page is not None:
        return _with_symbol(document, wording.page.format(page))
    nth = bisect_right(_breaks(document.text), start - len(_BREAK)) + 1
    return _with_symbol(document, wording.nth.format(nth))


@lru_cache(maxsize=4)
def _breaks(text: str) -> list[int]:
    """Return where the paragraphs of a text part."""
    return [match.start() for match in re.finditer(_BREAK, text)]


def pinpoint_of_run(document: Document, start: int, end: int) -> str:
    """Return the pinpoint of one unit or of a run of siblings: `Решение 3/2, подп. r)–s)`."""
    sections = document.sections
    first = section_at(document, start, paragraph_end(document, start, end))
    whole = section_at(document, start, end)
    if first is None or first == whole:
        return pinpoint_at(document, start, end)
    while sections[first].end < end and sections[first].parent != whole:
        first = sections[first].parent or 0
    inside = range(first, bisect_left(sections, end, key=_START))
    last = max(at for at in inside if sections[at].parent == sections[first].parent)
    one, other = sections[first].label, sections[last].label
    shared = one.rpartition(" ")[0]
    tail = other.removeprefix(f"{shared} ")
    if one == other or tail == other or " " in tail:
        return _with_symbol(document, one if one == other else sections[first].label)
    return _with_symbol(document, f"{one}–{tail}")


def section_at(document: Document, start: int, end: int) -> int | None:
    """Return the position of the innermost section that holds the span; None if none does."""
    sections = document.sections
    at: int | None = bisect_right(sections, start, key=_START) - 1
    while at is not None and at >= 0 and end > sections[at].end:
        at = sections[at].parent
    return at if at is not None and at >= 0 else None


def paragraph_end(document: Document, start: int, end: int | None = None) -> int:
    """Return where the paragraph that begins at `start` ends, at `end` at the latest."""
    stop = len(document.text) if end is None else end
    found = document.text.find(_BREAK, start, stop)
    return stop if found < 0 else found


def _with_symbol(document: Document, label: str) -> str:
    if not document.symbol or INSTRUMENT.match(label):
        return label
    return f"{document.symbol}, {label}"
