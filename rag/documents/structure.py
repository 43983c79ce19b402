"""Blocks to sections: which units a text has, how each is cited, and what encloses it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.documents.headings import name_heading
from rag.documents.keys import keys_of
from rag.documents.labels import CODE_WORDING, WORDINGS, Wording
from rag.documents.ordinals import read_ordinal
from rag.documents.paragraphs import (
    CHAPTER_LEVELS,
    INSTRUMENT,
    INSTRUMENT_LEVEL,
    LABEL,
    ROMAN_LEVEL,
)
from rag.documents.units import UNIT_LEVEL, Node, Series, label_of
from rag.values import Section, SectionKind

_LONG = 100
_FRONT = 12
_CODE = re.compile(r"(?:[\w ]{0,40} )?(?:федеральный закон|закон|кодекс)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block without marks and where it stands in the finished text."""

    text: str
    level: int
    start: int
    end: int


def find_sections(blocks: Sequence[Placed], language: str) -> list[Section]:
    """Return the sections that the blocks form, ordered by start, outer before inner.

    Found are headings, chapters, articles, decisions and resolutions, annexed texts, numbered
    paragraphs, lettered and Roman items, agenda items, the preamble and the closing lines of a
    resolution or treaty, and what stands before the first of these.
    """
    wording = WORDINGS.get(language, WORDINGS["en"])
    if language == "ru" and any(_CODE.match(block.text) for block in blocks[:_FRONT]):
        wording = replace(wording, article=CODE_WORDING)
    reader = _Reader(blocks, wording)
    for at in range(reader.front(), len(blocks)):
        reader.read(at)
    places = {id(node): place for place, node in enumerate(reader.nodes)}
    return [
        Section(
            start=node.start,
            end=node.end,
            kind=node.kind,
            label=label_of(node, wording),
            parent=places[id(node.parent)] if node.parent else None,
            key=key,
        )
        for node, key in zip(reader.nodes, keys_of(reader.nodes), strict=True)
    ]


