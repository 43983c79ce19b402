"""Files to a new index generation: parse, split, analyse, encode, publish."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from embeddings.encoder import Encoder, Vectors
from embeddings.milvus import Milvus
from embeddings.vector_index import VectorIndex
from embeddings.words import NO_TOKENS, Tokens, WordIndex
from rag.analysis import terms
from rag.catalogue import Catalogue
from rag.documents.corpus import LeftOut, find_files
from rag.documents.passages import split_passages
from rag.documents.reading import Progress, RawText, known_by_path, read_files
from rag.documents.versions import link_versions
from rag.errors import UnreadableFile, UserError
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
from rag.index import Header, Index, read_generation, read_raw_texts
from rag.lexical import Lexical
from rag.milvus_collections import drop_gone, fill
from rag.rows import write_rows
from rag.tokens import count_tokens
from rag.values import Document, Passage

PASSAGE_TOKENS = 200
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


@dataclass(frozen=True, slots=True)
class Encoded:
    """Passages as the encoder sees them, row by row; `n_new` of them were encoded anew.

    `words` are the tokens of each passage, none of an encoder that has no word vectors.
    """

    vectors: Vectors
    words: list[Tokens]
    n_new: int


def build_index(
    folder: Path,
    paths: Sequence[Path],
    encoder: Encoder,
    progress: Progress = lambda step, done, total: None,
    is_fresh: bool = False,
    milvus: Milvus | None = None,
) -> BuildReport:
    """Build or update the index at folder from the files below the paths, and serve it.

    The index remembers its paths: those given are added to them, and all are read again, so that
    changed files are taken up and removed ones go; is_fresh forgets the old ones. Documents and
    vectors of what did not change are kept. progress(step, done, total) tells how far it is.
    milvus: where vectors and postings are to be searched, filled before the index is served.
    Raises UnreadableFile for a path that is not there, UserError where nothing can be indexed,
    SearchUnavailable where Milvus does not answer.
    """
    with writing(folder) as place:
        before = _previous(folder)
        roots = _roots([] if is_fresh else remembered_roots(folder), paths)
        found = find_files(roots)
        raw_texts = read_raw_texts(folder, before.manifest) if before else []
        known = known_by_path(raw_texts, before.documents if before else {})
        read = read_files(found.files, known, str(FORMAT), progress)
        documents = read.documents
        if not documents:
            reasons = "; ".join(left.reason for left in read.left_out[:3])
            raise UserError(
                f"Nothing to index in {', '.join(map(str, roots))}"
                + (f" ({reasons})" if reasons else "")
                + ": name a text, Markdown, HTML, PDF or DOCX file, or a folder of them."
            )
        left_out = (*found.left_out, *read.left_out)
        remarked = tuple(raw for raw in read.raw_texts if raw.warnings)
        content_hash = _content_hash(documents, encoder)
        if before and _is_same(before.manifest, content_hash, roots):
            if milvus:
                fill(milvus, folder, before, progress)
            return BuildReport(before.manifest, left_out, False, read.n_parsed, 0, remarked)
        passages = [
            passage
            for document in documents
            for passage in split_passages(document, count_tokens, PASSAGE_TOKENS)
        ]
        reusable = before if before and before.manifest.encoder == encoder.name else None
        encoded = _encode(passages, encoder, reusable, progress)
        manifest = _manifest(
            documents,
            passages,
            encoder,
            content_hash,
            generation=unused_name(folder, content_hash),
            settings={"passage_tokens": PASSAGE_TOKENS},
            roots=[str(root) for root in roots],
        )
        index = _assemble(manifest, documents, passages, encoded, progress)
        write_index(place, index)
        write_rows(place / "raw.jsonl", read.raw_texts)
        manifest = replace(manifest, files=file_facts(place))
        if milvus:
            fill(milvus, folder, index, progress)
        publish(folder, place, manifest)
        if milvus:
            drop_gone(milvus, folder)
        return BuildReport(manifest, left_out, True, read.n_parsed, encoded.n_new, remarked)


def index_in_memory(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoder: Encoder,
    progress: Progress = lambda step, done, total: None,
) -> Index:
    """Return an index over passages that are split already; nothing is written or served."""
    encoded = _encode(passages, encoder, None, progress)
    manifest = _manifest(documents, passages, encoder, _content_hash(documents, encoder))
    return _assemble(manifest, documents, passages, encoded, progress)


def write_index(place: Path, index: Index) -> None:
    """Write an index into an empty folder, as `read_generation` opens it."""
    write_rows(place / "documents.jsonl", index.documents.values())
    write_rows(place / "headers.jsonl", index.headers)
    write_rows(place / "passages.jsonl", index.passages)
    write_rows(place / "links.jsonl", index.links)
    index.catalogue.save(place / "catalogue")
    index.lexical.save(place / "bm25")
    assert isinstance(index.vectors, VectorIndex)  # what is written was built here
    index.vectors.save(place / "vectors.faiss")
    index.words.save(place / "words")


def _manifest(
    documents: Sequence[Document],
    passages: Sequence[Passage],
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
        n_passages=len(passages),
        languages=sorted({document.language for document in documents}),
        files={},
    )


def _assemble(
    manifest: Manifest,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoded: Encoded,
    progress: Progress,
) -> Index:
    in_order = sorted(documents, key=lambda document: document.source)
    return Index(
        manifest=manifest,
        documents={document.source: document for document in in_order},
        headers=[Header(d.source, d.full_title, d.symbol, d.language) for d in in_order],
        passages=passages,
        catalogue=Catalogue.build(documents, passages),
        lexical=_postings(documents, passages, progress),
        vectors=VectorIndex.build(encoded.vectors, progress),
        words=WordIndex.build(encoded.words),
        links=link_versions(documents),
    )


def _postings(
    documents: Sequence[Document], passages: Sequence[Passage], progress: Progress
) -> Lexical:
    language = {document.source: document.language for document in documents}
    rows = []
    for done, passage in enumerate(passages):
        if done % ENCODE_CHUNK == 0:
            progress("postings", done, len(passages))
        rows.append(terms(passage.searched, language[passage.source]))
    progress("postings", len(passages), len(passages))
    return Lexical.build(rows)


def _previous(folder: Path) -> Index | None:
    """Return the generation that is served, None where there is none or a byte of it changed.

    Nothing is taken over from a damaged one, so that its faults are not published again.
    """
    try:
        manifest = read_manifest(folder)
        return None if damaged_files(folder, manifest) else read_generation(folder, manifest)
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


def _encode(
    passages: Sequence[Passage], encoder: Encoder, before: Index | None, progress: Progress
) -> Encoded:
    known = {p.passage_id: row for row, p in enumerate(before.passages)} if before else {}
    new = [row for row, passage in enumerate(passages) if passage.passage_id not in known]
    vectors = np.zeros((len(passages), encoder.dim), dtype=np.float32)
    words = [NO_TOKENS] * len(passages)
    for start in range(0, len(new), ENCODE_CHUNK):
        progress("encoding", start, len(new))
        rows = new[start : start + ENCODE_CHUNK]
        texts = [passages[row].searched for row in rows]
        vectors[rows] = encoder.encode_passages(texts)
        if encoder.words:
            for row, tokens in zip(rows, encoder.words.tokens(texts), strict=True):
                words[row] = tokens
    progress("encoding", len(new), len(new))
    kept = [row for row, passage in enumerate(passages) if passage.passage_id in known]
    if before and kept:
        old = [known[passages[row].passage_id] for row in kept]
        vectors[kept] = before.vectors.vectors(np.array(old, dtype=np.int64))
        for row, old_row in zip(kept, old, strict=True):
            words[row] = before.words.row(old_row)
    return Encoded(vectors, words, len(new))


def _content_hash(documents: Sequence[Document], encoder: Encoder) -> str:
    digest = hashlib.sha256(f"{FORMAT} {encoder.name} {PASSAGE_TOKENS}".encode())
    for document in documents:
        digest.update(json.dumps(asdict(document), ensure_ascii=False).encode())
    return digest.hexdigest()


def _is_same(manifest: Manifest, content_hash: str, roots: Sequence[Path]) -> bool:
    return manifest.corpus_hash == content_hash and manifest.roots == [str(r) for r in roots]
