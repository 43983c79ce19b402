"""What is in an index: a row a document, with counts, links and warnings."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rag.catalogue import Catalogue
from rag.generation import read_manifest
from rag.index import read_documents, read_links, read_raw_texts


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the index; `n_linked` units have a counterpart in another language."""

    source: str
    language: str
    symbol: str
    date: str
    title: str
    n_units: int
    n_footnotes: int
    n_passages: int
    n_linked: int
    warnings: tuple[str, ...]


def list_documents(folder: Path) -> list[Listed]:
    """Return the documents that are served, by file name. Raises NoIndex or IndexMismatch."""
    manifest = read_manifest(folder)
    catalogue = Catalogue.open(folder / manifest.generation / "catalogue")
    linked = {
        unit
        for link in read_links(folder, manifest)
        for unit in ((link.source, link.key), (link.other_source, link.other_key))
    }
    n_linked = Counter(source for source, _ in linked)
    warnings = {raw.source: raw.warnings for raw in read_raw_texts(folder, manifest)}
    return [
        Listed(
            source=document.source,
            language=document.language,
            symbol=document.symbol,
            date=document.date,
            title=document.title,
            n_units=sum(section.kind == "unit" for section in document.sections),
            n_footnotes=sum(section.kind == "footnote" for section in document.sections),
            n_passages=len(catalogue.passages_of(document.source)),
            n_linked=n_linked[document.source],
            warnings=warnings.get(document.source, ()),
        )
        for document in read_documents(folder, manifest).values()
    ]
