"""An index into a folder, as `read_generation` opens it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.encoder import Encoder
from embeddings.vector_index import VectorIndex
from embeddings.words import WordIndex
from rag.catalogue import Catalogue
from rag.documents.reading import Progress
from rag.documents.records import document_of
from rag.documents.versions import UnitLink, link_units, link_versions
from rag.earlier import Earlier
from rag.gathering import Gathered, Part
from rag.generation import Manifest
from rag.index import Documents, Header, Index
from rag.lexical import Lexical
from rag.rows import Lines, Rows, write_rows
from rag.values import Document, Passage


def write_index(place: Path, index: Index) -> None:
    """Write an index into an empty folder."""
    write_rows(place / "documents.jsonl", index.documents.values())
    write_rows(place / "passages.jsonl", index.passages)
    _write_rest(place, index)


def write_gathered(
    place: Path,
    manifest: Manifest,
    gathered: Gathered,
    encoder: Encoder,
    earlier: Earlier | None,
    progress: Progress,
) -> Index:
    """Write what was gathered into an empty folder, with what it was read from; return the index.

    earlier: whose links between documents are taken over where both are the same.
    """
    parts, n = gathered.parts, gathered.n_passages
    in_order = sorted(parts, key=lambda part: part.card.about.source)
    write_rows(place / "documents.jsonl", (part.document for part in in_order))
    write_rows(place / "passages.jsonl", _passage_rows(parts))
    write_rows(place / "cards.jsonl", gathered.cards)
    write_rows(place / "raw.jsonl", (part.raw for part in parts))
    catalogue = Catalogue.over(
        {card.about.source: card.names for card in gathered.cards},
        [(part.card.about.source, part.spans) for part in parts],
    )
    documents = Documents(catalogue.sources, Rows(place / "documents.jsonl", document_of))
    progress("postings", 0, n)
    lexical = Lexical.over(gathered.counts, n)
    progress("postings", n, n)
    no_vectors = np.zeros((0, encoder.dim), dtype=np.float32)
    vectors = np.concatenate([no_vectors, *(part.vectors for part in parts)])
    index = Index(
        manifest=manifest,
        documents=documents,
        headers=[header_of(part.card.about) for part in in_order],
        passages=Rows(place / "passages.jsonl", lambda row: Passage(**row)),
        catalogue=catalogue,
        lexical=lexical,
        vectors=VectorIndex.build(vectors, progress),
        words=WordIndex.join([part.words for part in parts]),
        links=_links(gathered, documents, earlier),
    )
    _write_rest(place, index)
    return index


def header_of(document: Document) -> Header:
    """Return what a list shows of a document."""
    return Header(document.source, document.full_title, document.symbol, document.language)


def _passage_rows(parts: Sequence[Part]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part.passages, Lines):
            yield part.passages
        else:
            yield from part.passages


def _links(gathered: Gathered, documents: Documents, earlier: Earlier | None) -> list[UnitLink]:
    same = {card.about.source for card in gathered.cards if earlier and earlier.has(card)}
    known = earlier.links(same) if earlier else {}

    def link(one: Document, other: Document) -> Sequence[UnitLink]:
        sources = one.source, other.source
        return known.get(sources) or link_units(*(documents[source] for source in sources))

    return link_versions([card.about for card in gathered.cards], link)


def _write_rest(place: Path, index: Index) -> None:
    write_rows(place / "headers.jsonl", index.headers)
    write_rows(place / "links.jsonl", index.links)
    index.catalogue.save(place / "catalogue")
    index.lexical.save(place / "bm25")
    assert isinstance(index.vectors, VectorIndex)  # what is written was built here
    index.vectors.save(place / "vectors.faiss")
    index.words.save(place / "words")
