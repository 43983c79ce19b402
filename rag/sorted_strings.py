"""Distinct strings in order, found by bisection and mapped from disk: opening them reads none."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

N_REMEMBERED = 10_000


class SortedStrings(Sequence[str]):
    """Strings by row, in the order of their code points.

    text: all of them in UTF-8, one behind the other. offsets: where each starts, and the end.
    """

    def __init__(self, text: NDArray[np.uint8], offsets: NDArray[np.int64]):
        self._arrays: tuple[NDArray[Any], ...] = (text, offsets)
        self._text = text.data
        self._offsets = offsets.data
        self.find = lru_cache(N_REMEMBERED)(self._find)

    @classmethod
    def build(cls, strings: Iterable[str]) -> "SortedStrings":
        """Return the strings in order, each once."""
        encoded = sorted({_encode(string) for string in strings})
        offsets = np.fromiter(accumulate(map(len, encoded), initial=0), dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets)

    @classmethod
    def open(cls, path: Path) -> "SortedStrings":
        """Map what `save` wrote."""
        text, offsets = (np.load(part, mmap_mode="r") for part in _parts(path))
        return cls(text, offsets)

    def save(self, path: Path) -> None:
        """Write two arrays, path with .npy and with .offsets.npy behind it."""
        for part, array in zip(_parts(path), self._arrays, strict=True):
            np.save(part, array)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> list[str]: ...

    def __getitem__(self, row: int | slice) -> str | list[str]:
        rows = range(len(self))[row]
        if isinstance(rows, range):
            return [_decode(self._bytes(each)) for each in rows]
        return _decode(self._bytes(rows))

    def _find(self, string: str) -> int | None:
        """Return the row of a string, None where it is not among them."""
        wanted = _encode(string)
        row = bisect_left(range(len(self)), wanted, key=self._bytes)
        return row if row < len(self) and self._bytes(row) == wanted else None

    def _bytes(self, row: int) -> bytes:
        return bytes(self._text[self._offsets[row] : self._offsets[row + 1]])


def _parts(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}.npy"), path.with_name(f"{path.name}.offsets.npy")


def _encode(string: str) -> bytes:
    return string.encode("utf-8", "surrogatepass")


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")
