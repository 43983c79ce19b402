"""Queries of many threads are encoded together, and each gets its own vectors."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from embeddings.batching import MOST_TEXTS, BatchingEncoder
from embeddings.encoder import Vectors
from tests.conftest import WordEncoder


class Slow(WordEncoder):
    """Takes a while for a batch, however many are in it, and tells how many were."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.at_once = 0
        self._lock = threading.Lock()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        assert self._lock.acquire(blocking=False), "two batches at a time"
        try:
            if "boom" in texts:
                raise RuntimeError("out of memory")
            self.batches.append(len(texts))
            time.sleep(0.05)
            return super().encode_queries(texts)
        finally:
            self._lock.release()


def test_threads_that_ask_at_the_same_time_share_batches() -> None:
    slow = Slow()
    encoder = BatchingEncoder(slow)
    texts = [f"вопрос номер {n}" for n in range(40)]
    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(lambda text: encoder.encode_queries([text])[0], texts))
    assert np.array_equal(np.stack(found), WordEncoder().encode_queries(texts))
    assert sum(slow.batches) == 40
    assert len(slow.batches) < 10


def test_a_batch_has_an_end_and_one_who_asks_for_more_gets_it() -> None:
    slow = Slow()
    encoder = BatchingEncoder(slow)
    many = [f"фраза {n}" for n in range(MOST_TEXTS + 5)]
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(encoder.encode_queries, many) for _ in range(3)]
        asked += [threads.submit(encoder.encode_queries, ["один"]) for _ in range(5)]
        shapes = {each.result().shape for each in asked}
    assert shapes == {(MOST_TEXTS + 5, 64), (1, 64)}


def test_a_failure_is_told_to_each_who_waited_and_to_no_one_after() -> None:
    encoder = BatchingEncoder(Slow())
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(encoder.encode_queries, ["медленно"])
        time.sleep(0.02)
        failing = threads.submit(encoder.encode_queries, ["boom"])
        assert first.result().shape == (1, 64)
        with pytest.raises(RuntimeError, match="out of memory"):
            failing.result()
    assert encoder.encode_queries(["снова"]).shape == (1, 64)
