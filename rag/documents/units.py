"""A section while it is read, and the label under which a lawyer would cite it."""

import re
from dataclasses import dataclass, field

from rag.documents.labels import Wording
from rag.documents.ordinals import write_ordinal
from rag.documents.paragraphs import CAPITAL_LEVEL, CHAPTER_LEVELS, ROMAN_LEVEL
from rag.values import SectionKind

UNIT_LEVEL = 50
_AGENDA = re.compile(
    r"повестк|agenda|ordre du jour|tagesordnung|ordine del giorno|orden del día", re.IGNORECASE
)
_STYLES = ("latin", "cyrillic", "roman", "number", "decimal", "dotted")


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

    `name` is what a label says of it (`преамбула`), for an item its text. `key` is its own part
    of the unit's key, `#` standing for its position among others of the kind. `ordinal` is how
    an item's label reads, `series` the run that it belongs to, `items` the run that it holds.
    `is_scope`: a decision (`is_instrument`) or annex, whose name begins every label in it.
    `owner` is the section in which the run counts; it need not be the parent, since numbered
    paragraphs run on through the chapters of a report.
    """

    kind: SectionKind
    level: int
    start: int
    end: int
    parent: "Node | None" = None
    name: str = ""
    key: str = ""
    is_scope: bool = False
    is_instrument: bool = False
    is_article: bool = False
    ordinal: dict[str, int] = field(default_factory=dict)
    series: Series | None = None
    owner: "Node | None" = None
    items: Series | None = None
    tail: str = ""

    @property
    def is_numbered_heading(self) -> bool:
        """Whether it is a chapter or an outline heading, `II.` or `A.`."""
        return self.level in CHAPTER_LEVELS or self.level in (ROMAN_LEVEL, CAPITAL_LEVEL)


def style_of(node: Node) -> str:
    """Return the style in which an item's run is numbered."""
    return next(style for style in _STYLES if node.series and style in node.series.last)


def label_of(node: Node, wording: Wording) -> str:
    """Return the whole pinpoint of a section within its document: `Решение 3/2, подп. g) iv)`."""
    if node.series is None:
        is_title = node.kind == "heading" and node.level < UNIT_LEVEL
        return node.name if is_title else _scopes(node) + node.name
    style = style_of(node)
    written = write_ordinal(style, node.ordinal[style])
    above = node.parent
    if style == "decimal" and above is not None:
        return f"{label_of(above, wording)}.{written}"
    if _in_article(node) and above is not None:
        return label_of(above, wording) + _article_form(above, style, wording).format(written)
    written = written if style == "number" else f"{written})"
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


def _in_article(node: Node) -> bool:
    above = node.parent
    while above is not None and not above.is_article:
        above = above.parent
    return above is not None


def _article_form(above: Node, style: str, wording: Wording) -> str:
    """Return the words for an item within an article, by what it stands under."""
    words = wording.article
    if style == "number":
        return words.paragraph if above.is_article else words.number
    is_deeper = not above.is_article and "number" not in above.ordinal
    return words.deeper if is_deeper else words.letter


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
