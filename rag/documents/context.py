"""What stands above a passage: searched with it, never cited."""

import re

from rag.documents.pinpoints import paragraph_end
from rag.values import Document, Section

_LEAD_LENGTH = 240
_MOST_REFS = 3
_SPACE = re.compile(r"\s+")


def heading_of(document: Document, start: int, owner: int | None) -> str:
    """Return the title and the headings over a passage, ` > ` between.

    `owner` is the section of its first paragraph. Lines that lead to a list (they end with a
    colon) count as headings. Over a footnote stand the words to which it belongs.
    """
    path = [document.full_title]
    above: list[Section] = []
    while owner is not None:
        above.append(document.sections[owner])
        owner = above[-1].parent
    for section in reversed(above):
        if section.kind == "footnote":
            path += [
                words for at in section.refs[:_MOST_REFS] if (words := _words_before(document, at))
            ]
        elif section.start < start:
            lead = document.text[section.start : paragraph_end(document, section.start)]
            if is_heading(document, section) or lead.endswith(":"):
                path.append(_short(lead))
    return " > ".join(dict.fromkeys(part for part in path if part))


def is_heading(document: Document, section: Section) -> bool:
    """Return whether a section begins with a heading of its own, as a decision does."""
    if section.kind == "heading":
        return True
    end = paragraph_end(document, section.start)
    return end < section.end and document.text[end - 1] not in ".;:,!?"


def _short(lead: str) -> str:
    """Return a heading on one line; a long lead-in keeps its beginning and its end."""
    line = lead.replace("\n", ". ")
    if len(line) <= _LEAD_LENGTH:
        return line
    half = _LEAD_LENGTH // 2
    return f"{line[:half].rsplit(' ', 1)[0]} … {line[-half:].split(' ', 1)[-1]}"


def _words_before(document: Document, at: int) -> str:
    """Return the words just before a footnote's mark."""
    begin = max(document.text.rfind("\n", 0, at) + 1, at - _LEAD_LENGTH // 2)
    words = document.text[begin:at].rstrip(" ,.;:")
    is_whole = begin == 0 or document.text[begin - 1].isspace()
    return _SPACE.sub(" ", words if is_whole else words.partition(" ")[2])
