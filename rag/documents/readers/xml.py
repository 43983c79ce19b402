"""XML of a declaration, law or book (UDHR, DocBook and their like) to Markdown."""

import re
from typing import TYPE_CHECKING

from rag.documents.readers.converted import Converted
from rag.documents.readers.marking import escape, heading, squeeze
from rag.documents.readers.packages import parse_xml
from rag.documents.readers.word_styles import local
from rag.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_TITLES = frozenset(("title", "heading", "head", "subtitle"))
_PARAGRAPHS = frozenset(("para", "p", "simpara", "formalpara", "note"))
_ITEMS = frozenset(("listitem", "item", "li"))
_MAX_DEPTH = 100
_ENTITY = re.compile(r"&[\w.-]+;")  # one that was not expanded


def read_xml(data: bytes, name: str) -> Converted:
    """Return the titles as headings by their depth, and the paragraphs.

    Raises UnreadableFile for XML without such elements: data, not a text.
    """
    root = parse_xml(data, name, may_declare=True)
    blocks = list(_blocks(root, 1))
    if not any(not block.startswith("#") for block in blocks):
        raise UnreadableFile(
            f"{name} is XML of an unknown kind, without titles and paragraphs: "
            "save it as HTML or text and try again."
        )
    return Converted("\n\n".join(blocks), is_marked=True)


def _blocks(element: "_Element", depth: int) -> "Iterator[str]":
    if depth > _MAX_DEPTH:
        return
    number = 0
    for part in element:
        name = local(part)
        is_leaf = not any(local(below) in _PARAGRAPHS for below in part.iterdescendants())
        if name in _TITLES:
            if text := _text(part):
                yield heading(text, depth)
        elif name in _ITEMS:
            number += 1
            label = str(part.get("tag") or part.get("label") or f"{number}.")
            inner = [_text(part)] if is_leaf else list(_blocks(part, depth + 1))
            if inner:
                yield f"{label} {inner[0]}"
                yield from inner[1:]
        elif name in _PARAGRAPHS and is_leaf:
            if text := _text(part):
                yield text
        elif name:
            yield from _blocks(part, depth + 1)


def _text(element: "_Element") -> str:
    pieces = (str(piece) for piece in element.itertext())
    return escape(squeeze("".join(piece for piece in pieces if not _ENTITY.fullmatch(piece))))
