"""Found files to documents, reading again only what changed since the last time."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from rag.documents.corpus import FoundFile, LeftOut
from rag.documents.editions import tell_apart
from rag.documents.load import load_bytes, read_bytes
from rag.documents.parse import Facts, parse_document
from rag.documents.records import (
    Card,
    RawText,
    card_of,
    card_of_row,
    document_of,
    raw_text_of,
)
from rag.documents.sandbox import Sandbox
from rag.engine import LOCAL, Done, Engine, Reason, map_rest
from rag.errors import UnreadableFile
from rag.rows import to_json
from rag.values import Document

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Known:
    """What was made of a file by reading it."""

    card: Card
    raw: RawText
    document: Document


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of each text: all of one that was read, the card of one that did not change.

    `n_parsed` files were read anew.
    """

    texts: list[Known | Card]
    left_out: list[LeftOut]
    n_parsed: int

    @property
    def cards(self) -> list[Card]:
        """The card of each text."""
        return [card_in(text) for text in self.texts]


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
        return Known(card_of(document, raw), raw, document)

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
        return Known(
            card_of_row(row["card"]), raw_text_of(row["raw"]), document_of(row["document"])
        )


def read_files(
    files: Sequence[FoundFile],
    known: Sequence[Card],
    version: str,
    progress: Progress,
    engine: Engine = LOCAL,
) -> Reading:
    """Return what is known of the texts of the files, in order.

    known: what an earlier reading made; taken over where file, facts and version are the same.
    version: changes when the same file would be read differently. A text that stands under two
    names is read once. Raises UnreadableFile only for a file that the user named itself; others
    are left out with the reason.
    """
    reading = Reading([], [], 0)
    by_path = {card.raw.path: card for card in known}
    n_parsed = 0
    seen: dict[str, str] = {}
    with Sandbox() as sandbox:
        inputs = (_input(file, by_path, version) for file in files)
        results: Iterator[Known | Card | Reason] = map_rest(engine, ReadStep(sandbox), inputs)
        for done, (file, found) in enumerate(zip(files, results, strict=True)):
            progress("reading", done, len(files))
            if isinstance(found, Reason):
                if file.is_named:
                    raise UnreadableFile(found.text)
                reading.left_out.append(LeftOut(file.path, found.text))
                continue
            n_parsed += isinstance(found, Known)
            card = card_in(found)
            if card.text_digest in seen:
                same = f"the same text as {seen[card.text_digest]}"
                reading.left_out.append(LeftOut(file.path, same))
                continue
            seen[card.text_digest] = card.about.source
            reading.texts.append(found)
    progress("reading", len(files), len(files))
    return replace(reading, n_parsed=n_parsed)


def under_editions(reading: Reading, earlier: Mapping[str, Known]) -> Reading:
    """Return the texts, those that share a title or symbol told apart by their editions.

    earlier: what is known of the texts that were taken over, by source.
    """
    told = tell_apart([card.about for card in reading.cards])
    return replace(
        reading,
        texts=[
            text
            if card_in(text).about.edition == about.edition
            else _under_edition(
                text if isinstance(text, Known) else earlier[about.source], about.edition
            )
            for text, about in zip(reading.texts, told, strict=True)
        ],
    )


def _under_edition(known: Known, edition: str) -> Known:
    document = replace(known.document, edition=edition)
    return Known(card_of(document, known.raw), known.raw, document)


def _input(file: FoundFile, known: Mapping[str, Card], version: str) -> Content | Done[Card]:
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


def card_in(text: Known | Card) -> Card:
    """Return the card of a text that was read, or that was taken over."""
    return text.card if isinstance(text, Known) else text
