"""Lines of plain text to blocks: paragraphs joined across lines and pages, and headings."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.documents.articles import is_head, read_article, read_chapter
from rag.documents.footnotes import is_unfinished
from rag.documents.lines import Line
from rag.documents.marks import PAGE, PRIVATE

INSTRUMENT = re.compile(
    r"(?:Решение|Резолюция|Decision|Resolution|Décision|Résolution|Beschluss|Entscheidung"
    r"|Decisione|Risoluzione|Decisión|Resolución)\s+(\d+/\d+)\b"
)
_NUMBERED_TITLE = re.compile(r"\d{1,3}/\d{1,4}\.\s+[^\W\d_]")
# `a)`, `(iv)`, `(2)`, `7.`, `4.1.`, `a.`, `²`: at the end of a text a label may stand alone.
LABEL = re.compile(
    r"\(?(?:(?P<item>[^\W\d_]|[ivxl]{1,6})|(?P<number>\d{1,3}))\)\s*"
    r"|(?P<dotted>\d{1,3})\.(?:\s+|(?=[^\W\d_])|$)"
    r"|(?P<decimal>\d{1,3}(?:\.\d{1,3}){1,3})\.?\s+(?=[^\W\d_])"
    r"|(?P<letter>[a-z])\.\s*(?=[^\W\d_])"
    r"|(?P<raised>[¹²³⁰⁴-⁹]{1,3})\s+(?=\S)"
)
_OUTLINE = re.compile(r"(?:[IVXLХ]{1,6}|[^\W\d_a-zа-яё])\.\s+[^\W\d_a-zа-яё]")
_ROMAN = re.compile(r"[IVXLХ]{1,6}\.")

INSTRUMENT_LEVEL = 1
PLAIN_LEVEL = 2
CHAPTER_LEVELS = range(10, 16)
ROMAN_LEVEL = 20
CAPITAL_LEVEL = 21
ARTICLE_LEVEL = 45
_TITLE_LINES = 3
_UNWRAPPED = 200  # a usual line above this many characters is a paragraph


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (level 0) or a heading; smaller levels enclose greater ones."""

    text: str
    level: int = 0


def join_lines(lines: Sequence[Line], join: Callable[[str, str], str]) -> list[Block]:
    """Return the paragraphs and headings that the lines form.

    In text set with an empty line after every line, paragraphs begin at an indentation; where
    lines are as long as paragraphs, each is one; in other text paragraphs begin after an empty
    line. A sentence that a page's end cut goes on. The head of an article keeps its own line.
    """
    lines, is_double = _single_spaced(lines)
    width = _width(lines)
    wide = 1 if is_double else 2
    blocks: list[Block] = []
    group: list[str] = []
    start_gap = wide
    is_title = False
    for at, line in enumerate(lines):
        if not group:
            is_new = False
        elif is_title:
            is_new = line.gap >= wide or line.is_cut
        elif width > _UNWRAPPED:
            is_new = not (line.is_cut and is_unfinished(group[-1]))
        elif _is_head_line(line, lines[at - 1], width) or _is_after_head(line, group, width):
            is_new = True
        else:
            is_new = _begins(lines[at - 1], line, group, width, is_double=is_double)
        if is_new:
            blocks.append(_block(group, join, min(start_gap, line.gap) >= wide))
            group, start_gap = [], line.gap
        if not group:
            is_title = is_title_start(line.text)
        group.append(PAGE * line.pages + line.text)
    if group:
        blocks.append(_block(group, join, start_gap >= wide))
    return blocks


def join_all(group: Sequence[str], join: Callable[[str, str], str]) -> str:
    """Return the lines joined in one pass: only the end of a line can change at a join."""
    parts = [group[0]]
    for line in group[1:]:
        joined = join(parts[-1], line)
        parts[-1] = joined[: len(joined) - len(line)]
        parts.append(line)
    return "".join(parts)


def is_title_start(text: str) -> bool:
    """Return whether a text begins as the heading of a decision or resolution does."""
    bare = PRIVATE.sub("", text[:80])
    if _NUMBERED_TITLE.match(bare):
        return True
    match = INSTRUMENT.match(bare)
    return match is not None and (match.end() == len(bare.rstrip()) or bare[match.end()] in "\n.")


