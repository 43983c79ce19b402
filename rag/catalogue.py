"""What an index knows of its documents and passages without reading them, mapped from disk."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.address import names_of
from rag.scope import scope_names
from rag.sorted_strings import SortedStrings
from rag.values import Document, Passage


class Catalogue:
    """Where each passage stands, and which documents go by a name.

    sources: the documents' file names; a document's row is its place among them.
    names: what `rag.address.names_of` and `rag.scope.scope_names` give.
    `holders[starts[i] : starts[i + 1]]` are the rows of the documents that go by name i.
    spans: int32, shape (3, n_passages): row of the document, start and end of each passage.
    """

    def __init__(
        self,
        sources: SortedStrings,
        names: SortedStrings,
        holders: NDArray[np.int32],
        starts: NDArray[np.int64],
        spans: NDArray[np.int32],
    ):
        self.sources = sources
        self._names = names
        self._holders, self._starts, self._spans = holders, starts, spans

    @classmethod
    def build(cls, documents: Sequence[Document], passages: Sequence[Passage]) -> "Catalogue":
        """Return the catalogue of passages and of the documents that they are spans of."""
        return cls.over(
            {document.source: catalogue_names(document) for document in documents},
            [(passage.source, spans_of([passage])) for passage in passages],
        )

    @classmethod
    def over(
        cls,
        names_of_source: Mapping[str, Collection[str]],
        spans: Iterable[tuple[str, NDArray[np.int32]]],
    ) -> "Catalogue":
        """Return the catalogue of documents that go by names, and of the spans of each.

        spans: starts and ends, shape (2, n), of n passages of a document that follow each other.
        """
        sources = SortedStrings.build(names_of_source)
        row_of = {source: row for row, source in enumerate(sources)}
        by_name: dict[str, list[int]] = {}
        for source, row in row_of.items():
            for name in names_of_source[source]:
                by_name.setdefault(name, []).append(row)
        names = SortedStrings.build(by_name)
        held = [by_name[name] for name in names]
        parts = [
            np.concatenate([np.full((1, part.shape[1]), row_of[source], np.int32), part])
            for source, part in spans
        ]
        return cls(
            sources,
            names,
            np.array([row for rows in held for row in rows], dtype=np.int32),
            np.fromiter(accumulate(map(len, held), initial=0), dtype=np.int64),
            np.concatenate([np.zeros((3, 0), dtype=np.int32), *parts], axis=1),
        )

    @classmethod
    def open(cls, folder: Path) -> "Catalogue":
        """Map what `save` wrote."""
        return cls(
            SortedStrings.open(folder / "sources"),
            SortedStrings.open(folder / "names"),
            np.asarray(np.load(folder / "holders.npy", mmap_mode="r")),
            np.asarray(np.load(folder / "starts.npy", mmap_mode="r")),
            np.asarray(np.load(folder / "spans.npy", mmap_mode="r")),
        )

    def save(self, folder: Path) -> None:
        """Write the catalogue as arrays; no pickle."""
        folder.mkdir(parents=True)
        self.sources.save(folder / "sources")
        self._names.save(folder / "names")
        np.save(folder / "holders.npy", self._holders)
        np.save(folder / "starts.npy", self._starts)
        np.save(folder / "spans.npy", self._spans)

    def named(self, symbols: Iterable[str]) -> list[str]:
        """Return the sources of the documents that go by any of the symbols, in order."""
        rows = {row for symbol in symbols for row in self.holders(symbol).tolist()}
        return [self.sources[row] for row in sorted(rows)]

    def holders(self, name: str) -> NDArray[np.int32]:
        """Return the rows of the documents that go by a name, in order."""
        found = self._names.find(name)
        if found is None:
            return np.zeros(0, dtype=np.int32)
        return self._holders[self._starts[found] : self._starts[found + 1]]

    def documents_of(self, passages: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the row of the document of each passage."""
        rows: NDArray[np.int32] = self._spans[0][passages]
        return rows

    def spans(self, rows: range) -> NDArray[np.int32]:
        """Return starts and ends, shape (2, n), of n passages that follow each other."""
        found: NDArray[np.int32] = self._spans[1:, rows.start : rows.stop]
        return found

    def rows_by_source(self) -> dict[str, range]:
        """Return the rows of the passages of each document that has any."""
        documents = self._spans[0]
        edges = [0, *(np.flatnonzero(np.diff(documents)) + 1).tolist(), len(documents)]
        return {
            self.sources[int(documents[start])]: range(start, end)
            for start, end in pairwise(edges)
            if start < end
        }

    def passages_of(
        self, source: str, start: int = 0, end: int = np.iinfo(np.int32).max
    ) -> NDArray[np.intp]:
        """Return the rows of a document's passages that share a character with the span."""
        documents, starts, ends = self._spans
        # -1, which is no row, for a source that is unknown.
        row = self.sources.find(source)
        is_there = (documents == (-1 if row is None else row)) & (starts < end) & (start < ends)
        return np.flatnonzero(is_there)


def catalogue_names(document: Document) -> set[str]:
    """Return the names by which a question can speak of a document or a decision within it."""
    return names_of(document) | scope_names(document)


def spans_of(passages: Sequence[Passage]) -> NDArray[np.int32]:
    """Return starts and ends of passages, shape (2, n)."""
    spans = [(passage.start, passage.end) for passage in passages]
    return np.array(spans, dtype=np.int32).reshape(-1, 2).T
