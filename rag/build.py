"""Files to a new index generation: parse, split, analyse, encode, publish."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from embeddings.encoder import Encoder
from embeddings.milvus import Milvus
from embeddings.vector_index import VectorIndex
from embeddings.words import WordIndex
from rag.analysis import terms
from rag.catalogue import Catalogue
from rag.documents.corpus import LeftOut, find_files
from rag.documents.reading import Progress, read_files, under_editions
from rag.documents.records import Card, RawText, digest_of
from rag.documents.versions import link_versions
from rag.earlier import Earlier
from rag.engine import LOCAL, Engine
from rag.errors import UnreadableFile, UserError
from rag.gathering import gather
from rag.generation import (
    FORMAT,
    Manifest,
    damaged_files,
    file_facts,
    publish,
    read_manifest,
    remembered_roots,
    unused_name,
    writing,
)
from rag.index import Index, read_generation
from rag.lexical import Lexical
from rag.milvus_collections import drop_gone, fill
from rag.preparing import PASSAGE_TOKENS, encode
from rag.values import Document, Passage
from rag.writing import header_of, write_gathered, write_index

__all__ = ["BuildReport", "build_index", "index_in_memory", "write_index"]

ENCODE_CHUNK = 256


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the generation that is served now, and every file left out, with why.

    `n_parsed` files were read and `n_encoded` passages encoded; the rest was taken over.
    `remarked` are the raw texts that carry a warning.
    """

    manifest: Manifest
    left_out: tuple[LeftOut, ...]
    is_new: bool
    n_parsed: int
    n_encoded: int
    remarked: tuple[RawText, ...] = ()


def build_index(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    progress: Progress = lambda step, done, total: None,
    is_fresh: bool = False,
    engine: Engine = LOCAL,
    milvus: Milvus | None = None,
) -> BuildReport:
    """Build or update the index at folder from the files below the paths, and serve it.

    The index remembers its paths: those given are added to them, and all are read again, so that
    changed files are taken up and removed ones go; is_fresh forgets the old ones. Documents and
    vectors of what did not change are kept. progress(step, done, total) tells how far it is.
    engine: who reads, splits and encodes; the generation is the same whoever does. milvus: where
    vectors and postings are to be searched, filled before the index is served.
    Raises UnreadableFile for a path that is not there, UserError where nothing can be indexed,
    SearchUnavailable where Milvus does not answer.
    """
    with writing(folder) as place:
        earlier = _earlier(folder)
        roots = _roots([] if is_fresh else remembered_roots(folder), paths)
        found = find_files(roots)
        known = earlier.cards if earlier else []
        read = read_files(found.files, known, str(FORMAT), progress, engine)
        read = under_editions(read, earlier or {})
        left_out = (*found.left_out, *read.left_out)
        remarked = tuple(card.raw for card in read.cards if card.raw.warnings)
        _require_some(read.cards, roots, left_out)
        content_hash = _content_hash([card.digest for card in read.cards], encoder)
        if earlier and _is_same(earlier.index.manifest, content_hash, roots):
            if milvus:
                fill(milvus, folder, earlier.index, progress)
            same = earlier.index.manifest
            return BuildReport(same, left_out, False, read.n_parsed, 0, remarked)
        gathered = gather(read.texts, encoder, earlier, progress, engine)
        if gathered.left_out:
            left_out = (*left_out, *gathered.left_out)
            _require_some(gathered.cards, roots, left_out)
            content_hash = _content_hash([card.digest for card in gathered.cards], encoder)
        manifest = _manifest(
            [card.about for card in gathered.cards],
            gathered.n_passages,
            encoder,
            content_hash,
            generation=unused_name(folder, content_hash),
            settings={"passage_tokens": PASSAGE_TOKENS},
            roots=[str(root) for root in roots],
        )
        index = write_gathered(place, manifest, gathered, encoder, earlier, progress)
        manifest = replace(manifest, files=file_facts(place))
        if milvus:
            fill(milvus, folder, index, progress)
        publish(folder, place, manifest)
        if milvus:
            drop_gone(milvus, folder)
        return BuildReport(manifest, left_out, True, read.n_parsed, gathered.n_new, remarked)


