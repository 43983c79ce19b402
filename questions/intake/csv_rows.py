"""Rows of a table as values by column, a damaged row told from those that follow it."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from questions.intake.post import Malformed

DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row by the lower-case names of their columns; `line` is where it begins."""

    line: int
    cells: Mapping[str, str]


def read_head(line: str) -> tuple[str, list[str]]:
    """Return the delimiter of a table, told by its first line, and its columns in lower case."""
    delimiter = max(DELIMITERS, key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        cells = []
    return delimiter, [cell.strip().lower() for cell in cells]


def read_rows(
    lines: Iterable[str], delimiter: str, columns: list[str], line: int
) -> Iterator[Row | Malformed]:
    """Yield the rows under the head of a table; line: the number of the first of the lines.

    A row that opens a quotation and never closes it is damaged alone: what follows is read anew.
    """
    feed = _Feed(lines, line)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            feed.rewind()
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            yield Malformed(feed.first, f"not CSV ({error})")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            yield Malformed(feed.first, f"{len(cells)} cells, the head has {len(columns)}")
            continue
        yield Row(feed.first, dict(zip(columns, cells, strict=True)))


class _Feed:
    """Lines for a reader, which may go back to the second line of the row being read."""

    def __init__(self, lines: Iterable[str], line: int):
        self._lines = iter(lines)
        self._again: list[str] = []
        self._read: list[str] = []
        self._next = line
        self.first = line

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        text = self._again.pop() if self._again else next(self._lines)
        self._read.append(text)
        self._next += 1
        return text

    def begin(self) -> None:
        """Note that the next line begins a row."""
        self._read.clear()
        self.first = self._next

    def rewind(self) -> None:
        """Give back every line of the row but its first."""
        again = self._read[1:]
        self._again.extend(reversed(again))
        self._next -= len(again)
