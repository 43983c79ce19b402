"""Markdown to blocks and footnotes: its marks become structure and plain text."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.documents.footnotes import RULE, Note, is_unfinished
from rag.documents.lines import Line, normalise
from rag.documents.marks import MAX_NOTE, PAGE, PRIVATE, note_mark
from rag.documents.paragraphs import (
    INSTRUMENT_LEVEL,
    LABEL,
    Block,
    is_title_start,
    join_all,
    outline_level,
)

_HEADING_LEVEL = 2  # less one, that of `#`
_BOLD_LEVEL = 9
_HEADING = re.compile(r"(#{2,6}|#(?=\s))\s*([^#\s].*?)\s*#*")
_DASHES = re.compile(r"(?:[-*_]\s*){3,}")
_TABLE_RULE = re.compile(r"[\s:|]*-[\s:|-]*")
_ITEM = re.compile(r"(?:[-*+]\s+|(?=\d{1,3}[.)](?:\s|$))|(?=\(?[^\W\d_]{1,4}\)\s?\S))")
_BULLET = re.compile(r"[-*+]\s+")
_CONTENTS = re.compile(r"[-*+\d.)\s]*\[[^\]]*\]\(#[^)]*\)[\s.\d]*")
_NOTE = re.compile(r"(?:<sup>\s*(\d{1,4})\s*</sup>|\[\^(\d{1,4})\]:)\s*(?=\S)")
_REFERENCE = re.compile(r"\s*(?:<sup>\s*(\d{1,4})\s*</sup>|\[\^(\d{1,4})\])")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BOLD = re.compile(r"(?:\*\*|__)(?:(?!\*\*|__).)+(?:\*\*|__)", re.DOTALL)
_INLINE = (
    ("![", re.compile(r"!\[([^\[\]]{0,500})\]\([^()]{0,2000}\)"), r"\1"),
    ("](", re.compile(r"\[([^\[\]]{1,500})\]\([^()\s]{0,2000}(?: \"[^\"]{0,200}\")?\)"), r"\1"),
    ("<", re.compile(r"<((?:https?|mailto):[^>\s]+)>"), r"\1"),
    ("<", re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--[^>]{0,2000}-->"), ""),
    ("**", re.compile(r"(?<!\\)\*\*(.{1,2000}?)(?<!\\)\*\*"), r"\1"),
    ("__", re.compile(r"(?<![\w\\])__(.{1,2000}?)__(?!\w)"), r"\1"),
    ("*", re.compile(r"(?<![\w\\*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    ("_", re.compile(r"(?<![\w\\])_(?=\S)([^_]+?)(?<=\S)_(?!\w)"), r"\1"),
    ("`", re.compile(r"(?<!\\)`([^`]+)`"), r"\1"),
    ("\\", re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])"), r"\1"),
)  # fmt: skip
_ENTITY = re.compile(r"&(?:#\w{1,16}|[^\s<&#;]{1,32});?")
_SPACE = re.compile(r"\s")
_FRONT_MATTER = 80
_YAML = re.compile(r"[\w-]+:(?:\s|$)|-\s|#")
_SIGNS = ("#", "**", "<sup>", "](", "[^")
_LOOKS_LIKE = re.compile(
    r"^#{1,6} \S|\*\*\S[^*\n]*\*\*|<sup>\d|\]\((?:https?:|#)|^\[\^\d+\]:", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Marked:
    """The blocks of a Markdown text and its footnotes, in order, and its title as YAML gives it."""

    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    title: str = ""


def is_markdown(source: str, raw: str) -> bool:
    """Return whether a file is Markdown, by its name or by several marks in its text."""
    if source.lower().endswith((".md", ".markdown")):
        return True
    start = raw[:200_000]
    return any(sign in start for sign in _SIGNS) and len(_LOOKS_LIKE.findall(start)) >= 3


def read_blocks(lines: Sequence[Line], join: Callable[[str, str], str]) -> Marked:
    """Return the headings, paragraphs, list items and footnotes of a Markdown text.

    A paragraph that stops in mid-sentence before one that begins in lower case (a page's end)
    is joined to it, over the footnotes between them. Tables of contents are left out.
    """
    texts: list[Block] = []
    notes: list[Note] = []
    n_front = _front_matter(lines)
    chunks = _chunks(lines[n_front:])
    referred = _referred(chunks)
    for chunk in chunks:
        note = _NOTE.match(chunk[0].text)
        if note and int(note[1] or note[2]) <= MAX_NOTE and (note[2] or int(note[1]) in referred):
            first = Line(_plain(chunk[0].text[note.end() :]))
            rest = [Line(_plain(line.text)) for line in chunk[1:]]
            notes.append(Note(int(note[1] or note[2]), (first, *rest)))
            continue
        texts.append(_block(chunk, join))
    numbers = {note.number for note in notes}
    blocks: list[Block] = []
    for block in texts:
        before = blocks[-1] if blocks else None
        text = block.text
        if not (before and not before.level and _is_open(before.text)):
            text = _REFERENCE.sub(_raised, text, count=1) if _REFERENCE.match(text) else text
        text = _plain(_REFERENCE.sub(lambda m: _reference(m, numbers), text))
        if not text.strip():
            continue
        if before and not before.level and not block.level and _goes_on(before.text, text):
            blocks[-1] = Block(join(before.text, text))
        else:
            blocks.append(Block(text, block.level))
    return Marked(tuple(blocks), tuple(notes), _front_title(lines[:n_front]))


def _front_matter(lines: Sequence[Line]) -> int:
    """Return the number of lines of the YAML block with which a file may begin."""
    if not lines or lines[0].text != "---":
        return 0
    for at, line in enumerate(lines[1:_FRONT_MATTER], start=1):
        if line.text == "---":
            return at + 1
        if not _YAML.match(line.text) and not line.indent:
            break
    return 0


def _front_title(lines: Sequence[Line]) -> str:
    """Return the title in a YAML block, "" if it names none on one line."""
    for line in lines:
        key, _, value = line.text.partition(":")
        if key == "title":
            return _plain(value.strip().strip("\"'")) if value.strip(" >|-") else ""
    return ""


def _referred(chunks: Sequence[Sequence[Line]]) -> set[int]:
    """Return the numbers set high within a paragraph; at its start such a number may count it."""
    found: set[int] = set()
    for chunk in chunks:
        for at, line in enumerate(chunk):
            for match in _REFERENCE.finditer(line.text):
                if at or match.start():
                    found.add(int(match[1] or match[2]))
    return found


def _chunks(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of each heading, paragraph and list item."""
    chunks: list[list[Line]] = []
    is_new = True
    for line in lines:
        text = line.text
        is_rule = _DASHES.fullmatch(text) or RULE.fullmatch(text)
        if is_rule or _TABLE_RULE.fullmatch(text) or _CONTENTS.fullmatch(text):
            is_new = True
            continue
        is_heading = _HEADING.fullmatch(text) is not None
        is_row = text.startswith("|")
        starts = is_heading or is_row or line.gap > 0 or _NOTE.match(text) or _ITEM.match(text)
        if is_new or starts:
            chunks.append([line])
        else:
            chunks[-1].append(line)
        is_new = (
            is_heading or is_row or (len(chunks[-1]) == 1 and _BOLD.fullmatch(text) is not None)
        )
    return chunks


def _block(chunk: list[Line], join: Callable[[str, str], str]) -> Block:
    """Return the block of a chunk, inline marks still in its text."""
    text = chunk[0].text
    pages = PAGE * sum(line.pages for line in chunk)
    if heading := _HEADING.fullmatch(text):
        text = heading[2]
        bare = _plain(text)
        level = outline_level(bare) or len(heading[1]) + _HEADING_LEVEL
        return Block(pages + text, INSTRUMENT_LEVEL if is_title_start(bare) else level)
    if text.startswith("|"):
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        return Block(pages + "; ".join(cell for cell in cells if cell))
    text = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
    text = join_all([text, *(line.text for line in chunk[1:])], join)
    bare = _plain(text)
    is_bold = _BOLD.fullmatch(text.strip()) is not None and len(bare) <= 250
    if is_bold and bare and bare[-1] not in ".;:,":
        if is_title_start(bare):
            return Block(pages + text, INSTRUMENT_LEVEL)
        if level := outline_level(bare):
            return Block(pages + text, level)
        if not LABEL.match(bare):
            return Block(pages + text, _BOLD_LEVEL)
    return Block(pages + text)


def _is_open(before: str) -> bool:
    return is_unfinished(before) and not before.rstrip().endswith(",")


def _goes_on(before: str, text: str) -> bool:
    """Return whether a paragraph goes on with one in lower case, or with a mark cut off from it."""
    if not _is_open(before):
        return False
    is_mark = PRIVATE.match(text) is not None and text[0] != PAGE
    return is_mark or text[0] in "¹²³⁴⁵⁶⁷⁸⁹" or (text[0].islower() and not LABEL.match(text))


def _raised(match: re.Match[str]) -> str:
    return f"{(match[1] or match[2]).translate(_SUPERSCRIPT)} "


def _reference(match: re.Match[str], numbers: set[int]) -> str:
    digits = match[1] or match[2]
    return note_mark(int(digits)) if int(digits) in numbers else digits.translate(_SUPERSCRIPT)


def _plain(text: str) -> str:
    """Return the text without inline marks; escaped signs stand for themselves."""
    for sign, pattern, replacement in _INLINE:
        if sign in text:
            text = pattern.sub(replacement, text)
    if "&" in text:
        text = _ENTITY.sub(_decode, text)
    return text.strip()


def _decode(match: re.Match[str]) -> str:
    """Return what an entity stands for, on one line and as clean as other text."""
    return _SPACE.sub(" ", normalise(html.unescape(match[0])))
