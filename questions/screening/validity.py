"""Whether a message holds words at all, or a cat has walked over the keyboard."""

import re
from functools import lru_cache

from questions.screening.folding import KEPT, bare, plain

_NO_WORDS = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)[#@]\w+|\[[a-z]{2,9}\]")
_WORD = re.compile(r"[^\W\d_]+")
_REPEATED = re.compile(r"(.{1,8}?)\1+")
_VOWEL = re.compile(r"[aeiouyаеиоуыэюяєії]")
_NO_VOWELS = re.compile(r"[^aeiouyаеиоуыэюяєії]{6,}")
_ROWS = "qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn йцукенгшщзхъ "
_ROWS += "фывапролджэ ячсмитьбю"
_KEYS = bare(_ROWS + " " + _ROWS[::-1])
_EMPTY = {"test", "testing", "тест", "проверка", "prueba", "prova", "essai"}
# Words that lie on one row of the keyboard.
_ROW_WORDS = {"wert", "were", "tree", "type", "poire", "пол", "рол"}
MASHED = 0.6
LONGEST_WORD = 80  # letters


def is_invalid(text: str) -> bool:
    """Return True for a message without words: nothing, digits, signs, links, tags, mashed keys.

    A placeholder of what was redacted is no word.
    """
    words = _WORD.findall(_NO_WORDS.sub(" ", plain(text)))
    n_letters = sum(map(len, words))
    if n_letters < 2 or (len(words) == 1 and words[0].lower() in _EMPTY):
        return True
    return sum(len(word) for word in words if _is_mashed(word)) >= MASHED * n_letters


@lru_cache(maxsize=KEPT)
def _is_mashed(word: str) -> bool:
    if word.isupper() and len(word) < 8:  # an abbreviation
        return False
    word = bare(word)
    if word in _ROW_WORDS or len(word) < 2:
        return False
    if len(word) > LONGEST_WORD:
        return True
    if len(set(word)) == 1:
        return True
    is_unvoiced = len(word) > 2 and not _VOWEL.search(word)
    is_row = len(word) > 3 and _on_rows(word) >= 0.75 * len(word)
    repeated = _REPEATED.fullmatch(word)
    is_chant = bool(repeated) and len(word) > 5 and len(repeated[1]) > 2 if repeated else False
    return is_unvoiced or is_row or is_chant or bool(_NO_VOWELS.search(word))


def _on_rows(word: str) -> int:
    """Return how many letters lie in runs of three or more neighbours on a row of keys."""
    covered = {
        position
        for start in range(len(word) - 2)
        if word[start : start + 3] in _KEYS
        for position in range(start, start + 3)
    }
    return len(covered)
