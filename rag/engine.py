"""Where the steps of a build are carried out: in this process, or wherever an engine likes."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from embeddings.encoder import Encoder

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing came of an item, in one line."""

    text: str


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """An item whose result is there already."""

    result: R | Reason


class Step(Protocol[T_contra, R]):
    """What is done with each item by itself: the same item gives the same result anywhere.

    It is pickled on its way to another process; results are kept on disk as what `dump` gives.
    """

    def __call__(self, item: T_contra) -> R | Reason:
        """Return the result of an item, or why there is none."""

    def name(self, item: T_contra) -> str:
        """Return how messages call an item."""

    def key(self, item: T_contra) -> str:
        """Return a hash of all that the result depends on, in hexadecimal."""

    def dump(self, result: R) -> bytes:
        """Return a result as bytes that `load` reads; no pickle."""

    def load(self, data: bytes) -> R:
        """Return the result that `dump` wrote."""


class Engine(Protocol):
    """Carries out a step for many items."""

    def map(self, step: Step[T, R], items: Iterable[T]) -> Iterator[R | Reason]:
        """Yield what the step makes of each item, in order; items are taken as they are needed.

        Raises UserError for what no item is to blame for.
        """

    def opener(self, encoder: Encoder) -> Callable[[], Encoder]:
        """Return what opens the encoder where a step is carried out, and can be pickled for it."""


class LocalEngine:
    """Does everything here, one item after the other."""

    def map(self, step: Step[T, R], items: Iterable[T]) -> Iterator[R | Reason]:
        """Yield what the step makes of each item, in order."""
        return map(step, items)

    def opener(self, encoder: Encoder) -> Callable[[], Encoder]:
        """Return what gives the encoder itself."""
        return lambda: encoder


LOCAL = LocalEngine()


def map_rest(engine: Engine, step: Step[T, R], items: Iterable[T | Done[Any]]) -> Iterator[Any]:
    """Yield, in order, what is done already and what the step makes of the rest.

    What is done may be of another type than R; the caller says which of them come.
    """
    ahead: deque[Done[Any] | None] = deque()

    def rest() -> Iterator[T]:
        for item in items:
            if isinstance(item, Done):
                ahead.append(item)
            else:
                ahead.append(None)
                yield item

    for result in engine.map(step, rest()):
        while done := ahead.popleft():
            yield done.result
        yield result
    yield from (done.result for done in ahead if done)
