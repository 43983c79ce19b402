"""Raw text to its lines that hold something, with what the empty space around them tells."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace

from rag.documents.marks import PRIVATE

_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_NOTHING = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_SOFT_HYPHEN = re.compile("\u00ad(?:[ \t]*\n[ \t]*(?=[^\\W\\d_]))?")
_MANY_SPACES = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with text, trimmed.

    `indent` counts the spaces before it, `gap` the empty lines before it, `pages` the form
    feeds before it. `is_cut`: something that is no running text (a page's furniture, notes)
    stood between it and the line before.
    """

    text: str
    indent: int = 0
    gap: int = 0
    pages: int = 0
    is_cut: bool = False


def normalise(raw: str) -> str:
    """Return the text in NFC with plain spaces and line feeds, without invisible characters."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\v", "\n")
    text = _SOFT_HYPHEN.sub("", text)
    text = _NOTHING.sub("", PRIVATE.sub("", _SPACES.sub(" ", text)))
    return unicodedata.normalize("NFC", text)


def split_lines(text: str) -> list[Line]:
    """Return the lines of a normalised text that hold something, in order."""
    lines: list[Line] = []
    gap = pages = 0
    for whole in text.split("\n"):
        line = whole
        if "\f" in line:
            pages += line.count("\f")
            line = line.replace("\f", "")
        bare = line.strip()
        if not bare:
            gap += 1
            continue
        if "  " in bare:
            bare = _MANY_SPACES.sub(" ", bare)
        indent = len(line) - len(line.lstrip())
        lines.append(Line(bare, indent, gap, pages, is_cut=pages > 0))
        gap = pages = 0
    return lines


def without(lines: list[Line], gone: Collection[int]) -> list[Line]:
    """Return the lines but those at the positions `gone`; a line after a hole is marked as cut."""
    if not gone:
        return lines
    kept: list[Line] = []
    gap = pages = 0
    is_hole = False
    for at, line in enumerate(lines):
        if at in gone:
            gap, pages, is_hole = max(gap, line.gap), pages + line.pages, True
        elif is_hole:
            kept.append(
                replace(line, gap=max(gap, line.gap), pages=pages + line.pages, is_cut=True)
            )
            gap, pages, is_hole = 0, 0, False
        else:
            kept.append(line)
    return kept