class _Reader:
    """Reads blocks in order and keeps the sections that are open at each."""

    def __init__(self, blocks: Sequence[Placed], wording: Wording) -> None:
        self.blocks = blocks
        self.wording = wording
        self.root = Node("heading", 0, 0, 0, is_scope=True)
        self.stack = [self.root]
        self.nodes: list[Node] = []
        self.has_preamble = False

    @property
    def scope(self) -> Node:
        return next(node for node in reversed(self.stack) if node.is_scope)

    def front(self) -> int:
        """Open the section of what stands before the text proper; return the block after it."""
        blocks = self.blocks
        has_text = False
        for at, block in enumerate(blocks):
            if self._is_start(at, has_text):
                break
            has_text = has_text or (not block.level and len(block.text) >= _LONG)
        else:
            return 0
        if at:
            name = self.wording.opening if has_text else self.wording.title
            end = blocks[at - 1].end
            kind: SectionKind = "heading" if at == 1 else "unit"
            key = "intro" if has_text else "title"
            self.nodes.append(Node(kind, UNIT_LEVEL, blocks[0].start, end, name=name, key=key))
        return at

    def read(self, at: int) -> None:
        """Place the block in the section that it continues or opens."""
        block = self.blocks[at]
        if block.level:
            self._read_heading(block)
        elif not self._read_item(at, self._ordinal(block.text)):
            self._read_text(at)
        self.stack[-1].tail = block.text[-1:]
        for node in self.stack:
            node.end = block.end

    def _open(self, block: Placed, level: int, name: str, key: str = "") -> Node:
        above = self.stack[-1]
        parent = None if above is self.root else above
        node = Node("unit", level, block.start, block.end, parent, name, key)
        self.nodes.append(node)
        self.stack.append(node)
        return node

    def _close(self, level: int) -> None:
        while self.stack[-1].level >= level:
            self.stack.pop()

    def _is_start(self, at: int, has_text: bool) -> bool:
        block = self.blocks[at]
        if not block.level:
            return LABEL.match(block.text) is not None or self._is_organ(at)
        if INSTRUMENT.match(block.text) or block.level >= CHAPTER_LEVELS.start:
            return True
        return at > 0 and (has_text or self._holds_text(at))

    def _holds_text(self, at: int) -> bool:
        """Return whether text stands under the heading at once or under the first part of it."""
        level = self.blocks[at].level
        for after in range(at + 1, len(self.blocks)):
            block = self.blocks[after]
            if not block.level:
                return len(block.text) >= _LONG or LABEL.match(block.text) is not None
            if block.level <= level or level < ROMAN_LEVEL <= block.level:
                return False
            level = block.level
        return False

    def _is_organ(self, at: int) -> bool:
        """Return whether the block names the organ that speaks: `Генеральная Ассамблея,`."""
        text = self.blocks[at].text
        following = self.blocks[at + 1].text if at + 1 < len(self.blocks) else ""
        is_name = len(text) < 80 and text.endswith(",") and text[0].isupper()
        return is_name and following[:1].islower()

    def _read_heading(self, block: Placed) -> None:
        self._close(block.level)
        while block.level >= CHAPTER_LEVELS.start and self.stack[-1].key == "pre#":
            self.stack.pop()
        scope = self.scope
        node = self._open(block, block.level, block.text)
        name_heading(node, block.text, scope, self.wording)
        if node.is_instrument or node.is_article:
            self.has_preamble = False

    def _ordinal(self, text: str) -> dict[str, int]:
        """Return the ways to read the label of a block; none for a block without a label."""
        label = LABEL.match(text)
        if label is None or (label["raised"] and not any(node.is_article for node in self.stack)):
            return {}
        if not label["decimal"]:
            ordinal = read_ordinal(label[label.lastgroup or 0])
            return {"dotted": ordinal["latin"]} if label["letter"] else ordinal
        whole, _, last = label["decimal"].rpartition(".")
        number = int(whole.rpartition(".")[2])
        open_numbers = [n.ordinal.get("number", n.ordinal.get("decimal")) for n in self.stack]
        return {"decimal": int(last)} if number in open_numbers else {}

    def _read_item(self, at: int, ordinal: dict[str, int]) -> bool:
        """Open the unit that a label begins; return False if the label fits no series.

        Under a line that ends with a colon the first of a new series comes before the next of
        an old one: `i)` after `h) ...:` is a roman numeral.
        """
        if not ordinal:
            return False
        is_lead = at > 0 and self._leads(self.blocks[at - 1].text)
        is_first = 1 in ordinal.values()
        inner = self.stack[-1]
        can_nest = inner.level >= UNIT_LEVEL and not (
            self._in_preamble() and self._is_operative(at)
        )
        if not (is_lead and is_first and can_nest):
            for node in reversed(self.stack):
                if node.items and (fitting := node.items.continued_by(ordinal)):
                    self._open_item(at, fitting, node)
                    return True
        if not is_first:
            return False
        first = {style: n for style, n in ordinal.items() if n == 1}
        # A list of one style holds no list of that style; an agenda may stand in a paragraph.
        alike = [node for node in self.stack if node.ordinal.keys() & first.keys()]
        if len(alike) > ("number" in first) and (owner := alike[-1].owner):
            inner = owner
        elif not can_nest or ("number" in first and not is_lead):
            self._close(UNIT_LEVEL)
            inner = self.stack[-1]
            if not inner.is_article and not self.scope.items:
                inner = self.scope
        inner.items = None
        self._open_item(at, first, inner)
        return True

    def _open_item(self, at: int, ordinal: dict[str, int], owner: Node) -> None:
        self._close(max(UNIT_LEVEL, owner.level + 1))
        node = self._open(self.blocks[at], max(UNIT_LEVEL, owner.level + 1), self.blocks[at].text)
        if owner.items is None:
            owner.items = Series(ordinal)
        owner.items.last = ordinal
        node.ordinal, node.series, node.owner = ordinal, owner.items, owner

    def _read_text(self, at: int) -> None:
        """Place a paragraph without a label: preamble, closing, or more of the unit above."""
        block = self.blocks[at]
        self.has_preamble = self.has_preamble or self._is_organ(at)
        above = self.stack[-1]
        if self._in_preamble():
            self._close(UNIT_LEVEL)
            self._open(block, UNIT_LEVEL, self.wording.preamble, "pre#")
        elif self.scope is self.root and self.has_preamble and above.tail == ".":
            self._close(UNIT_LEVEL)
            self._open(block, UNIT_LEVEL, self.wording.closing, "end")
        elif above.level > UNIT_LEVEL and not block.text[0].islower():
            self._close(UNIT_LEVEL + 1)

    def _in_preamble(self) -> bool:
        """Return whether no operative unit of the decision or resolution has been read yet."""
        scope = self.scope
        is_instrument = scope.is_instrument or self.has_preamble
        return scope.items is None and scope.level <= INSTRUMENT_LEVEL and is_instrument

    def _is_operative(self, at: int) -> bool:
        """Return whether letters after a preamble are the decision itself: no numbers follow."""
        for block in self.blocks[at:]:
            if block.level:
                break
            if (label := LABEL.match(block.text)) and label["dotted"] == "1":
                return False
        return True

    def _leads(self, text: str) -> bool:
        """Return whether a list may begin after a block: a colon, or nothing but a label."""
        label = LABEL.match(text)
        return text.endswith(":") or (label is not None and label.end() == len(text))
