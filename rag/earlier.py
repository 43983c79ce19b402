"""An earlier generation as a build takes it over: by document, read where it is asked for."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from rag.documents.reading import Known
from rag.documents.records import Card, card_of_row, document_of, raw_text_of
from rag.documents.versions import UnitLink
from rag.index import Index
from rag.rows import Lines, Rows


class Earlier(Mapping[str, Known]):
    """What a generation knows of each document, by source."""

    def __init__(self, folder: Path, index: Index):
        place = folder / index.manifest.generation
        self.index = index
        self.cards = list(Rows(place / "cards.jsonl", card_of_row))
        self.passages_of = index.catalogue.rows_by_source()
        self._row_of = {card.about.source: row for row, card in enumerate(self.cards)}
        self._documents = Rows(place / "documents.jsonl", document_of)
        self._raw_texts = Rows(place / "raw.jsonl", raw_text_of)
        self._passages = Rows(place / "passages.jsonl", dict)

    def __getitem__(self, source: str) -> Known:
        row = self._row_of[source]
        return Known(self.cards[row], self._raw_texts[row], self.index.documents[source])

    def __iter__(self) -> Iterator[str]:
        return iter(self._row_of)

    def __len__(self) -> int:
        return len(self._row_of)

    @property
    def n_passages(self) -> int:
        """How many passages it has."""
        return len(self._passages)

    def has(self, card: Card) -> bool:
        """True if a document is the same here."""
        row = self._row_of.get(card.about.source)
        return row is not None and self.cards[row].digest == card.digest

    def knows(self, card: Card) -> bool:
        """True if a document is the same here, and has passages."""
        return self.has(card) and card.about.source in self.passages_of

    def document_line(self, source: str) -> Lines:
        """Return the row of a document as it stands in its file."""
        row = self.index.catalogue.sources.find(source)
        assert row is not None
        return self._documents.lines(range(row, row + 1))

    def raw_line(self, source: str) -> Lines:
        """Return the row of a raw text as it stands in its file."""
        row = self._row_of[source]
        return self._raw_texts.lines(range(row, row + 1))

    def passage_lines(self, source: str) -> Lines:
        """Return the rows of a document's passages as they stand in their file."""
        return self._passages.lines(self.passages_of[source])

    def row_of_passage(self, source: str) -> dict[str, int]:
        """Return the rows of a document's passages by id."""
        rows = self.passages_of.get(source, range(0))
        return {self.index.passages[row].passage_id: row for row in rows}

    def links(self, same: Collection[str]) -> dict[tuple[str, str], list[UnitLink]]:
        """Return the links between documents that are both the same, by their sources."""
        found = defaultdict(list)
        for link in self.index.links:
            if link.source in same and link.other_source in same:
                found[link.source, link.other_source].append(link)
        return found
