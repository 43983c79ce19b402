"""An opened index: documents, passages, postings and vectors of one generation."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from embeddings.vector_index import VectorIndex
from rag.documents.reading import RawText
from rag.documents.versions import UnitLink
from rag.errors import IndexMismatch, UnknownDocument
from rag.generation import Manifest, read_manifest
from rag.lexical import Lexical
from rag.values import Document, Page, Passage, Section


@dataclass(frozen=True, slots=True)
class Index:
    """Row i of `lexical` and `vectors` belongs to `passages[i]`; `links` join language versions."""

    manifest: Manifest
    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    lexical: Lexical
    vectors: VectorIndex
    links: tuple[UnitLink, ...]

    @property
    def languages(self) -> list[str]:
        """The languages of the documents, sorted."""
        return sorted({document.language for document in self.documents.values()})

    def document(self, source: str) -> Document:
        """Return the document of that file name. Raises UnknownDocument."""
        if source not in self.documents:
            known = ", ".join(sorted(self.documents)[:5])
            raise UnknownDocument(
                f"No document '{source}' is in the index; it holds {len(self.documents)}: {known}"
                + (", …" if len(self.documents) > 5 else "")
            )
        return self.documents[source]


def open_index(folder: Path, encoder: str) -> Index:
    """Open the generation that is served.

    encoder: the name of the encoder that will ask it.
    Raises NoIndex where there is none, IndexMismatch if it was built with another encoder.
    """
    manifest = read_manifest(folder)
    if manifest.encoder != encoder:
        raise IndexMismatch(
            f"Index at {folder} was built with encoder {manifest.encoder}, settings ask for "
            f"{encoder}: run `askalliance index`."
        )
    return read_generation(folder, manifest)


def read_generation(folder: Path, manifest: Manifest) -> Index:
    """Open the files that a manifest names. Raises IndexMismatch where they cannot be read."""
    place = folder / manifest.generation
    try:
        return Index(
            manifest=manifest,
            documents={d.source: d for d in read_documents(place / "documents.jsonl")},
            passages=tuple(read_passages(place / "passages.jsonl")),
            lexical=Lexical.open(place / "bm25"),
            vectors=VectorIndex.open(place / "vectors.faiss"),
            links=tuple(read_links(place / "links.jsonl")),
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexMismatch(
            f"Index at {folder} is damaged ({manifest.generation}): run `askalliance index PATH`."
        ) from error


def read_documents(path: Path) -> Iterator[Document]:
    """Yield the documents of a generation in order."""
    for row in _rows(path):
        sections = tuple(
            Section(**{**section, "refs": tuple(section["refs"])}) for section in row["sections"]
        )
        pages = tuple(Page(**page) for page in row["pages"])
        runs = tuple(tuple(run) for run in row["raw_runs"])
        yield Document(**{**row, "sections": sections, "pages": pages, "raw_runs": runs})


def read_passages(path: Path) -> Iterator[Passage]:
    """Yield the passages of a generation in order."""
    return (Passage(**row) for row in _rows(path))


def read_links(path: Path) -> list[UnitLink]:
    """Return the links between language versions of a generation."""
    return [UnitLink(**row) for row in _rows(path)]


def read_raw_texts(folder: Path, manifest: Manifest) -> list[RawText]:
    """Return what the documents of a generation were read from, for those who look at originals."""
    rows = _rows(folder / manifest.generation / "raw.jsonl")
    return [RawText(**{**row, "warnings": tuple(row["warnings"])}) for row in rows]


def write_rows(path: Path, values: Iterable[Any]) -> None:
    """Write dataclass values as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for value in values:
            file.write(json.dumps(asdict(value), ensure_ascii=False) + "\n")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
