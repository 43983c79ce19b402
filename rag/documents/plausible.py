"""Whether letters make words: tells text from garbage that only looks like it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

from rag.tokens import count_tokens

_WORD = re.compile(r"[^\W\d_]{3,}")
_REPEATED = re.compile(r"(.)\1{3,}")
_SAMPLE = 200_000
_MAX_WORDS = 3_000
_FEW_WORDS = 20
LEAST = 1.95


def plausibility(text: str) -> float:
    """Return the letters per token of the distinct words of a text; 0 if it has none.

    The token vocabulary was learnt from texts in the six languages, so their words take few
    tokens: texts score 2.8 to 6.6 (a list of names 2.2), letters of a wrong encoding or of a
    font without a map to Unicode 0.6 to 1.9.
    """
    return _letters_per_token(_words(text))


def is_plausible(text: str, least: float = LEAST) -> bool:
    """Return whether a text may be one of the six languages; too few words are given the doubt.

    A script that none of the six uses cannot be judged, and passes: see `foreign_share`.
    """
    words = _words(text)
    if len(words) < _FEW_WORDS or foreign_share(text) > 0.5:
        return True
    return _letters_per_token(words) >= least


def foreign_share(text: str) -> float:
    """Return the share of letters that are neither Latin nor Cyrillic, in [0, 1]."""
    sample = text[:_SAMPLE]
    foreign = [sign for sign in set(sample) if sign.isalpha() and _is_foreign(sign)]
    if not foreign:
        return 0.0
    counts = Counter(sample)
    n_letters = sum(n for sign, n in counts.items() if sign.isalpha())
    return sum(counts[sign] for sign in foreign) / n_letters


@cache
def _is_foreign(letter: str) -> bool:
    name = unicodedata.name(letter, "")
    return not name.startswith(("LATIN", "CYRILLIC", "MASCULINE", "FEMININE"))


def _letters_per_token(words: Sequence[str]) -> float:
    return sum(map(len, words)) / count_tokens(" ".join(words)) if words else 0.0


def _words(text: str) -> list[str]:
    distinct = dict.fromkeys(_WORD.findall(text[:_SAMPLE].lower()))
    found = (_REPEATED.sub(r"\1", word) for word in distinct)
    return list(dict.fromkeys(word for word in found if len(word) > 2))[:_MAX_WORDS]
