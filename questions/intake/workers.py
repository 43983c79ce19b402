"""Work on many items, shared out among processes, its results in order."""

import gc
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# What is done by then is not worth a process.
ALONE = 2_000
CHUNK = 200
# More than these wait for whoever takes the results.
MOST_WORKERS = 4
AHEAD = 3


def in_processes(function: Callable[[T], R], items: Iterable[T]) -> Generator[R]:
    """Yield what a function returns for each item, in order, like `map`.

    The first ALONE are done here, so that few items start no process, and on Linux what the
    function has loaded by then is shared with the others rather than loaded again. Items are
    taken AHEAD chunks a worker in advance. function: one that can be pickled.
    """
    rest = iter(items)
    yield from map(function, islice(rest, ALONE))
    chunk = list(islice(rest, CHUNK))
    if not chunk:
        return
    n_workers = min(os.cpu_count() or 1, MOST_WORKERS)
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with _unmoved(), ProcessPoolExecutor(n_workers, context) as pool:
        pending: deque[Future[list[R]]] = deque()
        try:
            while chunk or pending:
                while chunk and len(pending) < AHEAD * n_workers:
                    pending.append(pool.submit(_each, function, chunk))
                    chunk = list(islice(rest, CHUNK))
                yield from pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


@contextmanager
def _unmoved() -> Iterator[None]:
    """Keep the collector off what there is, so that its pages stay shared."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _each(function: Callable[[T], R], chunk: list[T]) -> list[R]:
    return [function(item) for item in chunk]