def outline_level(text: str) -> int:
    """Return the level of a heading numbered `II.` or `A.`; 0 if the text is none."""
    if len(text) > 250 or not _OUTLINE.match(text) or text[-1] in ".;:,":
        return 0
    return ROMAN_LEVEL if _ROMAN.match(text) else CAPITAL_LEVEL


def _block(group: Sequence[str], join: Callable[[str, str], str], is_set_off: bool) -> Block:
    """Return the block that a group of lines forms; a decision's number keeps its own line."""
    if len(group) > 1 and INSTRUMENT.fullmatch(PRIVATE.sub("", group[0])):
        text = f"{group[0]}\n{join_all(group[1:], join)}"
    else:
        text = join_all(group, join)
    bare = PRIVATE.sub("", text)
    if is_title_start(bare):
        return Block(text, INSTRUMENT_LEVEL)
    if level := outline_level(bare):
        return Block(text, level)
    is_short = len(bare) <= 100 and len(group) <= 2 and bare[-1] not in ".;:,!?…"
    if is_short and bare[0].isalpha() and not bare[0].islower() and not LABEL.match(bare):
        letters = [sign for sign in bare if sign.isalpha()]
        if is_set_off or (len(letters) > 3 and bare == bare.upper()):
            return Block(text, PLAIN_LEVEL)
    return Block(text)


def _begins(before: Line, line: Line, group: Sequence[str], width: int, *, is_double: bool) -> bool:
    """Return whether a paragraph begins at `line`, `before` being the last line of `group`."""
    bare = PRIVATE.sub("", before.text)
    is_open = is_unfinished(bare)
    has_comma = bare.rstrip().endswith(",")
    is_short = is_open and (line.gap or line.is_cut) and len(group) <= 3
    if is_short and outline_level(PRIVATE.sub("", " ".join(group))):
        return True
    if line.is_cut:
        if not is_open:
            return True
        if has_comma:
            return line.indent >= 2 or len(bare) < width * 0.7
        return not line.text[0].islower() and line.gap > 0 and len(bare) < width * 0.5
    if not is_open and LABEL.match(line.text):
        return True
    is_apart = line.gap > 0 or (is_double and line.indent > 0)
    if is_apart and is_open and not has_comma and line.text[0].islower():
        return False
    return is_apart


def _is_head_line(line: Line, before: Line, width: int) -> bool:
    """Return whether a line is the head of an article or chapter; a full line before goes on."""
    if not line.text[0].isupper() and line.text[0] != "§":
        return False
    head = read_article(line.text) or read_chapter(line.text)
    if head is None or not is_head(line.text, head, is_heading=False):
        return False
    is_over = not is_unfinished(before.text) or before.text[-1] == ")"
    return line.gap > 0 or is_over or len(before.text) < width * 0.7


def _is_after_head(line: Line, group: Sequence[str], width: int) -> bool:
    """Return whether a line stands after the head of an article and is no more of its title."""
    if len(group) > _TITLE_LINES:
        return False
    text = PRIVATE.sub("", group[0])
    head = read_article(text) or read_chapter(text)
    if head is None or not is_head(text, head, is_heading=False):
        return False
    if line.gap or LABEL.match(line.text):
        return True
    is_whole = head.body == len(text) or len(group[-1]) < width * 0.75
    return is_whole and not line.text[0].islower()


def _single_spaced(lines: Sequence[Line]) -> tuple[list[Line], bool]:
    """Return the lines without the empty line that double spacing puts after each.

    Double spacing shows in sentences that run on across empty lines; the paragraphs of a
    preamble, each ending with a comma, are none. In double spacing a line that follows without
    an empty one stands on a new page.
    """
    close = spaced = 0
    for before, line in pairwise(lines):
        goes_on = line.text[0].islower() and before.text[-1] != "," and is_unfinished(before.text)
        if goes_on and not read_article(before.text):
            spaced += line.gap == 1
            close += line.gap == 0
    if spaced <= 2 * close or spaced < 3:
        return list(lines), False
    single = [
        Line(line.text, line.indent, max(0, line.gap - 1), line.pages, line.is_cut or not line.gap)
        for line in lines
    ]
    return single, True


def _width(lines: Iterable[Line]) -> int:
    """Return the usual length of a full line, in characters."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[len(lengths) * 9 // 10] if lengths else 0
