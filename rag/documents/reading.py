"""Found files to documents, reading again only what changed since the last time."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from rag.documents.corpus import FoundFile, LeftOut
from rag.documents.editions import tell_apart
from rag.documents.load import load_bytes, read_bytes
from rag.documents.parse import Facts, parse_document
from rag.documents.sandbox import Sandbox
from rag.engine import LOCAL, Done, Engine, Reason, map_rest
from rag.errors import UnreadableFile
from rag.rows import to_json
from rag.values import Document, Page, Section

Progress = Callable[[str, int, int], None]


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
class Known:
    """What an earlier reading made of a file."""

    raw: RawText
    document: Document


@dataclass(frozen=True, slots=True)
class Reading:
    """`raw_texts[i]` is what `documents[i]` was read from; `n_parsed` of them were read anew."""

    documents: list[Document]
    raw_texts: list[RawText]
    left_out: list[LeftOut]
    n_parsed: int


@dataclass(frozen=True, slots=True)
class Content:
    """A file's bytes and what is known of it: enough to read it where there is no such file."""

    path: str
    source: str
    facts: Facts
    digest: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadStep:
    """A file's content to its raw text and its document."""

    sandbox: Sandbox

    def __call__(self, item: Content) -> Known | Reason:
        """Return what the file holds, or why it cannot become a document."""
        try:
            converted = load_bytes(item.data, item.path, self.sandbox)
            document = parse_document(converted.text, item.source, item.facts, converted.is_marked)
        except UnreadableFile as error:
            return Reason(str(error))
        raw = RawText(item.source, item.path, item.digest, converted.warnings, converted.text)
        return Known(raw, document)

    def name(self, item: Content) -> str:
        """Return the path of the file."""
        return item.path

    def key(self, item: Content) -> str:
        """Return a hash of the file, what is known of it, and its path."""
        return hashlib.sha256(f"read {item.digest} {item.path}".encode()).hexdigest()

    def dump(self, result: Known) -> bytes:
        """Return the raw text and the document as JSON."""
        return to_json(result)

    def load(self, data: bytes) -> Known:
        """Return what `dump` wrote."""
        row = json.loads(data)
        return Known(raw_text_of(row["raw"]), document_of(row["document"]))


def read_files(
    files: Sequence[FoundFile],
    known: Mapping[str, Known],
    version: str,
    progress: Progress,
    engine: Engine = LOCAL,
) -> Reading:
    """Return the documents of the files, in order.

    known: by path, what an earlier reading made; taken over where file, facts and version are the
    same. version: changes when the same file would be read differently. A text that stands under
    two names is read once; texts that share a title or symbol are told apart by their editions.
    Raises UnreadableFile only for a file that the user named itself; others are left out with
    the reason.
    """
    reading = Reading([], [], [], 0)
    n_parsed = 0
    seen: dict[str, str] = {}
    with Sandbox() as sandbox:
        inputs = (_input(file, known, version) for file in files)
        results = map_rest(engine, ReadStep(sandbox), inputs)
        for done, (file, found) in enumerate(zip(files, results, strict=True)):
            progress("reading", done, len(files))
            if isinstance(found, Reason):
                if file.is_named:
                    raise UnreadableFile(found.text)
                reading.left_out.append(LeftOut(file.path, found.text))
                continue
            n_parsed += found is not known.get(found.raw.path)
            text = found.document.text
            if text in seen:
                reading.left_out.append(LeftOut(file.path, f"the same text as {seen[text]}"))
                continue
            seen[text] = found.document.source
            reading.documents.append(found.document)
            reading.raw_texts.append(found.raw)
    progress("reading", len(files), len(files))
    return replace(reading, documents=tell_apart(reading.documents), n_parsed=n_parsed)


def _input(file: FoundFile, known: Mapping[str, Known], version: str) -> Content | Done[Known]:
    """Return what is to be read of a file, what is known of it, or why it cannot be opened."""
    try:
        data = read_bytes(file.path)
    except UnreadableFile as error:
        return Done(Reason(str(error)))
    about = json.dumps([version, file.source, asdict(file.facts)], ensure_ascii=False)
    digest = hashlib.sha256(about.encode())
    digest.update(hashlib.sha256(data).digest())
    before = known.get(str(file.path))
    if before and before.raw.digest == digest.hexdigest():
        return Done(before)
    return Content(str(file.path), file.source, file.facts, digest.hexdigest(), data)


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


def known_by_path(
    raw_texts: Sequence[RawText], documents: Mapping[str, Document]
) -> dict[str, Known]:
    """Return what an earlier reading made, by path. documents: by source."""
    return {
        raw.path: Known(raw, documents[raw.source])
        for raw in raw_texts
        if raw.source in documents and raw.digest
    }
