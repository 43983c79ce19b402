"""A message as the rules see it: words without accents, disguises and the commonest misspellings.

Patterns are folded by the same functions, so both sides meet in one spelling: `Pässe`, `Paesse`
and `passe` are one word, and so are `помогите`, `памагите`, `п о м о г и т е` and `пoмoгитe` with
Latin letters in it.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

BOUNDARY = "."
# Words that are kept folded: people say much the same ones.
KEPT = 1 << 13
# Letters with one sign between them; more spaces end a word.
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:(?:[ .\-_*·]| {2,4})[^\W\d_](?![^\W_])){3,}")
_WIDE = re.compile(r" {2,}")
_UNSPELT = re.compile(r"[\W_]")
_NOT = re.compile(r"n[’'`´]t\b")
# From the first sign of a row on, so that a long row is looked at once.
_SENTENCE = re.compile(r"(?<![.!?…;\n])[.!?…;\n]+(?=\s|$)|\n")
_WORD = re.compile(r"[^\W_]+(?:[@$*][^\W_]+)*|\.")
_TYPED = re.compile(r"[^\W_]+(?:['`’][^\W_]+)*|\.")
_REPEATED = re.compile(r"(.)\1+")
_LATIN_LOOK = str.maketrans("авекмнорстухіѕјԁгп", "abekmhopctyxisjdrn")
_CYRILLIC_LOOK = str.maketrans("abekmhopctyxi3", "авекмнорстухиз")
_LATIN_LEET = str.maketrans("013457@$", "oieastas")
_CYRILLIC_LEET = str.maketrans("0346@", "озчба")
_DIGRAPHS = re.compile(r"([aou])e")
_CYRILLIC = str.maketrans({"ь": "", "ъ": "", "о": "а", "э": "е", "щ": "ш"})
_SPECIAL = str.maketrans({"ß": "s", "œ": "o", "æ": "a", "ø": "o", "ł": "l", "ı": "i"})
# Longest first; what transliterations disagree on, folding makes alike.
_TRANSLITERATED = re.compile(r"shch|sch|zh|kh|ts|ch|sh|y[aou]|j[aou]|i[au](?=$)|ye|je|['`’]|[a-z]")
_TO_CYRILLIC = {
    **{"shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш"},
    **{"ya": "я", "ja": "я", "ia": "я", "yu": "ю", "ju": "ю", "iu": "ю", "yo": "е", "jo": "е"},
    **{"ye": "е", "je": "е", "'": "", "`": "", "’": "", "a": "а", "b": "б", "c": "ц", "d": "д"},
    **{"e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "й", "k": "к", "l": "л", "m": "м"},
    **{"n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в"},
    **{"w": "в", "x": "кс", "y": "ы", "z": "з"},
}


@lru_cache(maxsize=4)  # of one message the rules ask several times
def plain(text: str) -> str:
    """Return the text without entities, invisible characters and full-width forms; case kept."""
    text = unicodedata.normalize("NFKC", html.unescape(text))
    if text.replace("\n", "").isprintable():  # what is invisible is not
        return text
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def fold(text: str) -> list[str]:
    """Return the folded words of a message, with BOUNDARY before each sentence."""
    text = bare(_NOT.sub("nt", plain(text).lower()))
    text = _SPACED.sub(lambda found: " ".join(_closed_up(found[0])), text)
    return _folded(_WORD.findall(_SENTENCE.sub(" . ", text)), fold_word)


def spelt(text: str) -> list[str]:
    """Return the folded passages that a message spells letter by letter, without any space."""
    passages = _SPACED.findall(bare(plain(text)))
    return [fold_word("".join(_closed_up(passage))) for passage in passages]


def single(word: str) -> str:
    """Return a folded word without doubled letters, however short it is."""
    return _REPEATED.sub(r"\1", word)


def _closed_up(passage: str) -> list[str]:
    return [_UNSPELT.sub("", word) for word in _WIDE.split(passage)]


def _folded(words: Sequence[str], fold_one: Callable[[str], str]) -> list[str]:
    return [BOUNDARY, *map(fold_one, words)]


@lru_cache(maxsize=KEPT)
def fold_word(word: str) -> str:
    """Return one lower-case word without accents as patterns spell it."""
    word = _one_script(word.translate(_SPECIAL))
    word = _DIGRAPHS.sub(r"\1", word).translate(_CYRILLIC)
    is_kept = word.isdigit() or len(word) <= 3  # off is not of
    return word if is_kept else _REPEATED.sub(r"\1", word)


def transliterated(text: str) -> list[str]:
    """Return the folded words of Russian that was typed in Latin letters."""
    lowered = _SENTENCE.sub(" . ", bare(plain(text)))
    return _folded(_TYPED.findall(lowered), _transliterated)


@lru_cache(maxsize=KEPT)
def _transliterated(word: str) -> str:
    return fold_word(_cyrillic(word))


def bare(text: str) -> str:
    """Return the text in lower case without accents."""
    return text.lower().translate(_BARE)


class _Bare(dict[int, str]):
    """Each character without its accents, by its number, found when it is first met."""

    def __missing__(self, number: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(number))
        self[number] = "".join(c for c in decomposed if not unicodedata.combining(c))
        return self[number]


_BARE = _Bare()


def _one_script(word: str) -> str:
    n_cyrillic = sum("а" <= c <= "я" or c in "іѕјԁ" for c in word)
    n_latin = sum("a" <= c <= "z" for c in word)
    if n_cyrillic > n_latin:
        return word.translate(_CYRILLIC_LEET if not n_latin else _CYRILLIC_LOOK)
    if n_cyrillic:
        word = word.translate(_LATIN_LOOK)
    is_disguised = n_latin + n_cyrillic > 1 and not word.isalpha()
    return word.translate(_LATIN_LEET) if is_disguised else word


def _cyrillic(word: str) -> str:
    # Before й and и Russian i-sounds are spelt alike: "moy", "moi"; between consonants y is ы.
    word = re.sub(r"(?<=[aeouiy])[yj](?![aou])", "i", word)
    return _TRANSLITERATED.sub(lambda found: _TO_CYRILLIC.get(found[0], found[0]), word)
