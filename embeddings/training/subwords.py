"""What tokens have in common: runs of letters across alphabets and accents, and dictionary forms.

A token learns from all that shares with it, so that a form never seen in training has a vector
from its relatives: Italian from Spanish, a plural from its singular, a name from its other script.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

LENGTHS = (3, 4, 5)
MOST_RUNS = 150_000
LEAST_TOKENS = 4  # that a run of letters must stand in
LEAST_FORMS = 2  # that a dictionary form must have among the tokens
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщыэюя"
LETTERS = "a b v g d e zh z i i k l m n o p r s t u f h ts ch sh sch y e yu ya"
LATIN = dict(zip(CYRILLIC, LETTERS.split(), strict=True)) | {"ъ": "", "ь": ""}
LATIN_LANGUAGES = ("de", "en", "es", "fr", "it")


def shared_runs(tokens: Sequence[str]) -> csr_matrix:
    """Return which runs of letters each token holds: shape (len(tokens), runs), ones and zeros.

    Cyrillic is read in Latin letters and accents are dropped, so that протокол, protocol and
    protocollo share most of theirs; `<` and `>` stand where a word begins and ends.
    """
    return _matrix([_runs(token) for token in tokens], LEAST_TOKENS, MOST_RUNS)


def shared_forms(tokens: Sequence[str]) -> csr_matrix:
    """Return the dictionary forms of each whole word: shape (len(tokens), forms), ones and zeros.

    Source: simplemma. A word of several languages has a form in each.
    """
    return _matrix([_forms(token) for token in tokens], LEAST_FORMS, len(tokens))


def in_latin(word: str) -> str:
    """Return a word in Latin letters without accents."""
    latin = "".join(LATIN.get(letter, letter) for letter in word)
    letters = unicodedata.normalize("NFD", latin)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def is_cyrillic(word: str) -> bool:
    """Return whether a normalised word holds a Russian letter."""
    return any(letter in LATIN for letter in word)


def _runs(token: str) -> set[str]:
    if token.startswith("["):
        return set()
    word = in_latin(token[2:]) if token.startswith("##") else f"<{in_latin(token)}>"
    return {word[at : at + n] for n in LENGTHS for at in range(len(word) - n + 1)}


def _forms(token: str) -> set[str]:
    import simplemma

    if len(token) < 3 or not token.isalpha():
        return set()
    forms: set[str] = set()
    for language in ("ru",) if is_cyrillic(token) else LATIN_LANGUAGES:
        written = (token, token.capitalize()) if language == "de" else (token,)
        forms.update(
            f"{language}:{simplemma.lemmatize(word, language).lower()}"
            for word in written
            if simplemma.is_known(word, language)
        )
    return forms


def _matrix(held: Sequence[Iterable[str]], least: int, most: int) -> csr_matrix:
    """Return a matrix of ones where row i holds a feature, of the features that `least` rows hold.

    Where there are more than `most` features, the most frequent ones.
    """
    counts = Counter(feature for features in held for feature in features)
    kept = sorted(
        (feature for feature, count in counts.items() if count >= least),
        key=lambda feature: (-counts[feature], feature),
    )[:most]
    column = {feature: at for at, feature in enumerate(kept)}
    columns = [sorted(column[f] for f in features if f in column) for features in held]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in columns])])
    flat = np.array([at for row in columns for at in row], dtype=np.int64)
    ones = np.ones(len(flat), dtype=np.float32)
    return csr_matrix((ones, flat, starts), shape=(len(held), len(kept)))
