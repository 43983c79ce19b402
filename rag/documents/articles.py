"""The heads of articles and of the chapters over them, in six languages."""

import re
from dataclasses import dataclass

_MARKS = "[\ue000-\uf8ff]*"
_SUFFIX = r"bis|ter|quater|quinquies|sexies|septies|octies|novies|decies"
_ARTICLE = re.compile(
    rf"{_MARKS}(?:(?:статья|ст\.|article|art\.|art(?=\s)|artikel|art[ií]culo|articolo)\s*|(?P<sign>§)\s?)"
    r"(?:(?P<number>\d{1,4})(?:[.‑-](?P<sub>\d{1,2})(?![\d/]))?(?P<raised>[¹²³⁴⁵⁶⁷⁸⁹]*)"
    r"(?:\s?[º°ª]|er\b|re\b|ro\b)?"
    rf"(?:[\s‑-]?(?P<suffix>{_SUFFIX})\b|(?P<letter>[a-z])(?![\w)]))?"
    r"|(?P<roman>[IVXLC]{1,7})\b"
    r"|(?P<first>premier|première|primero|primo|unique|[uú]nico|первая|erste[rs]?)\b)"
    r"(?![\d/])",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[\s.:°º—–‑*-]*")
_FIRST = re.compile(r"1\.\s|\(1\)\s")  # the first paragraph stands in the line of the head
_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LONGEST_TITLE = 250

# What encloses what, from the widest: level, key, and the word in each language.
_DIVISIONS = (
    (10, "book", "book|livre|buch|libro|книга"),
    (11, "part", "part|partie|teil|parte|часть"),
    (12, "title", "title|titre|titel|titolo|t[ií]tulo|раздел"),
    (13, "ch", "chapter|chapitre|kapitel|capo|cap[ií]tulo|глава"),
    (14, "sec", "section|abschnitt|sezione|secci[oó]n|параграф"),
    (15, "subsec", "subsection|sous-section|unterabschnitt|подраздел"),
)
_CHAPTER = tuple(
    (
        level,
        key,
        re.compile(
            rf"{_MARKS}(?:{words})\s+(?:(?P<number>\d{{1,3}}(?:\.\d{{1,2}})?)[a-z]?|(?P<roman>[IVXLC]{{1,7}}))"
            r"(?![\w/])",
            re.IGNORECASE,
        ),
    )
    for level, key, words in _DIVISIONS
)


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a text that names an article or a chapter.

    `number` is canonical (`127.1`, `3bis`, `2` for `II`); `level` orders chapters, 0 for an
    article; `key` is its part of a unit's key (`art127-1`, `ch2`). `end` is where the number
    ends, `body` where the words after it begin. `sign`: an article under `§`.
    """

    number: str
    key: str
    level: int
    end: int
    body: int
    sign: str = ""


def read_article(text: str) -> Head | None:
    """Return the head of an article at the beginning of a text, as `Статья 127.1. Торговля`."""
    match = _ARTICLE.match(text) if _may_begin(text) else None
    if match is None:
        return None
    if match["roman"]:
        number = str(roman_value(match["roman"].upper()))
        if not match["roman"].isupper():
            return None
    else:
        number = str(int(match["number"])) if match["number"] else "1"
    sub = match["sub"] or (match["raised"] or "").translate(_RAISED)
    number += (f".{int(sub)}" if sub else "") + (match["suffix"] or match["letter"] or "").lower()
    key = f"art{number}".replace(".", "-")
    end = match.end()
    return Head(number, key, 0, end, _body(text, end), "§" if match["sign"] else "")


def read_chapter(text: str) -> Head | None:
    """Return the head of a book, part, title, chapter or section, as `ГЛАВА II`."""
    for level, key, pattern in _CHAPTER if _may_begin(text) else ():
        match = pattern.match(text)
        if match:
            roman = match["roman"] or ""
            number = match["number"] or str(roman_value(roman.upper()))
            if roman.islower():
                return None
            end = match.end()
            whole = f"{key}{number}".replace(".", "-")
            return Head(number, whole, level, end, _body(text, end))
    return None


def is_head(text: str, head: Head, *, is_heading: bool) -> bool:
    """Return whether the words after a head show that it is one, not the start of a sentence.

    `Article 5` alone, `Статья 5. Название`, `ARTICULO 1º— Objeto` are heads in any paragraph;
    `Article 5 Prohibition of slavery` in one without a full stop; `Article 5 of the Protocol`
    in none.
    """
    body = text[head.body :]
    if not body or is_heading:
        return True
    if text[head.end : head.body].strip() or "\n" in text[head.end : head.body]:
        return not body[0].islower()
    if _FIRST.match(body):
        return True
    is_capital = body[0].isupper() or body[0] in '(«“"'
    return is_capital and len(text) <= _LONGEST_TITLE and text[-1] not in ".;:,!?"


def split_head(text: str, head: Head, *, is_heading: bool) -> tuple[str, str]:
    """Return the head with its title, and the text that runs on behind it, "" if none does."""
    body = text[head.body :]
    is_title = len(body) <= _LONGEST_TITLE and body[-1:] not in ".;:,"
    is_title = is_title or (is_heading and len(body) <= _LONGEST_TITLE // 2)
    return (text, "") if not body or is_title else (text[: head.body].rstrip(), body)


def roman_value(numeral: str) -> int:
    """Return the value of a Roman numeral in capitals."""
    values = [_ROMAN_DIGITS[sign] for sign in numeral]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def _may_begin(text: str) -> bool:
    """Return whether a text begins as heads do, with a capital or `§`, marks aside."""
    first = text[:1]
    if "\ue000" <= first <= "\uf8ff":
        first = text.lstrip("\ue000")[:1]
    return first.isupper() or first == "§" or "\ue000" <= first <= "\uf8ff"


def _body(text: str, end: int) -> int:
    match = _SEPARATOR.match(text, end)
    return match.end() if match else end