def _require_some(
    cards: Sequence[Card], roots: Sequence[Path], left_out: Sequence[LeftOut]
) -> None:
    """Raise UserError, saying why, where no document is left."""
    if cards:
        return
    reasons = "; ".join(left.reason for left in left_out[:3])
    raise UserError(
        f"Nothing to index in {', '.join(map(str, roots))}"
        + (f" ({reasons})" if reasons else "")
        + ": name a text, Markdown, HTML, PDF or DOCX file, or a folder of them."
    )


def index_in_memory(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoder: Encoder,
    progress: Progress = lambda step, done, total: None,
) -> Index:
    """Return an index over passages that are split already; nothing is written or served."""
    language = {document.source: document.language for document in documents}
    vectors, words, rows = [np.zeros((0, encoder.dim), dtype=np.float32)], [], []
    for start in range(0, len(passages), ENCODE_CHUNK):
        progress("encoding", start, len(passages))
        chunk = passages[start : start + ENCODE_CHUNK]
        encoded = encode([passage.searched for passage in chunk], encoder)
        vectors.append(encoded.vectors)
        words += encoded.words
        rows += [terms(passage.searched, language[passage.source]) for passage in chunk]
    progress("encoding", len(passages), len(passages))
    in_order = sorted(documents, key=lambda document: document.source)
    content_hash = _content_hash([digest_of(each) for each in documents], encoder)
    return Index(
        manifest=_manifest(documents, len(passages), encoder, content_hash),
        documents={document.source: document for document in in_order},
        headers=[header_of(document) for document in in_order],
        passages=passages,
        catalogue=Catalogue.build(documents, passages),
        lexical=Lexical.build(rows),
        vectors=VectorIndex.build(np.concatenate(vectors), progress),
        words=WordIndex.build(words),
        links=link_versions(documents),
    )


def _manifest(
    documents: Sequence[Document],
    n_passages: int,
    encoder: Encoder,
    content_hash: str,
    generation: str = "memory",
    settings: Mapping[str, Any] = MappingProxyType({}),
    roots: Sequence[str] = (),
) -> Manifest:
    return Manifest(
        format=FORMAT,
        generation=generation,
        encoder=encoder.name,
        dim=encoder.dim,
        corpus_hash=content_hash,
        settings=dict(settings),
        roots=list(roots),
        n_documents=len(documents),
        n_passages=n_passages,
        languages=sorted({document.language for document in documents}),
        files={},
    )


def _earlier(folder: Path) -> Earlier | None:
    """Return the generation that is served, None where there is none or a byte of it changed.

    Nothing is taken over from a damaged one, so that its faults are not published again.
    """
    try:
        manifest = read_manifest(folder)
        if damaged_files(folder, manifest):
            return None
        return Earlier(folder, read_generation(folder, manifest))
    except UserError:
        return None


def _roots(remembered: Sequence[str], paths: Sequence[Path]) -> list[Path]:
    for path in paths:
        if not path.exists():
            raise UnreadableFile(f"No such file or folder: {path}. Check the path.")
    roots = [Path(root) for root in remembered]
    roots.extend(path.resolve() for path in paths)
    roots = list(dict.fromkeys(roots))
    if not roots:
        raise UserError("There is nothing to index yet: run `askalliance index PATH`.")
    for root in roots:
        if not root.exists():
            raise UnreadableFile(
                f"{root} was indexed and is gone: bring it back, or index without it by "
                "`askalliance index --fresh PATH`."
            )
    return roots


def _content_hash(digests: Sequence[str], encoder: Encoder) -> str:
    digest = hashlib.sha256(f"{FORMAT} {encoder.name} {PASSAGE_TOKENS}".encode())
    digest.update("".join(digests).encode())
    return digest.hexdigest()


def _is_same(manifest: Manifest, content_hash: str, roots: Sequence[Path]) -> bool:
    return manifest.corpus_hash == content_hash and manifest.roots == [str(r) for r in roots]
