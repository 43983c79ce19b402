"""Collections of Milvus, one a generation: filled before it is served, dropped when it is gone.

HOME/index/collections.json   the collections that this home has made, and no others'
"""

import json
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np

from embeddings.milvus import Milvus, incomplete
from embeddings.vector_index import Progress
from rag.errors import SearchUnavailable
from rag.generation import write_durably
from rag.index import Index
from rag.milvus_postings import collection_name

FILLED_AT_ONCE = 1_000


def fill(
    milvus: Milvus,
    folder: Path,
    index: Index,
    progress: Progress = lambda step, done, total: None,
) -> None:
    """Put the vectors and postings of an index into its collection, unless they are there.

    What an interrupted writer left of it is dropped first.
    Raises SearchUnavailable where Milvus does not answer, NotFilled if rows are lost.
    """
    name, n = collection_name(index.manifest.generation), len(index.passages)
    if milvus.count(name) == n:
        return
    _remember(folder, {*_made(folder), name})
    milvus.drop(name)
    milvus.create(name, index.manifest.dim, n)
    weights = index.lexical.by_passage()
    for start in range(0, n, FILLED_AT_ONCE):
        progress("filling", start, n)
        rows = np.arange(start, min(n, start + FILLED_AT_ONCE), dtype=np.int64)
        milvus.insert(name, start, index.vectors.vectors(rows), list(islice(weights, len(rows))))
    milvus.flush(name)
    progress("filling", n, n)
    if milvus.count(name) != n:
        raise incomplete(name)


def drop_gone(milvus: Milvus, folder: Path) -> None:
    """Drop the collections of generations that are not on disk any more.

    Where Milvus does not answer it is left to the next time: what is served needs none of them.
    """
    made = _made(folder)
    kept = {collection_name(place.name) for place in folder.iterdir() if place.is_dir()} & made
    with suppress(SearchUnavailable):
        for name in sorted(made - kept):
            milvus.drop(name)
        _remember(folder, kept)


def _made(folder: Path) -> set[str]:
    path = folder / "collections.json"
    return set(json.loads(path.read_text("utf-8"))) if path.exists() else set()


def _remember(folder: Path, names: set[str]) -> None:
    write_durably(folder / "collections.json", json.dumps(sorted(names)))
