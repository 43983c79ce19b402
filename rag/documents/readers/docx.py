"""DOCX to Markdown: headings, numbered lists, tables, text boxes, footnotes and endnotes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.documents.readers.converted import Converted
from rag.documents.readers.marking import escape, heading, note, paragraph, squeeze, table_row
from rag.documents.readers.packages import Package
from rag.documents.readers.word_styles import Numbering, Styles, attribute, child, local

if TYPE_CHECKING:
    from lxml.etree import _Element

# Deleted and moved-away text, comments, field codes and phonetic guides are no content.
_SKIPPED = frozenset(
    ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr",
     "sectPr", "sdtPr", "sdtEndPr", "rt", "commentReference", "object", "proofErr", "fldData")
)  # fmt: skip
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


def read_docx(package: Package) -> Converted:
    """Return the Markdown of a Word document in either of its namespaces.

    Footnotes and endnotes are numbered on in the order in which the text refers to them.
    Tracked insertions count as text, tracked deletions and comments do not; running heads and
    feet are no content. A table of contents is left out.
    """
    root = package.xml("word/document.xml")
    body = child(root, "body") if root is not None else None
    reader = _Reader(package)
    blocks = reader.blocks(body) if body is not None else []
    return Converted("\n\n".join([*blocks, *reader.notes()]), is_marked=True)


class _Reader:
    """One document: its styles, the state of its lists, and the notes referred to so far."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.styles = Styles(package.xml("word/styles.xml"))
        self.numbering = Numbering(package.xml("word/numbering.xml"))
        self.referred: dict[tuple[str, str], int] = {}

    def blocks(self, parent: "_Element") -> list[str]:
        """Return the paragraphs, headings and table rows under an element."""
        blocks: list[str] = []
        for element in parent:
            name = local(element)
            if name == "p":
                blocks += self._paragraph(element)
            elif name == "tbl":
                blocks += self._table(element)
            elif name == "AlternateContent":
                blocks += self.blocks(_alternative(element))
            elif name not in _SKIPPED:
                blocks += self.blocks(element)
        return blocks

    def notes(self) -> list[str]:
        """Return the definitions of the notes referred to; a note may refer to others."""
        notes: list[str] = []
        roots = {kind: self.package.xml(f"word/{kind}.xml") for kind in _NOTES.values()}
        by_id = {
            (kind, attribute(element, "id")): element
            for kind, root in roots.items()
            if root is not None
            for element in root
        }
        for key, number in self.referred.copy().items():
            blocks = self.blocks(by_id[key]) if key in by_id else []
            if text := squeeze(" ".join(blocks)):
                notes.append(note(number, [text]))
        return notes

    def _paragraph(self, element: "_Element") -> list[str]:
        properties = child(element, "pPr")
        style = self.styles.of(properties)
        if style.is_contents:
            return []
        boxes: list[_Element] = []
        pieces = list(self._runs(element, boxes))
        text = "".join(piece for piece, _ in pieces)
        lines = [squeeze(line) for line in text.split("\n")]
        text = "\n".join(line for line in lines if line)
        blocks: list[str] = []
        if text:
            label = self.numbering.label(properties, style)
            is_bold = all(bold for piece, bold in pieces if piece.strip())
            if style.level:
                blocks.append(heading(f"{label} {text}".strip(), style.level))
            elif label:
                blocks.append(f"{label} {text}")
            else:
                blocks.append(paragraph(text, is_bold=is_bold))
        for box in boxes:
            blocks += self.blocks(box)
        return blocks

    def _runs(
        self, element: "_Element", boxes: list["_Element"], *, is_bold: bool = False
    ) -> Iterator[tuple[str, bool]]:
        """Yield the pieces of text under an element and whether each is bold; gather text boxes."""
        for part in element:
            name = local(part)
            if name == "t":
                yield escape(part.text or ""), is_bold
            elif name in _SIGNS:
                is_page = name == "br" and attribute(part, "type") in ("page", "column")
                yield " " if is_page else _SIGNS[name], is_bold
            elif name in _NOTES:
                key = (_NOTES[name], attribute(part, "id"))
                number = self.referred.setdefault(key, len(self.referred) + 1)
                yield f"[^{number}]", is_bold
            elif name == "txbxContent":
                boxes.append(part)
            elif name == "AlternateContent":
                yield from self._runs(_alternative(part), boxes, is_bold=is_bold)
            elif name == "r":
                yield from self._run(part, boxes)
            elif name == "p" or name not in _SKIPPED:
                yield from self._runs(part, boxes, is_bold=is_bold)

    def _run(self, run: "_Element", boxes: list["_Element"]) -> Iterator[tuple[str, bool]]:
        properties = child(run, "rPr")
        if _is_on(properties, "vanish"):
            return
        is_raised = attribute(child(properties, "vertAlign"), "val") == "superscript"
        for piece, bold in self._runs(run, boxes, is_bold=_is_on(properties, "b")):
            if is_raised and piece.strip().isdigit() and len(piece.strip()) <= 4:
                yield f"<sup>{piece.strip()}</sup>", bold
            else:
                yield piece, bold

    def _table(self, table: "_Element") -> list[str]:
        rows: list[str] = []
        for row in _below(table, "tr"):
            rows += table_row([self.blocks(cell) for cell in _below(row, "tc")])
        return rows


def _below(element: "_Element", name: str) -> Iterator["_Element"]:
    """Yield the nearest descendants of that name, through content controls and insertions."""
    for part in element:
        if local(part) == name:
            yield part
        elif local(part) not in _SKIPPED and local(part) != "tbl":
            yield from _below(part, name)


def _alternative(element: "_Element") -> "_Element":
    """Return the one of several renderings of the same thing that is read."""
    choice = child(element, "Choice")
    fallback = child(element, "Fallback")
    if choice is not None:
        return choice
    return fallback if fallback is not None else element


def _is_on(properties: "_Element | None", name: str) -> bool:
    switch = child(properties, name)
    return switch is not None and attribute(switch, "val") not in ("0", "false", "off")
