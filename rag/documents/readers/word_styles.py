"""What Word keeps beside the text: the level of a heading style, the number of a list item."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"toc \d|table of figures", re.IGNORECASE)
_TITLE = re.compile(r"title|document title", re.IGNORECASE)
_PLACE = re.compile(r"%(\d)")
_MAX_BASES = 20
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def local(element: "_Element") -> str:
    """Return the name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: "_Element | None", name: str) -> "_Element | None":
    """Return the first child of that local name; None if there is none."""
    if element is None:
        return None
    return next((part for part in element if local(part) == name), None)


def attribute(element: "_Element | None", name: str) -> str:
    """Return the attribute of that local name; "" if there is none."""
    if element is None:
        return ""
    values = (value for key, value in element.attrib.items() if _bare(str(key)) == name)
    return str(next(values, ""))


def _bare(key: str) -> str:
    return key.rpartition("}")[2]


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: its heading level (0 for none), its list, or a line of contents."""

    level: int = 0
    is_contents: bool = False
    list_id: str = ""
    list_level: int = 0


class Styles:
    """The paragraph styles of a document, each with what it inherits."""

    def __init__(self, root: "_Element | None") -> None:
        elements = [] if root is None else [part for part in root if local(part) == "style"]
        self._elements = {attribute(element, "styleId"): element for element in elements}
        self._known: dict[str, Style] = {}

    def of(self, properties: "_Element | None") -> Style:
        """Return the style of a paragraph; an outline level of its own outweighs it."""
        name = attribute(child(properties, "pStyle"), "val")
        if name not in self._known:
            self._known[name] = self._read(name)
        style = self._known[name]
        own = attribute(child(properties, "outlineLvl"), "val")
        if own.isdigit() and int(own) < 9:
            return Style(int(own) + 1, style.is_contents, style.list_id, style.list_level)
        return style

    def _read(self, name: str) -> Style:
        level, is_contents, list_id, list_level = 0, False, "", 0
        for _ in range(_MAX_BASES):
            element = self._elements.get(name)
            if element is None:
                break
            title = attribute(child(element, "name"), "val")
            properties = child(element, "pPr")
            outline = attribute(child(properties, "outlineLvl"), "val")
            numbers = child(properties, "numPr")
            if not level and (match := _HEADING.fullmatch(title)):
                level = int(match[1])
            elif not level and _TITLE.fullmatch(title):
                level = 1
            elif not level and outline.isdigit() and int(outline) < 9:
                level = int(outline) + 1
            is_contents = is_contents or _CONTENTS.fullmatch(title) is not None
            if not list_id and numbers is not None:
                list_id = attribute(child(numbers, "numId"), "val")
                list_level = _number(attribute(child(numbers, "ilvl"), "val"))
            name = attribute(child(element, "basedOn"), "val")
        return Style(level, is_contents, list_id, list_level)


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    pattern: str
    start: int


class Numbering:
    """The lists of a document and how far each has been counted."""

    def __init__(self, root: "_Element | None") -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for element in [] if root is None else root:
            if local(element) == "abstractNum":
                self._levels[attribute(element, "abstractNumId")] = _levels(element)
            elif local(element) == "num":
                base = attribute(child(element, "abstractNumId"), "val")
                self._lists[attribute(element, "numId")] = base

    def label(self, properties: "_Element | None", style: Style) -> str:
        """Return the number that Word prints before a paragraph, counted on; "-" for a bullet."""
        numbers = child(properties, "numPr")
        list_id, level = style.list_id, style.list_level
        if numbers is not None:
            list_id = attribute(child(numbers, "numId"), "val") or list_id
            own = attribute(child(numbers, "ilvl"), "val")
            level = _number(own) if own else level
        base = self._lists.get(list_id, "")
        shape = self._levels.get(base, {}).get(level)
        if shape is None or shape.kind == "none":
            return ""
        if shape.kind == "bullet":
            return "-"
        counts = self._counts.setdefault(base, {})
        counts[level] = counts.get(level, shape.start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        return _PLACE.sub(lambda place: self._count(base, int(place[1]) - 1), shape.pattern).strip()

    def _count(self, base: str, level: int) -> str:
        shape = self._levels[base].get(level)
        if shape is None:
            return ""
        return _format(self._counts[base].get(level, shape.start), shape.kind)


def _levels(element: "_Element") -> dict[int, _Level]:
    return {
        _number(attribute(part, "ilvl")): _Level(
            attribute(child(part, "numFmt"), "val") or "decimal",
            attribute(child(part, "lvlText"), "val"),
            _number(attribute(child(part, "start"), "val") or "1"),
        )
        for part in element
        if local(part) == "lvl"
    }


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 7 else 0


def _format(number: int, kind: str) -> str:
    alphabet = {"Letter": _LATIN, "russian": _CYRILLIC}
    for part, letters in alphabet.items():
        if part in kind and number > 0:
            turn, place = divmod(number - 1, len(letters))
            text = letters[place] * min(turn + 1, 5)
            return text.upper() if "pper" in kind else text
    if "Roman" in kind and 0 < number < 4_000:
        text = ""
        for value, sign in _ROMAN:
            text += sign * (number // value)
            number %= value
        return text.upper() if "pper" in kind else text
    return f"{number:02d}" if kind == "decimalZero" else str(number)
