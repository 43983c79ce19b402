"""A stream that ends in time, however slowly its items come."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Item(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class _End:
    error: Exception | None = None


def until(
    ends_at: float,
    open_stream: Callable[[], Iterator[T]],
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[T]:
    """Yield the items of a stream that is read in a thread of its own.

    ends_at: on the clock. Raises TimeoutError when it is reached, and whatever the stream raises.
    A thread that still waits for an item is left behind and stops at the next one.
    """
    items: Queue[_Item[T] | _End] = Queue()
    is_left = Event()
    Thread(target=_read, args=(open_stream, items, is_left), daemon=True).start()
    try:
        while True:
            try:
                item = items.get(timeout=max(ends_at - clock(), 0.001))
            except Empty:
                raise TimeoutError("the stream did not end in time") from None
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            if clock() >= ends_at:
                raise TimeoutError("the stream did not end in time")
            yield item.value
    finally:
        is_left.set()


def _read(
    open_stream: Callable[[], Iterator[T]], items: "Queue[_Item[T] | _End]", is_left: Event
) -> None:
    try:
        for value in open_stream():
            if is_left.is_set():
                return
            items.put(_Item(value))
    except Exception as error:  # handed to who reads the items
        items.put(_End(error))
    else:
        items.put(_End())
