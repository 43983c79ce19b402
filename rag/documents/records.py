"""What is kept of a file that was read: its raw text, its document, and a card of both."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rag.catalogue import catalogue_names
from rag.rows import to_json
from rag.values import Document, Page, Section


@dataclass(frozen=True, slots=True)
class RawText:
    """What a document was read from: the raw text that `Document.raw_runs` leads back to.

    `digest` tells whether the file or its facts changed. `warnings`: what a reader should know,
    such as pages without text.
    """

    source: str
    path: str
    digest: str
    warnings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """What places a document among the others, so that one that did not change is not read.

    `about` is the document without its text and all that points into it, `raw` its raw text
    without the text. `names` are those by which a question can speak of it. `digest` is a hash of
    the whole document, `text_digest` one of its text.
    """

    about: Document
    raw: RawText
    names: tuple[str, ...]
    digest: str
    text_digest: str


def card_of(document: Document, raw: RawText) -> Card:
    """Return the card of a document."""
    return Card(
        about=replace(document, text="", sections=(), pages=(), raw_runs=()),
        raw=replace(raw, text=""),
        names=tuple(sorted(catalogue_names(document))),
        digest=digest_of(document),
        text_digest=hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def digest_of(document: Document) -> str:
    """Return a hash of a document, in hexadecimal."""
    return hashlib.sha256(to_json(document)).hexdigest()


def card_of_row(row: Mapping[str, Any]) -> Card:
    """Return the card that was written as a JSON object."""
    about, raw = document_of(row["about"]), raw_text_of(row["raw"])
    return Card(**{**row, "about": about, "raw": raw, "names": tuple(row["names"])})


def raw_text_of(row: Mapping[str, Any]) -> RawText:
    """Return the raw text that was written as a JSON object."""
    return RawText(**{**row, "warnings": tuple(row["warnings"])})


def document_of(row: Mapping[str, Any]) -> Document:
    """Return the document that was written as a JSON object."""
    sections = tuple(
        Section(**{**section, "refs": tuple(section["refs"])}) for section in row["sections"]
    )
    pages = tuple(Page(**page) for page in row["pages"])
    runs = tuple(tuple(run) for run in row["raw_runs"])
    return Document(**{**row, "sections": sections, "pages": pages, "raw_runs": runs})
