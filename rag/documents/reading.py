"""Found files to documents, reading again only what changed since the last time."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from rag.documents.corpus import FoundFile, LeftOut
from rag.documents.editions import tell_apart
from rag.documents.load import load_file
from rag.documents.parse import parse_document
from rag.documents.sandbox import Sandbox
from rag.errors import UnreadableFile
from rag.values import Document

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


def read_files(
    files: Sequence[FoundFile], known: Mapping[str, Known], version: str, progress: Progress
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
        for done, file in enumerate(files):
            progress("reading", done, len(files))
            try:
                digest = _digest(file, version)
                before = known.get(str(file.path))
                if before and before.raw.digest == digest:
                    found = before
                else:
                    found = _read(file, digest, sandbox)
                    n_parsed += 1
            except UnreadableFile as error:
                if file.is_named:
                    raise
                reading.left_out.append(LeftOut(file.path, str(error)))
                continue
            text = found.document.text
            if text in seen:
                reading.left_out.append(LeftOut(file.path, f"the same text as {seen[text]}"))
                continue
            seen[text] = found.document.source
            reading.documents.append(found.document)
            reading.raw_texts.append(found.raw)
    progress("reading", len(files), len(files))
    documents = tell_apart(reading.documents)
    return Reading(documents, reading.raw_texts, reading.left_out, n_parsed)


def _read(file: FoundFile, digest: str, sandbox: Sandbox) -> Known:
    converted = load_file(file.path, sandbox)
    document = parse_document(converted.text, file.source, file.facts, converted.is_marked)
    raw = RawText(file.source, str(file.path), digest, tuple(converted.warnings), converted.text)
    return Known(raw, document)


def _digest(file: FoundFile, version: str) -> str:
    """Return a hash of the file and what is known of it; "" for a file that cannot be opened."""
    about = json.dumps([version, file.source, asdict(file.facts)], ensure_ascii=False)
    digest = hashlib.sha256(about.encode())
    try:
        if not file.path.is_file():
            return ""
        with file.path.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    except OSError:
        return ""
    return digest.hexdigest()


def known_by_path(
    raw_texts: Sequence[RawText], documents: Mapping[str, Document]
) -> dict[str, Known]:
    """Return what an earlier reading made, by path. documents: by source."""
    return {
        raw.path: Known(raw, documents[raw.source])
        for raw in raw_texts
        if raw.source in documents and raw.digest
    }
