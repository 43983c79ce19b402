"""Blocks to sections: which units a text has, how each is cited, and what encloses it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.documents.labels import WORDINGS, Wording, read_ordinal
from rag.documents.paragraphs import INSTRUMENT, INSTRUMENT_LEVEL, LABEL, PLAIN_LEVEL, ROMAN_LEVEL
from rag.documents.units import UNIT_LEVEL, Node, Series, label_of
from rag.values import Section, SectionKind

_LONG = 100


@dataclass(frozen=True, slots=True)
class Placed:
    """A block without marks and where it stands in the finished text."""

    text: str
    level: int
    start: int
    end: int


def find_sections(blocks: Sequence[Placed], language: str) -> list[Section]:
    """Return the sections that the blocks form, ordered by start, outer before inner.

    Found are headings, decisions and resolutions with their lettered and roman items, annexed
    parts, numbered paragraphs, agenda items, the preamble and the closing lines of a
    resolution, and what stands before the first of these.
    """
    wording = WORDINGS.get(language, WORDINGS["en"])
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
        )
        for node in reader.nodes
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
            self.nodes.append(Node(kind, UNIT_LEVEL, blocks[0].start, end, name=name))
        return at

    def read(self, at: int) -> None:
        """Place the block in the section that it continues or opens."""
        block = self.blocks[at]
        label = None if block.level else LABEL.match(block.text)
        if block.level:
            self._read_heading(block)
        elif not (label and self._read_item(at, read_ordinal(label[1] or label[2] or label[4]))):
            self._read_text(at)
        self.stack[-1].tail = block.text[-1:]
        for node in self.stack:
            node.end = block.end

    def _open(self, block: Placed, level: int, name: str) -> Node:
        above = self.stack[-1]
        parent = None if above is self.root else above
        node = Node("unit", level, block.start, block.end, parent, name)
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
        if INSTRUMENT.match(block.text) or block.level >= ROMAN_LEVEL:
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
        instrument = INSTRUMENT.match(block.text)
        is_annex = block.level == PLAIN_LEVEL and self.scope is not self.root
        node = self._open(block, block.level, block.text)
        if instrument and block.level == INSTRUMENT_LEVEL:
            node.name, node.is_scope = instrument[0], True
            self.has_preamble = False
        elif is_annex:
            node.name, node.is_scope = block.text[0].lower() + block.text[1:], True
        else:
            node.kind = "heading"

    def _read_item(self, at: int, ordinal: dict[str, int]) -> bool:
        """Open the unit that a label begins; return False if the label fits no series.

        Under a line that ends with a colon the first of a new series comes before the next of
        an old one: `i)` after `h) ...:` is a roman numeral.
        """
        is_lead = at > 0 and self.blocks[at - 1].text.endswith(":")
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
            inner = self.stack[-1] if self.scope.items else self.scope
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
            self._open(block, UNIT_LEVEL, self.wording.preamble)
        elif self.scope is self.root and self.has_preamble and above.tail == ".":
            self._close(UNIT_LEVEL)
            self._open(block, UNIT_LEVEL, self.wording.closing)
        elif above.level > UNIT_LEVEL and not block.text[0].islower():
            self._close(UNIT_LEVEL + 1)

    def _in_preamble(self) -> bool:
        """Return whether no operative unit of the decision or resolution has been read yet."""
        scope = self.scope
        is_instrument = scope.level == INSTRUMENT_LEVEL or self.has_preamble
        return scope.items is None and scope.level <= INSTRUMENT_LEVEL and is_instrument

    def _is_operative(self, at: int) -> bool:
        """Return whether letters after a preamble are the decision itself: no numbers follow."""
        for block in self.blocks[at:]:
            if block.level:
                break
            if (label := LABEL.match(block.text)) and label[2] == "1":
                return False
        return True
