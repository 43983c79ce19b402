"""Blocks of a law or treaty to one block per article head, paragraph and list item."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.documents.articles import Head, is_head, read_article, read_chapter, split_head
from rag.documents.marks import PRIVATE
from rag.documents.paragraphs import (
    ARTICLE_LEVEL,
    CHAPTER_LEVELS,
    INSTRUMENT_LEVEL,
    LABEL,
    PLAIN_LEVEL,
    ROMAN_LEVEL,
    Block,
    outline_level,
)
from rag.documents.runs import split_run

_ROMAN = re.compile(r"[\ue000-\uf8ff]*[IVXLC]{1,7}\.?")
_QUOTES = '“„«"'
_ANNEX = re.compile(
    r"(?:приложение|annex|annexe|anlage|anhang|anexo|allegato)(?:\s+(?:№\s*)?[\dIVX]{1,4}|\s+[A-ZА-Я])?\W*",
    re.IGNORECASE,
)
# A label and the first label of the list below it: `a) i) The conversion`.
_TWO_LABELS = re.compile(r"(\(?[^\W_]{1,3}[.)])\s+(\(?[ia1а]\)\s.*)", re.DOTALL)
_NUMBER_ALONE = re.compile(r"\(\d{1,3}\)")
_CHAPTER_BEHIND = re.compile(r"(?<=[.:;]) ([IVX]{1,5}\. [^\W\d_a-z][^.;:]{3,100})$")
_BELOW_CHAPTERS = 30
_RESTART = 3  # an article up to this number may begin a text anew, the first being lost
_GAP, _HEADING_GAP = 5, 60  # articles that may be missing before a paragraph, a heading
_LEAST_CONTENTS = 4  # articles without text, one after another, are a table of contents
_TITLE_LENGTH = 120
_MOST_TITLE_LINES = 4


def shape_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the parts of a law apart; a text without articles stays as it is.

    The head of an article or chapter is a heading of its own level, its title in a second line
    of it. Text that runs on behind a head, and each item of a list set in one paragraph, is a
    block. Where articles are numbered anew, the title above them begins an annexed text.
    """
    shaped = _without_contents(_find_heads(blocks))
    if not any(block.level == ARTICLE_LEVEL for block in shaped):
        return [_annex(block) for block in blocks]
    return _find_annexes(_join_titles(_split_runs(shaped)))


