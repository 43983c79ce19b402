"""The words of a text, as an encoder of word vectors sees them, for comparing word by word.

The mean of a passage's word vectors tells what it is about; whether it holds each thing that a
query asks for is told by the nearest of its words to each word of the query. Source: the late
interaction of ColBERT (Khattab & Zaharia 2020), here between vectors that need no model.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.errors import IndexMismatch

Numbers = NDArray[np.float32]
Tokens = NDArray[np.int32]
NO_TOKENS: Tokens = np.zeros(0, dtype=np.int32)


class WordTable:
    """The vectors of an encoder's tokens.

    vectors: of some tokens, shape (len(tokens), dim). lengths: of all, shape (n_tokens,).
    """

    def __init__(
        self, tokenizer: Tokenizer, vectors: Callable[[NDArray[Any]], Numbers], lengths: Numbers
    ):
        self._tokenizer = tokenizer
        self._vectors = vectors
        self._lengths = lengths

    @classmethod
    def over(cls, tokenizer: Tokenizer, vectors: Numbers) -> "WordTable":
        """Return a table over the vectors of all tokens, shape (n_tokens, dim)."""
        return cls(tokenizer, vectors.__getitem__, np.linalg.norm(vectors, axis=1))

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the distinct tokens of each text that have a vector, in order of number."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return self.distinct([each.ids for each in encoded])

    def distinct(self, tokens: Sequence[Sequence[int]]) -> list[Tokens]:
        """Return the distinct of each text's tokens that have a vector, in order of number."""
        found = [np.unique(np.array(each, dtype=np.int32)) for each in tokens]
        return [each[self._lengths[each] > 0] for each in found]

    def vectors(self, words: Sequence[str]) -> Numbers:
        """Return the vector of each word, the sum of its tokens', shape (len(words), dim).

        Rows of unit length, zeros for a word without a token that has a vector.
        """
        if not words:
            return self._vectors(NO_TOKENS)
        encoded = self._tokenizer.encode_batch(list(words), add_special_tokens=False)
        found = np.stack(
            [self._vectors(np.array(each.ids, dtype=np.int32)).sum(axis=0) for each in encoded]
        )
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        units: Numbers = found / np.maximum(lengths, np.finfo(np.float32).tiny)
        return units

    def weights(self, tokens: Tokens) -> Numbers:
        """Return what each token adds to the mean of a text, shape (len(tokens),), sum 1."""
        lengths = self._lengths[tokens]
        shares: Numbers = lengths / lengths.sum()
        return shares

    def cosines(self, tokens: Tokens, others: Tokens) -> Numbers:
        """Return the cosine of each token with each other, shape (len(tokens), len(others))."""
        products: Numbers = self._vectors(tokens) @ self._vectors(others).T
        products /= self._lengths[tokens, None]
        products /= self._lengths[others]
        return products


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The distinct tokens of passages by row: row i has `tokens[starts[i] : starts[i + 1]]`."""

    tokens: Tokens
    starts: NDArray[np.int64]

    @classmethod
    def build(cls, passages: Sequence[Tokens]) -> "WordIndex":
        """Return an index over the tokens of passages."""
        starts = np.concatenate([[0], np.cumsum([len(each) for each in passages], dtype=np.int64)])
        return cls(np.concatenate([NO_TOKENS, *passages]), starts)

    @classmethod
    def open(cls, folder: Path) -> "WordIndex":
        """Map what `save` wrote. Raises IndexMismatch where the files do not fit each other."""
        index = cls(
            np.asarray(np.load(folder / "tokens.npy", mmap_mode="r")),
            np.asarray(np.load(folder / "starts.npy", mmap_mode="r")),
        )
        if index.starts[-1] != len(index.tokens):
            raise IndexMismatch(f"Words at {folder} are damaged: run `askalliance index`.")
        return index

    def save(self, folder: Path) -> None:
        """Write the index as arrays; no pickle."""
        folder.mkdir(parents=True)
        np.save(folder / "tokens.npy", self.tokens)
        np.save(folder / "starts.npy", self.starts)

    @classmethod
    def join(cls, parts: Sequence["WordIndex"]) -> "WordIndex":
        """Return an index over the passages of all parts."""
        lengths = [np.diff(part.starts) for part in parts]
        starts = np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *lengths]))
        return cls(np.concatenate([NO_TOKENS, *(part.tokens for part in parts)]), starts)

    def part(self, rows: range) -> "WordIndex":
        """Return an index over passages that follow each other."""
        starts = self.starts[rows.start : rows.stop + 1]
        return WordIndex(self.tokens[starts[0] : starts[-1]], starts - starts[0])

    def row(self, row: int) -> Tokens:
        """Return the tokens of a passage."""
        return self.tokens[self.starts[row] : self.starts[row + 1]]

    def nearness(self, table: WordTable, query: Tokens, rows: NDArray[np.int64]) -> Numbers:
        """Return how near the words of each passage come to those of a query, shape (len(rows),).

        The mean over the query's words, by weight, of the cosine with the nearest word of the
        passage; 0 for a query or a passage without words.
        """
        found, compared = np.zeros(len(rows), dtype=np.float32), self._compare(table, query, rows)
        if compared:
            nearest = np.maximum.reduceat(compared.cosines, compared.begins, axis=1)
            found[compared.held] = table.weights(query) @ nearest
        return found

    def mutual_nearness(self, table: WordTable, query: Tokens, rows: NDArray[np.int64]) -> Numbers:
        """Return the mean of `nearness` and of the same the other way round, shape (len(rows),).

        The other way round: the mean over the passage's words, by weight, of the cosine with the
        nearest word of the query.
        """
        found, compared = np.zeros(len(rows), dtype=np.float32), self._compare(table, query, rows)
        if compared:
            nearest = np.maximum.reduceat(compared.cosines, compared.begins, axis=1)
            weights = table.weights(compared.tokens)
            back = np.add.reduceat(weights * compared.cosines.max(axis=0), compared.begins)
            back /= np.add.reduceat(weights, compared.begins)
            found[compared.held] = (table.weights(query) @ nearest + back) / 2
        return found

    def _compare(
        self, table: WordTable, query: Tokens, rows: NDArray[np.int64]
    ) -> "_Compared | None":
        """Return the words of passages beside those of a query, None where there are none."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        held = lengths > 0
        if not len(query) or not held.any():
            return None
        tokens = np.concatenate([self.row(int(row)) for row in rows[held]])
        distinct, places = np.unique(tokens, return_inverse=True)
        cosines = table.cosines(query, distinct)[:, places]
        return _Compared(held, tokens, np.cumsum(lengths[held]) - lengths[held], cosines)


@dataclass(frozen=True, slots=True)
class _Compared:
    """cosines: of each word of a query with each of the tokens, which begin a passage at begins.

    held: which passages have words.
    """

    held: NDArray[np.bool_]
    tokens: Tokens
    begins: NDArray[np.int64]
    cosines: Numbers
