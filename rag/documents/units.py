"""A section while it is read, and the label under which a lawyer would cite it."""

import re
from dataclasses import dataclass, field

from rag.documents.labels import Wording, write_ordinal
from rag.values import SectionKind

UNIT_LEVEL = 50
_AGENDA = re.compile(
    r"повестк|agenda|ordre du jour|tagesordnung|ordine del giorno|orden del día", re.IGNORECASE
)
_STYLES = ("latin", "cyrillic", "roman", "number")


@dataclass(slots=True)
class Series:
    """Items numbered in one run; `last` holds each way to read the latest of them.

    A look-alike `а` leaves two styles open until an item settles which alphabet is meant.
    """

    last: dict[str, int]

    def continued_by(self, ordinal: dict[str, int]) -> dict[str, int]:
        """Return the readings of a label under which it is the next item."""
        return {s: n for s, n in ordinal.items() if self.last.get(s, -1) == n - 1}


@dataclass(slots=True, eq=False)
class Node:
    """A section being read; smaller levels enclose greater ones.

    `name` is a heading's text, the words of a special unit (`преамбула`) or the text of an
    item. `ordinal` is how an item's label reads, `series` the run that it belongs to, `items`
    the run that it holds. `is_scope`: a decision or annex, whose name begins every label in it.
    `owner` is the section in which the run counts; it need not be the parent, since numbered
    paragraphs run on through the chapters of a report.
    """

    kind: SectionKind
    level: int
    start: int
    end: int
    parent: "Node | None" = None
    name: str = ""
    is_scope: bool = False
    ordinal: dict[str, int] = field(default_factory=dict)
    series: Series | None = None
    owner: "Node | None" = None
    items: Series | None = None
    tail: str = ""


def label_of(node: Node, wording: Wording) -> str:
    """Return the whole pinpoint of a section within its document: `Решение 3/2, подп. g) iv)`."""
    if node.series is None:
        if node.kind == "heading" and node.level < UNIT_LEVEL:
            return wording.section.format(node.name.replace("\n", ". "))
        return _scopes(node) + node.name
    style = next(style for style in _STYLES if style in node.series.last)
    written = write_ordinal(style, node.ordinal[style])
    above = node.parent
    if above is None or above.level < UNIT_LEVEL:
        form = wording.paragraph if style == "number" else wording.item
        return _scopes(node) + _restarted(node, wording) + form.format(written)
    if style == "number":
        return f"{label_of(above, wording)}, {_listed(above, wording).format(written)}"
    if above.series is None:
        return f"{label_of(above, wording)}, {wording.item.format(written)}"
    outer = above.parent
    if outer and outer.level >= UNIT_LEVEL and "number" in above.ordinal:
        number = f"{above.ordinal['number']} {written}"
        return f"{label_of(outer, wording)}, {_listed(outer, wording).format(number)}"
    return f"{label_of(above, wording)} {written}"


def _listed(node: Node, wording: Wording) -> str:
    return wording.agenda_item if _AGENDA.search(node.name) else wording.sub_item


def _restarted(node: Node, wording: Wording) -> str:
    """Return the section's name where its numbering is its own, not that of the document."""
    owner = node.owner
    if owner is None or owner.kind != "heading" or owner.is_scope:
        return ""
    return f"{label_of(owner, wording)}, "


def _scopes(node: Node) -> str:
    """Return the names of the decision and annex around a section, each before a comma."""
    names = []
    above = node.parent
    while above is not None:
        if above.is_scope:
            names.append(above.name)
        above = above.parent
    return "".join(f"{name}, " for name in reversed(names))
