"""The texts under training as arrays: tokens, and which texts mean the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.training.data import LANGUAGES, TITLES, Row

MOST_TOKENS = 128
AT_ONCE = 20_000
# A sentence says more than a title, and the documents are Russian.
SENTENCE_WEIGHT = 3.0
RUSSIAN_WEIGHT = 2.4
RUSSIAN_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts with an English side, in order of it.

    Text i has the tokens `tokens[starts[i] : starts[i + 1]]`, is in LANGUAGES[languages[i]], and
    means what English text `meanings[i]` does. `is_sentence[i]` is false for a title.
    """

    tokens: NDArray[np.int64]
    starts: NDArray[np.int64]
    languages: NDArray[np.int64]
    meanings: NDArray[np.int64]
    is_sentence: NDArray[np.bool_]

    def batch(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the tokens of the texts, one text after another, and the length of each."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(lengths)
        places = np.repeat(self.starts[rows] - (ends - lengths), lengths) + np.arange(ends[-1])
        return self.tokens[places], lengths


def english_sides(rows: Sequence[Row]) -> list[str]:
    """Return the English texts of the rows that have another language too, each once, sorted."""
    return sorted({row.texts["en"] for row in rows if _is_pair(row)})


def read_texts(rows: Sequence[Row], tokenizer: Tokenizer) -> Texts:
    """Return the texts of the rows; those without a token are left out."""
    number = {text: at for at, text in enumerate(english_sides(rows))}
    found = [
        (number[row.texts["en"]], LANGUAGES.index(language), row.source != TITLES, text)
        for row in rows
        if _is_pair(row)
        for language, text in row.texts.items()
        if language in LANGUAGES
    ]
    found.sort(key=lambda each: each[:2])
    tokens, kept = [], []
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        texts = [text for *_, text in part]
        encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
        for facts, encoding in zip(part, encoded, strict=True):
            if encoding.ids:
                tokens.append(np.array(encoding.ids[:MOST_TOKENS], dtype=np.int64))
                kept.append(facts[:3])
    meanings, languages, is_sentence = (np.array(column) for column in zip(*kept, strict=True))
    starts = np.concatenate([[0], np.cumsum([len(each) for each in tokens])])
    return Texts(np.concatenate(tokens), starts, languages, meanings, is_sentence)


class Pairs:
    """Draws pairs of texts that mean the same in two languages."""

    def __init__(self, texts: Texts, random: np.random.Generator):
        self._random = random
        _, starts, counts = np.unique(texts.meanings, return_index=True, return_counts=True)
        self._starts, self._counts = starts[counts > 1], counts[counts > 1]
        # Texts of one meaning are in the order of LANGUAGES, in which Russian is first.
        self._is_russian = texts.languages[self._starts] == 0
        weights = np.where(texts.is_sentence[self._starts], SENTENCE_WEIGHT, 1.0)
        weights *= np.where(self._is_russian, RUSSIAN_WEIGHT, 1.0)
        self._bounds = np.cumsum(weights / weights.sum())

    def draw(self, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return n pairs as two arrays of texts; the first is Russian more often than not."""
        drawn = np.searchsorted(self._bounds, self._random.random(n))
        drawn = np.minimum(drawn, len(self._starts) - 1)
        counts = self._counts[drawn]
        first = (self._random.random(n) * counts).astype(np.int64)
        is_russian = self._is_russian[drawn] & (self._random.random(n) < RUSSIAN_SHARE)
        first[is_russian] = 0
        second = (first + 1 + (self._random.random(n) * (counts - 1)).astype(np.int64)) % counts
        return self._starts[drawn] + first, self._starts[drawn] + second


def _is_pair(row: Row) -> bool:
    return "en" in row.texts and len(row.texts) > 1
