"""Documents to what the index keeps of all of them, taking over what an earlier one knew."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder
from rag.analysis import terms
from rag.documents.corpus import LeftOut
from rag.documents.reading import Progress
from rag.engine import Done, Engine, Reason, map_rest
from rag.index import Index
from rag.preparing import Encoded, Prepared, PrepareStep, Wanted
from rag.values import Document, Passage


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was prepared of all documents, passage by passage; `n_new` of them were encoded."""

    documents: list[Document]
    passages: list[Passage]
    terms: list[list[str]]
    encoded: Encoded
    n_new: int
    left_out: list[LeftOut]


class Before:
    """What an earlier generation, by the same encoder, knows of documents.

    documents: those of it, by source, that have been read already.
    """

    def __init__(self, index: Index | None, documents: Mapping[str, Document]):
        self._index, self._documents = index, documents
        self._passages = list(index.passages) if index else []
        self._row_of = {p.passage_id: row for row, p in enumerate(self._passages)}
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(self._passages):
            self._rows[passage.source].append(row)

    def input(self, document: Document) -> Wanted | Done[Prepared]:
        """Return what is to be prepared of a document; of one that did not change, nothing is."""
        rows = self._rows.get(document.source, [])
        passages = [self._passages[row] for row in rows]
        if rows and self._documents.get(document.source) == document:
            found = [terms(passage.searched, document.language) for passage in passages]
            return Done(Prepared(passages, found, [], Encoded(np.zeros((0, 0), np.float32), [])))
        return Wanted(document, frozenset(passage.passage_id for passage in passages))

    def complete(self, prepared: Prepared, dim: int) -> Encoded:
        """Return all passages of a document as encoded: the new ones, and those known before."""
        new, n = prepared.new, len(prepared.passages)
        if len(new) == n or self._index is None:
            return prepared.encoded
        is_kept = np.ones(n, dtype=bool)
        is_kept[new] = False
        kept = np.flatnonzero(is_kept)
        rows = [self._row_of[prepared.passages[at].passage_id] for at in kept]
        vectors = np.zeros((n, dim), dtype=np.float32)
        vectors[new] = prepared.encoded.vectors.reshape(-1, dim)
        vectors[kept] = self._index.vectors.vectors(np.array(rows, dtype=np.int64))
        words = dict(zip(new, prepared.encoded.words, strict=True))
        words |= {int(at): self._index.words.row(row) for at, row in zip(kept, rows, strict=True)}
        return Encoded(vectors, [words[at] for at in range(n)])


def gather(
    documents: Sequence[Document],
    encoder: Encoder,
    before: Index | None,
    known: Mapping[str, Document],
    progress: Progress,
    engine: Engine,
) -> Gathered:
    """Return the passages of the documents with their terms, vectors and words, in order.

    before: the index of the same encoder whose passages are not encoded again. known: its
    documents by source, those at least that may be unchanged.
    """
    earlier = Before(before, known)
    step = PrepareStep(encoder.name, engine.opener(encoder))
    gathered = Gathered([], [], [], Encoded(np.zeros((0, encoder.dim), np.float32), []), 0, [])
    vectors, n_new = [gathered.encoded.vectors], 0
    results = map_rest(engine, step, map(earlier.input, documents))
    for done, (document, found) in enumerate(zip(documents, results, strict=True)):
        progress("encoding", done, len(documents))
        if isinstance(found, Reason):
            gathered.left_out.append(LeftOut(Path(document.source), found.text))
            continue
        gathered.documents.append(document)
        gathered.passages.extend(found.passages)
        gathered.terms.extend(found.terms)
        encoded = earlier.complete(found, encoder.dim)
        vectors.append(encoded.vectors)
        gathered.encoded.words.extend(encoded.words)
        n_new += len(found.new)
    progress("encoding", len(documents), len(documents))
    encoded = Encoded(np.concatenate(vectors), gathered.encoded.words)
    return replace(gathered, encoded=encoded, n_new=n_new)
