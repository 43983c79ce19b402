"""Marks that ride inside a text while it is cleaned: the start of a page, a footnote's number.

Each is one private-use character, so that joining and trimming lines carries it along; the
finished text holds none, only the offsets at which they stood.
"""

import re
import unicodedata
from dataclasses import dataclass

PAGE = "\ue000"
MAX_NOTE = 0xF8FF - 0xE100
_NOTE_BASE = 0xE100
PRIVATE = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its marks; `pages` and `notes` are the offsets in it at which they stood."""

    text: str
    pages: tuple[int, ...]
    notes: tuple[tuple[int, int], ...]


def note_mark(number: int) -> str:
    """Return the mark of footnote `number`, 1 to MAX_NOTE."""
    return chr(_NOTE_BASE + number)


def compose(text: str) -> str:
    """Return the text in NFC, without its marks as well as with them.

    Where a mark parts a letter from its accent, all marks go to the end.
    """
    text = unicodedata.normalize("NFC", text)
    bare = PRIVATE.sub("", text)
    if unicodedata.is_normalized("NFC", bare):
        return text
    return unicodedata.normalize("NFC", bare) + "".join(PRIVATE.findall(text))


def strip_marks(text: str) -> Marked:
    """Return the text without marks, offsets of page starts, and (offset, number) of notes."""
    if PRIVATE.search(text) is None:
        return Marked(text, (), ())
    pages: list[int] = []
    notes: list[tuple[int, int]] = []
    parts: list[str] = []
    length = at = 0
    for match in PRIVATE.finditer(text):
        parts.append(text[at : match.start()])
        length += match.start() - at
        at = match.end()
        if match[0] == PAGE:
            pages.append(length)
        else:
            notes.append((length, ord(match[0]) - _NOTE_BASE))
    parts.append(text[at:])
    return Marked("".join(parts), tuple(pages), tuple(notes))
