"""Text to index terms: stems of words, symbols and numbers kept whole, look-alikes folded.

The documents mix Cyrillic and Latin letters that look the same in symbols
(`СТОС/СОР/2006/12` for `CTOC/COP/2006/12`), so a symbol is folded to Latin before it is
indexed or searched. Only terms are folded, never a text that is shown.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import Stemmer

SNOWBALL = {
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "ru": "russian",
}
LOOK_ALIKES = str.maketrans("авекмнорстухі", "abekmhopctyxi")
# A symbol has a slash between its parts (A/RES/76/186, MC.DEC/7/17, 3/2); then numbers with
# separators inside; then words, which an apostrophe ends (l'Alliance).
# Few parts, with few points and dashes, so that `a.a.a. ...` is not read to its end from each `a`.
_PART = r"[^\W_]+(?:[.\-][^\W_]+){0,9}"
_PLAIN = r"\d+(?:[.,]\d+)+|[^\W_]+"
TOKEN = re.compile(rf"{_PART}(?:/{_PART}){{1,9}}|{_PLAIN}")
PLAIN_TOKEN = re.compile(_PLAIN)
# Most words of a text have been met before; so many are remembered.
N_REMEMBERED = 50_000
# What a question adds to the function words of a text; the public lists below leave them out.
QUESTION_WORDS = {
    "de": "wann warum weshalb wieso wo woher wohin wozu wer wen wem wessen wie wieviel wieviele "
    "welche welcher welches welchen welchem gibt gibts bitte",
    "en": "what which who whom whose when where why how many much tell please",
    "es": "qué cuál cuáles quién quiénes cuándo dónde cómo cuánto cuánta cuántos cuántas por",
    "fr": "quoi quel quelle quels quelles qui quand où pourquoi comment combien lequel laquelle "
    "lesquels lesquelles est-ce",
    "it": "cosa quale quali chi quando dove perché come quanto quanta quanti quante",
    "ru": "почему отчего сколько который какой каков чей кто что где когда куда откуда зачем как "
    "какие каких какими какую каким какого какому которые которых скажите пожалуйста это именно",
}
STOPWORD_SETS = {
    "de": "STOPWORDS_GERMAN",
    "en": "STOPWORDS_EN_PLUS",
    "es": "STOPWORDS_SPANISH",
    "fr": "STOPWORDS_FRENCH",
    "it": "STOPWORDS_ITALIAN",
    "ru": "STOPWORDS_RUSSIAN",
}


def normalise(text: str) -> str:
    """Return the text as terms see it: NFKC, lower case, ё as е."""
    return unicodedata.normalize("NFKC", text).lower().replace("ё", "е")


def terms(text: str, language: str) -> list[str]:
    """Return the index terms of a text in one of the six languages, in order, repeats kept.

    A word gives its Snowball stem; a symbol gives itself and every tail of two parts or more,
    so that `76/186` finds `A/RES/76/186`.
    """
    found: list[str] = []
    for line in normalise(text).split("\n"):  # no token reaches over its end
        for token in (TOKEN if "/" in line else PLAIN_TOKEN).findall(line):
            found += _token_terms(token, language)
    return found


@lru_cache(N_REMEMBERED)
def _token_terms(token: str, language: str) -> tuple[str, ...]:
    if "/" in token:
        return tuple(symbol_terms(token))
    if token.isalpha():
        return (_stemmer(language).stemWord(token),)
    return (token.translate(LOOK_ALIKES),)


@lru_cache(maxsize=8_192)
def term_set(text: str, language: str) -> frozenset[str]:
    """Return the index terms of a text, each once; kept for texts that many questions meet."""
    return frozenset(terms(text, language))


def content_terms(text: str, language: str, asked_in: str | None = None) -> list[str]:
    """Return the terms that carry meaning: no function words, each once, in order.

    language: whose stems to give; asked_in: whose function words to leave out besides.
    """
    function_words = _unsaid(language, asked_in or language)
    return [
        term
        for term in dict.fromkeys(terms(text, language))
        if (term not in function_words and len(term) > 1) or term.isdigit()
    ]


@cache
def _unsaid(language: str, asked_in: str) -> frozenset[str]:
    return frozenset(_function_terms(language, language) | _function_terms(asked_in, language))


def symbol_terms(symbol: str) -> list[str]:
    """Return a normalised symbol in Latin letters, and its tails of two parts or more."""
    parts = symbol.translate(LOOK_ALIKES).split("/")
    tails = ["/".join(parts[start:]) for start in range(len(parts) - 1)]
    prefix, dot, number = parts[0].rpartition(".")
    if dot and number.isdigit() and prefix.isalpha():  # No.6/17 is 6/17
        tails.append("/".join([number, *parts[1:]]))
    return tails


@lru_cache(maxsize=len(SNOWBALL))
def _stemmer(language: str) -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer(SNOWBALL[language])


@cache
def _stopwords() -> dict[str, Any]:
    """Return the lists of bm25s alone: the package around them loads numba and scipy."""
    package = find_spec("bm25s")
    assert package is not None
    (folder,) = package.submodule_search_locations or [""]
    return run_path(str(Path(folder) / "stopwords.py"))


@lru_cache(maxsize=len(SNOWBALL) ** 2)
def _function_terms(language: str, stems_of: str) -> frozenset[str]:
    words = _stopwords()[STOPWORD_SETS[language]]
    asked = QUESTION_WORDS[language].split()
    return frozenset(term for word in (*words, *asked) for term in terms(word, stems_of))
