"""Steps and engines with planted faults, importable by the workers that carry them out."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from embeddings.encoder import Encoder
from rag.engine import Engine, Reason, Step

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Planted:
    """A step that ends its process, or fails, at items of some names."""

    step: Step[Any, Any]
    deadly: str
    faulty: str = "\0"

    def __call__(self, item: Any) -> Any:
        if self.deadly in self.name(item):
            os._exit(7)
        if self.faulty in self.name(item):
            raise ValueError("неожиданное")
        return self.step(item)

    def name(self, item: Any) -> str:
        return self.step.name(item)

    def key(self, item: Any) -> str:
        return self.step.key(item)

    def dump(self, result: Any) -> bytes:
        return self.step.dump(result)

    def load(self, data: bytes) -> Any:
        return self.step.load(data)


@dataclass(frozen=True, slots=True)
class PlantedEngine:
    """An engine whose steps meet files that are not like others."""

    engine: Engine
    deadly: str
    faulty: str = "\0"

    def map(self, step: Step[T, R], items: Iterable[T]) -> Iterator[R | Reason]:
        return self.engine.map(Planted(step, self.deadly, self.faulty), items)

    def opener(self, encoder: Encoder) -> Callable[[], Encoder]:
        return self.engine.opener(encoder)