def _find_heads(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with article and chapter heads as headings."""
    shaped: list[Block] = []
    last = 0
    for at, block in enumerate(blocks):
        article = read_article(block.text)
        if article and _is_article(block, article, last):
            last = _base(article)
            head, rest = split_head(block.text, article, is_heading=block.level > 0)
            shaped.append(Block(head, ARTICLE_LEVEL))
            shaped += [Block(rest)] if rest else []
        elif (chapter := read_chapter(block.text)) and _is_chapter(block, chapter):
            shaped.append(replace(block, level=chapter.level))
        elif _is_roman(block, blocks[at + 1] if at + 1 < len(blocks) else None):
            shaped.append(replace(block, level=ROMAN_LEVEL))
        elif block.text[0] in _QUOTES and read_article(block.text[1:]):
            shaped.append(replace(block, level=0))  # quoted by a law that amends another
        elif last and PLAIN_LEVEL < block.level < CHAPTER_LEVELS.start:
            shaped.append(_annex(replace(block, level=_BELOW_CHAPTERS)))
        else:
            shaped.append(_annex(block))
    return shaped


def _without_contents(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with a table of contents, heads without text, as plain paragraphs."""
    numbered = [
        (at, head.key)
        for at, block in enumerate(blocks)
        if block.level == ARTICLE_LEVEL and (head := read_article(block.text))
    ]
    last_at = {key: at for at, key in numbered}
    ends = [at for at, _ in numbered[1:]] + [len(blocks)]
    found = list(blocks)
    run: list[int] = []
    for (at, key), end in zip(numbered, ends, strict=False):
        is_empty = last_at[key] > at and not any(_is_text(block) for block in blocks[at + 1 : end])
        run = [*run, at] if is_empty else []
        if len(run) >= _LEAST_CONTENTS:
            for place in range(run[0], end):
                found[place] = replace(blocks[place], level=0)
    return found


def _is_text(block: Block) -> bool:
    return not block.level and (len(block.text) > _TITLE_LENGTH or block.text[-1] in ".;:")


def _annex(block: Block) -> Block:
    """Return the heading of an annex at the level of a text of its own."""
    text = PRIVATE.sub("", block.text)
    is_annex = _ANNEX.fullmatch(text) and text[0].isupper() and text[-1] not in ".,;"
    return replace(block, level=INSTRUMENT_LEVEL) if is_annex else block


def _is_article(block: Block, head: Head, last: int) -> bool:
    """Return whether a block begins an article whose number fits behind the last."""
    if not is_head(block.text, head, is_heading=block.level > 0):
        return False
    number = _base(head)
    most = last + (_HEADING_GAP if block.level else _GAP)
    return number <= _RESTART or last <= number <= most or (block.level > 0 and not last)


def _base(head: Head) -> int:
    """Return the number of an article without what was inserted behind it: 127 for `127.1`."""
    digits = re.match(r"\d+", head.number)
    return int(digits[0]) if digits else 0


def _is_chapter(block: Block, head: Head) -> bool:
    is_short = len(block.text) <= 2 * _TITLE_LENGTH and block.text[-1] not in ";:,"
    return is_short and is_head(block.text, head, is_heading=block.level > 0)


def _is_roman(block: Block, following: Block | None) -> bool:
    """Return whether a block is `II` set as a heading, or `II. Title` before an article."""
    if block.level:
        return _ROMAN.fullmatch(block.text) is not None
    if following is None or outline_level(block.text) != ROMAN_LEVEL:
        return False
    return len(block.text) <= _TITLE_LENGTH and read_article(following.text) is not None


def _split_runs(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the paragraphs of articles cut into numbers and items."""
    parts: list[Block] = []
    in_article = False
    for at, block in enumerate(blocks):
        in_article = in_article or block.level == ARTICLE_LEVEL
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if block.level:
            parts.append(block)
            continue
        text, chapter = block.text, ""
        if following and following.level == ARTICLE_LEVEL and (m := _CHAPTER_BEHIND.search(text)):
            text, chapter = text[: m.start()], m[1]
        for part in split_run(text) if in_article else [text]:
            two = _TWO_LABELS.fullmatch(part) if in_article else None
            parts += [Block(two[1]), Block(two[2])] if two else [Block(part)]
        parts += [Block(chapter, ROMAN_LEVEL)] if chapter else []
    return _join_numbers(parts)


def _join_numbers(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with a number that stands alone, `(1)`, before the text that it numbers."""
    joined: list[Block] = []
    for block in blocks:
        is_alone = joined and not joined[-1].level and _NUMBER_ALONE.fullmatch(joined[-1].text)
        if is_alone and not block.level and not LABEL.match(block.text):
            joined[-1] = Block(f"{joined[-1].text} {block.text}")
        else:
            joined.append(block)
    return joined


def _join_titles(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the title that follows a head as its second line."""
    joined: list[Block] = []
    n_lines = 0
    for at, block in enumerate(blocks):
        head = joined[-1] if joined else None
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if head and _takes_title(head) and _is_title(head, block, following, n_lines):
            between = "\n" if _is_bare(head) else " "
            joined[-1] = Block(head.text + between + block.text, head.level)
            n_lines += 1
        else:
            joined.append(block)
            n_lines = 0
    return joined


def _takes_title(block: Block) -> bool:
    return (
        block.level == ARTICLE_LEVEL
        or block.level in CHAPTER_LEVELS
        or (block.level == ROMAN_LEVEL)
    )


def _is_bare(block: Block) -> bool:
    head = read_article(block.text) or read_chapter(block.text)
    return head.body == len(block.text) if head else _ROMAN.fullmatch(block.text) is not None


def _is_title(head: Block, block: Block, following: Block | None, n_lines: int) -> bool:
    """Return whether a block is the title of the head before it, or goes on with it."""
    if block.level == ARTICLE_LEVEL or block.level in CHAPTER_LEVELS or following is None:
        return False
    text = PRIVATE.sub("", block.text)
    if block.level:
        return _is_bare(head) and block.level != ROMAN_LEVEL and len(text) <= 2 * _TITLE_LENGTH
    if len(text) > _TITLE_LENGTH or text[-1] in ".;:,!?" or LABEL.match(text):
        return False
    if _is_bare(head):
        return (text[0].isupper() or text[0] in '(«“"') and not following.level
    # A title broken over lines goes on: more of it, or numbered text, must follow.
    is_more = n_lines > 0 and not following.level
    return n_lines < _MOST_TITLE_LINES and (is_more or LABEL.match(following.text) is not None)


def _find_annexes(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the titles of texts whose articles begin again at 1 as annexes."""
    found = list(blocks)
    since = last = 0
    for at, block in enumerate(blocks):
        if block.level != ARTICLE_LEVEL or not (head := read_article(block.text)):
            continue
        number = _base(head)
        if number == 1 and last and not head.number[1:]:
            for above in range(at - 1, since, -1):
                if _is_text_title(blocks[above]):
                    found[above] = replace(blocks[above], level=INSTRUMENT_LEVEL)
                    break
        last, since = number, at
    return found


def _is_text_title(block: Block) -> bool:
    """Return whether a block may be the title of a whole text: a heading, or in capitals."""
    if block.level:
        return block.level < CHAPTER_LEVELS.start or block.level == _BELOW_CHAPTERS
    text = PRIVATE.sub("", block.text)
    is_shouted = text == text.upper() and text[0].isalpha() and text[-1] not in ".;:,"
    return is_shouted and 10 <= len(text) <= 2 * _TITLE_LENGTH
