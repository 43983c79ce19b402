"""An opened index: documents, passages, postings and vectors of one generation.

Nothing is read when it is opened: files are mapped, and documents and passages are parsed when
they are asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from embeddings.milvus import Milvus
from embeddings.vector_index import VectorIndex, VectorSearch
from embeddings.words import WordIndex
from rag.catalogue import Catalogue
from rag.documents.records import RawText, document_of, raw_text_of
from rag.documents.versions import UnitLink
from rag.errors import IndexMismatch, UnknownDocument
from rag.generation import Manifest, read_manifest
from rag.lexical import Lexical
from rag.milvus_postings import open_collection
from rag.rows import Rows
from rag.sorted_strings import SortedStrings
from rag.values import Document, Passage

# Documents that stay in memory once they are read: those of the hits of a question or two.
N_KEPT = 20
N_PASSAGES_KEPT = 2_048


@dataclass(frozen=True, slots=True)
class Header:
    """What a list of documents shows of one."""

    source: str
    title: str
    symbol: str
    language: str


@dataclass(frozen=True, slots=True)
class Index:
    """Row i of `catalogue`, `lexical`, `vectors` and `words` belongs to `passages[i]`.

    `documents` are by source, in the order of their names, and so are their `headers`, which are
    read much faster; `links` join language versions.
    """

    manifest: Manifest
    documents: Mapping[str, Document]
    headers: Sequence[Header]
    passages: Sequence[Passage]
    catalogue: Catalogue
    lexical: Lexical
    vectors: VectorSearch
    words: WordIndex
    links: Sequence[UnitLink]

    @property
    def languages(self) -> list[str]:
        """The languages of the documents, sorted."""
        return self.manifest.languages

    def document(self, source: str) -> Document:
        """Return the document of that file name. Raises UnknownDocument."""
        if source not in self.documents:
            known = ", ".join(list(self.documents)[:5])
            raise UnknownDocument(
                f"No document '{source}' is in the index; it holds {len(self.documents)}: {known}"
                + (", …" if len(self.documents) > 5 else "")
            )
        return self.documents[source]


class Documents(Mapping[str, Document]):
    """Documents by source, each read when it is asked for; the last of them stay in memory.

    sources: the names of the rows.
    """

    def __init__(self, sources: SortedStrings, rows: Rows[Document]):
        self._sources = sources
        self._read = lru_cache(N_KEPT)(rows.__getitem__)

    def __getitem__(self, source: str) -> Document:
        row = self._sources.find(source)
        if row is None:
            raise KeyError(source)
        return self._read(row)

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and self._sources.find(source) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def open_index(
    folder: Path,
    encoder: str,
    generation: str | None = None,
    milvus: Milvus | None = None,
) -> Index:
    """Open the generation that is served, or the one of a name.

    encoder: the name of the encoder that will ask it. milvus: where its vectors and postings are
    searched; None is here.
    Raises NoIndex where there is none, IndexMismatch if it was built with another encoder or its
    collection is not whole, SearchUnavailable where Milvus does not answer.
    """
    manifest = read_manifest(folder, generation)
    if manifest.encoder != encoder:
        raise IndexMismatch(
            f"Index at {folder} was built with encoder {manifest.encoder}, settings ask for "
            f"{encoder}: run `askalliance index`."
        )
    return read_generation(folder, manifest, milvus)


def read_generation(folder: Path, manifest: Manifest, milvus: Milvus | None = None) -> Index:
    """Open what a manifest names. Raises IndexMismatch where it cannot be read."""
    place = folder / manifest.generation
    try:
        vectors, scorer = (
            open_collection(milvus, manifest)
            if milvus
            else (VectorIndex.open(place / "vectors.faiss"), None)
        )
        return Index(
            manifest=manifest,
            documents=read_documents(folder, manifest),
            headers=Rows(place / "headers.jsonl", lambda row: Header(**row)),
            passages=Rows(place / "passages.jsonl", lambda row: Passage(**row), N_PASSAGES_KEPT),
            catalogue=Catalogue.open(place / "catalogue"),
            lexical=Lexical.open(place / "bm25", scorer),
            vectors=vectors,
            words=WordIndex.open(place / "words"),
            links=read_links(folder, manifest),
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexMismatch(
            f"Index at {folder} is damaged ({manifest.generation}): run `askalliance index PATH`."
        ) from error


def read_documents(folder: Path, manifest: Manifest) -> Documents:
    """Return the documents of a generation without the rest of it, for those who only look."""
    place = folder / manifest.generation
    return Documents(
        SortedStrings.open(place / "catalogue" / "sources"),
        Rows(place / "documents.jsonl", document_of),
    )


def read_raw_texts(folder: Path, manifest: Manifest) -> Rows[RawText]:
    """Return what the documents of a generation were read from, for those who look at originals."""
    return Rows(folder / manifest.generation / "raw.jsonl", raw_text_of)


def read_links(folder: Path, manifest: Manifest) -> Rows[UnitLink]:
    """Return the links between language versions of a generation."""
    return Rows(folder / manifest.generation / "links.jsonl", lambda row: UnitLink(**row))
