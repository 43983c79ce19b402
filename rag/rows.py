"""JSON lines read one row at a time: the file and the offsets of its rows, mapped from disk."""

import json
import mmap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexMismatch

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows as they stand in their file. ends: where each of them ends within data."""

    data: memoryview
    ends: NDArray[np.int64]


class Rows(Sequence[T]):
    """The values of a file that `write_rows` wrote, each made when it is asked for.

    make: turns the JSON object of a row into its value. n_kept: how many of the last stay made.
    A row that cannot be read raises IndexMismatch.
    """

    def __init__(self, path: Path, make: Callable[[dict[str, Any]], T], n_kept: int = 0):
        self._path = path
        self._make = make
        self._offsets = memoryview(np.load(_offsets_path(path), mmap_mode="r"))
        with path.open("rb") as file:
            # An empty file cannot be mapped.
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if len(self) else b""
        self._kept = lru_cache(n_kept)(self._read) if n_kept else self._read

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, row: int) -> T: ...

    @overload
    def __getitem__(self, row: slice) -> list[T]: ...

    def __getitem__(self, row: int | slice) -> T | list[T]:
        if isinstance(row, slice):
            return [self._read(each) for each in range(len(self))[row]]
        return self._kept(range(len(self))[row])

    def __iter__(self) -> Iterator[T]:
        return map(self._read, range(len(self)))

    def lines(self, rows: range) -> Lines:
        """Return rows that follow each other as they stand in the file."""
        offsets = np.asarray(self._offsets[rows.start : rows.stop + 1])
        start, end = int(offsets[0]), int(offsets[-1])
        return Lines(memoryview(self._bytes)[start:end], offsets[1:] - start)

    def _read(self, row: int) -> T:
        line = self._bytes[self._offsets[row] : self._offsets[row + 1]]
        try:
            return self._make(json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            raise IndexMismatch(
                f"Row {row} of {self._path} is damaged: run `askalliance index PATH`."
            ) from error


def write_rows(path: Path, values: Iterable[Any]) -> None:
    """Write dataclass values as JSON lines, and beside them where each line starts and ends.

    Lines of another such file are copied.
    """
    offsets = [0]
    with path.open("wb") as file:
        for value in values:
            if isinstance(value, Lines):
                offsets.extend((offsets[-1] + value.ends).tolist())
                file.write(value.data)
            else:
                offsets.append(offsets[-1] + file.write(to_json(value) + b"\n"))
    np.save(_offsets_path(path), np.array(offsets, dtype=np.int64))


def to_json(value: Any) -> bytes:
    """Return a value as JSON on one line; of dataclass values, at any depth, an object of fields.

    What `dataclasses.asdict` makes of them, without a copy of all that they hold.
    """
    return json.dumps(value, ensure_ascii=False, default=_fields).encode()


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _offsets_path(path: Path) -> Path:
    return path.with_suffix(".offsets.npy")
