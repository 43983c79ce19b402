"""Queries that several threads ask for at the same time, encoded together.

Nobody waits for company: while one batch is encoded the next one gathers. A model that takes as
long for eight texts as for two then answers four times as many.
"""

import threading
from collections.abc import Sequence

from embeddings.encoder import Encoder, Vectors
from embeddings.words import WordTable

__all__ = ["BatchingEncoder"]

MOST_TEXTS = 64


class _Waiting:
    """Texts that wait for their vectors, and what became of them."""

    def __init__(self, texts: Sequence[str]):
        self.texts = texts
        self.vectors: Vectors | None = None
        self.error: Exception | None = None

    @property
    def is_done(self) -> bool:
        return self.vectors is not None or self.error is not None


class BatchingEncoder:
    """An encoder whose queries are encoded MOST_TEXTS at a time where so many threads ask."""

    def __init__(self, encoder: Encoder):
        self._encoder = encoder
        self._waiting: list[_Waiting] = []
        self._is_encoding = False
        self._changed = threading.Condition()

    @property
    def name(self) -> str:
        """The name of the encoder."""
        return self._encoder.name

    @property
    def dim(self) -> int:
        """The length of every vector."""
        return self._encoder.dim

    @property
    def words(self) -> WordTable | None:
        """The vectors of its tokens."""
        return self._encoder.words

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""
        own = _Waiting(texts)
        with self._changed:
            self._waiting.append(own)
            self._changed.wait_for(lambda: own.is_done or not self._is_encoding)
            batch = [] if own.is_done else self._next_batch(own)
            self._is_encoding = self._is_encoding or bool(batch)
        if batch:
            try:
                self._encode(batch)
            finally:
                with self._changed:
                    self._is_encoding = False
                    self._changed.notify_all()
        if own.error:
            raise own.error
        assert own.vectors is not None
        return own.vectors

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""
        return self._encoder.encode_passages(texts)

    def _next_batch(self, own: _Waiting) -> list[_Waiting]:
        """Take what is encoded next from what waits: one's own texts, and as many more as fit."""
        self._waiting.remove(own)
        batch, n = [own], len(own.texts)
        while self._waiting and n + len(self._waiting[0].texts) <= MOST_TEXTS:
            batch.append(self._waiting.pop(0))
            n += len(batch[-1].texts)
        return batch

    def _encode(self, batch: list[_Waiting]) -> None:
        try:
            vectors = self._encoder.encode_queries([text for each in batch for text in each.texts])
        except Exception as error:  # whatever a model raises, each who waited for it is told
            for each in batch:
                each.error = error
            return
        start = 0
        for each in batch:
            each.vectors = vectors[start : start + len(each.texts)]
            start += len(each.texts)
