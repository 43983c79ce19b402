"""OpenDocument text (ODT) to Markdown."""

from typing import TYPE_CHECKING

from rag.documents.readers.converted import Converted
from rag.documents.readers.marking import escape, heading, note, squeeze, table_row
from rag.documents.readers.packages import Package
from rag.documents.readers.word_styles import attribute, child, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = frozenset(
    ("annotation", "annotation-end", "tracked-changes", "table-of-content", "sequence-decls",
     "forms", "note-citation", "soft-page-break")
)  # fmt: skip
_SIGNS = {"s": " ", "tab": "\t", "line-break": "\n"}
_MAX_DEPTH = 100


def read_odt(package: Package) -> Converted:
    """Return the headings, paragraphs, list items, table rows and notes of an ODT document.

    Comments, tracked deletions and tables of contents are left out.
    """
    root = package.xml("content.xml")
    text = child(child(root, "body"), "text")
    reader = _Reader()
    blocks = reader.blocks(text, 0) if text is not None else []
    return Converted("\n\n".join([*blocks, *reader.notes]), is_marked=True)


class _Reader:
    """One document, and its notes read so far."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def blocks(self, parent: "_Element", depth: int) -> list[str]:
        """Return the blocks under an element."""
        blocks: list[str] = []
        for element in parent if depth < _MAX_DEPTH else ():
            name = local(element)
            if name in _SKIPPED or not name:
                continue
            if name == "h":
                level = attribute(element, "outline-level")
                if text := self._words(element):
                    blocks.append(heading(text, int(level) if level.isdecimal() else 1))
            elif name == "p":
                if text := self._words(element):
                    blocks.append(text)
            elif name == "list-item":
                inner = self.blocks(element, depth + 1)
                blocks += [f"- {inner[0]}", *inner[1:]] if inner else []
            elif name == "table-row":
                blocks += table_row([self.blocks(cell, depth + 1) for cell in element])
            else:
                blocks += self.blocks(element, depth + 1)
        return blocks

    def _words(self, element: "_Element") -> str:
        return squeeze(self._text(element, 0))

    def _text(self, element: "_Element", depth: int) -> str:
        if depth > _MAX_DEPTH:
            return ""
        parts = [escape(element.text or "")]
        for part in element:
            name = local(part)
            if name == "note":
                number = len(self.notes) + 1
                body = child(part, "note-body")
                self.notes.append("")
                inner = self.blocks(body, depth + 1) if body is not None else []
                self.notes[number - 1] = note(number, inner)
                parts.append(f"[^{number}]")
            elif name in _SIGNS:
                parts.append(_SIGNS[name])
            elif name and name not in _SKIPPED:
                parts.append(self._text(part, depth + 1))
            parts.append(escape(part.tail or ""))
        return "".join(parts)
