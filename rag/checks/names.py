"""Names: acronyms for what they stand for, and names of one alphabet in another."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rag.checks.reading import Token

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer  # type: ignore[import-untyped]

_LEAST = 3
_ALIKE = 0.75
_PROPER = ("Name", "Surn", "Patr", "Geox", "Orgn")
_ACRONYMS = (
    "оон un onu uno vn",
    "обсе osce osze",
    "упн unodc onudd",
    "мот ilo oit iao",
    "мом iom oim",
    "ес eu ue",
    "нпо ngo ong nro",
    "бдипч odihr oidhr",
    "юнисеф unicef",
    "снг cis cei gus",
)
_SOUNDS = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch . y . e iu ia"
_LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _SOUNDS.split(), strict=True))
_SAME_SOUND = (("[ckq]+h?", "k"), ("w", "v"), ("ph", "f"), ("[yj]", "i"), ("(.)\\1", "\\1"))


def is_proper(word: str, language: str) -> bool:
    """True for a Russian word that is a name of a person, place or body, and for no other."""
    return language == "ru" and any(
        parse.is_known and any(mark in parse.tag for mark in _PROPER)
        for parse in _analyser().parse(word)[:1]
    )


def is_acronym_of(token: Token, evidence: Sequence[Token]) -> bool:
    """True for an acronym of words in a row, or for one of what another language has another."""
    word = token.word
    if not token.is_acronym:
        return False
    if any(
        word in group.split() and other.is_acronym and other.word in group.split()
        for group in _ACRONYMS
        for other in evidence
    ):
        return True
    initials = "".join(other.word[0] for other in evidence if other.is_content)
    return len(word) >= _LEAST and word in initials


def sounds_like(token: Token, other: Token) -> bool:
    """True where two names of different languages are written for the same sounds."""
    if token.language == other.language or not other.is_content or len(token.word) < _LEAST:
        return False
    one, two = _sounds(token.word), _sounds(other.word)
    is_alike = SequenceMatcher(None, one, two).ratio() >= _ALIKE
    return is_alike and abs(len(one) - len(two)) <= _LEAST - 1


@lru_cache(maxsize=10_000)
def _sounds(word: str) -> str:
    sounds = "".join(_LATIN.get(letter, letter) for letter in word).replace(".", "")
    for pattern, sound in _SAME_SOUND:
        sounds = re.sub(pattern, sound, sounds)
    return sounds


@cache
def _analyser() -> "MorphAnalyzer":
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")
