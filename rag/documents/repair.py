"""Words broken by printing: at a line's end, by a lost glyph, by a stray space."""

import re
from collections.abc import Callable
from functools import cache

_WORD = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_PART = re.compile(r"([^\W\d_]+)-$")
_LONGEST_PART = 60  # characters of a word before the hyphen; a paragraph may be long
_FIRST_PART = re.compile(r"[^\W\d_]+")
# In fonts that lose the capital Д, the letter о is printed in its place.
_LOST_CAPITAL = re.compile(r"\bо(?=[а-яё]{3,}\b)|(?<=[А-ЯЁ]{2})о(?=[а-яё]{0,3}\b)")
_IN_CAPITALS = re.compile(r"[А-ЯЁ][А-ЯЁ]о")  # a search for `{2}` takes twice the time
_LOWER_WORD = re.compile(r"\b[а-яё]{3,}\b")
_SPLIT_WORD = re.compile(r"\b([а-яё]{3,}) ([а-яё]{3,})\b")
_IS_CYRILLIC = re.compile(r"[а-яё]")


def hyphen_joiner(raw: str, language: str) -> Callable[[str, str], str]:
    """Return a function that joins a line to the text before it.

    A hyphen at the line's end goes if the joined word is one (a Russian dictionary, or the rest
    of the document, knows it) and stays if it is part of the word: `государства-участники`,
    `20-я`. Between other lines stands one space.
    """
    words: set[str] = set()

    def join(left: str, right: str) -> str:
        if not left.endswith("-") or left.endswith(" -"):
            return f"{left} {right}"
        head, tail = _LAST_PART.search(left[-_LONGEST_PART:]), _FIRST_PART.match(right)
        if head is None or tail is None or not tail[0].islower():
            return left + right
        if not words:
            words.update(_HYPHENATED.findall(" ".join(set(raw.lower().split()))))
        before, after = head[1].lower(), tail[0].lower()
        if f"{before}-{after}" in words:
            return left + right
        if before + after in words:
            return left[:-1] + right
        if language == "ru":
            is_compound = not _is_word(before + after) and (
                _is_word(before) or len(before) < 3 or _is_word(after)
            )
            return left + right if is_compound else left[:-1] + right
        return left[:-1] + right

    return join


def repair_letters(text: str, language: str) -> str:
    """Return a Russian text with lost capitals and split words restored.

    Only where the result is a dictionary word and the input is not: `оетский` becomes
    `Детский`, `СПИоу` `СПИДу`, `заинтере сованным` `заинтересованным`. Other languages are
    returned as they are.
    """
    if language != "ru":
        return text
    unknown = {word for word in _LOWER_WORD.findall(text) if not _is_word(word)}
    if any(word[0] == "о" for word in unknown) or _IN_CAPITALS.search(text):
        text = _LOST_CAPITAL.sub(_restore_capital, text)
    at = 0 if unknown else len(text)
    while match := _SPLIT_WORD.search(text, at):
        first, second = match[1], match[2]
        is_split = not (_is_word(first) and _is_word(second)) and _is_word(first + second)
        if is_split:
            text = text[: match.end(1)] + text[match.start(2) :]
        at = match.end(1)
    return text


def _restore_capital(match: re.Match[str]) -> str:
    text = match.string
    start, end = match.start(), match.end()
    while start and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    found = text[start:end]
    restored = text[start : match.start()] + "Д" + text[match.end() : end]
    return "Д" if not _is_word(found) and _is_word(restored) else match[0]


@cache
def _is_word(word: str) -> bool:
    return _dictionary()(word.lower())


@cache
def _dictionary() -> Callable[[str], bool]:
    """Return the look-up in the Russian dictionary, which loads on the first call."""
    import pymorphy3  # type: ignore[import-untyped]

    is_known: Callable[[str], bool] = pymorphy3.MorphAnalyzer(lang="ru").word_is_known
    return is_known
