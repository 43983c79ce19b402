"""What a heading is: a decision, an annex, a chapter, an article, or a title; its name and key."""

import re

from rag.documents.articles import read_article, read_chapter
from rag.documents.labels import Wording
from rag.documents.ordinals import key_ordinal, read_ordinal
from rag.documents.paragraphs import (
    ARTICLE_LEVEL,
    CAPITAL_LEVEL,
    CHAPTER_LEVELS,
    INSTRUMENT,
    INSTRUMENT_LEVEL,
    PLAIN_LEVEL,
    ROMAN_LEVEL,
    is_title_start,
)
from rag.documents.units import Node

_PREAMBLE = re.compile(
    r"(?:преамбула|preamble|préambule|präambel|preambolo|preámbulo|preambulo)\W*", re.IGNORECASE
)
_RESOLUTION = re.compile(r"рез|r[eé]s|ris", re.IGNORECASE)
_ANNEX_NUMBER = re.compile(r"[^\W\d_]+\s+(?:№\s*)?(\d{1,3}|[IVX]{1,5})\W*$")
_OUTLINE = re.compile(r"([^\W\d_]{1,7})(?:\.|\s|$)")
_LONGEST_NAME = 60


def name_heading(node: Node, text: str, scope: Node, wording: Wording) -> None:
    """Give a heading's section its kind, its name in labels and its part of the key.

    `scope` is the decision or annex in which the heading stands, or the document.
    """
    instrument = INSTRUMENT.match(text) if node.level == INSTRUMENT_LEVEL else None
    if instrument:
        kind = "res" if _RESOLUTION.match(text) else "dec"
        node.name, node.key = instrument[0], f"{kind}{instrument[1]}"
        node.is_scope = node.is_instrument = True
    elif node.level == INSTRUMENT_LEVEL and not is_title_start(text):
        annexed = _ANNEX_NUMBER.match(text)
        node.name, node.is_scope = _shortened(text), True
        node.key = f"anx{annexed[1]}" if annexed else "anx#"
    elif node.level == PLAIN_LEVEL and scope.is_instrument:
        node.name, node.key, node.is_scope = text[0].lower() + text[1:], "anx#", True
    elif node.level == ARTICLE_LEVEL and (article := read_article(text)):
        form = f"{article.sign} {{}}" if article.sign else wording.article.article
        node.name, node.key, node.is_article = form.format(article.number), article.key, True
    elif node.level in CHAPTER_LEVELS and (chapter := read_chapter(text)):
        node.kind, node.key = "heading", chapter.key
        words = text[: chapter.end]
        word, number = words.rsplit(None, 1)
        node.name = f"{word.capitalize()} {number}"
    else:
        node.kind = "heading"
        node.key = _outline_key(node.level, text)
        node.name = wording.section.format(text.replace("\n", ". "))
        if is_preamble(text):
            node.name, node.key = wording.preamble, "pre#"


def is_preamble(text: str) -> bool:
    """Return whether a heading says no more than that the preamble follows."""
    return _PREAMBLE.fullmatch(text) is not None


def _shortened(text: str) -> str:
    """Return the first words of a long title, with the sign of an omission."""
    line = text.replace("\n", " ")
    if len(line) <= _LONGEST_NAME:
        return line
    return f"{line[:_LONGEST_NAME].rsplit(' ', 1)[0].rstrip(' ,;')} …"


def _outline_key(level: int, text: str) -> str:
    match = _OUTLINE.match(text)
    if level not in (ROMAN_LEVEL, CAPITAL_LEVEL) or match is None:
        return "h#"
    if level == ROMAN_LEVEL:
        return match[1].upper().replace("Х", "X")
    ordinal = read_ordinal(match[1])
    style = "latin" if "latin" in ordinal else "cyrillic"
    return key_ordinal(style, ordinal[style]).upper() if style in ordinal else "h#"
