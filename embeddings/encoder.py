"""The encoder seam: text to unit-length vectors, whatever model stands behind it."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import EncoderUnavailable
from embeddings.onnx_model import load_onnx_modules, onnx_file, processor_features
from embeddings.presets import PRESETS, Prefixes, family_of, prefixes_for
from embeddings.static import StaticEncoder, is_static
from embeddings.words import WordTable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
DEFAULT_ENCODER = "default"
SHIPPED = Path(__file__).parent / "askalliance-static"
BATCH_SIZE = 64
LOCAL = {"local_files_only": True}


class Encoder(Protocol):
    """Turns texts into vectors of one space in which near means alike."""

    @property
    def name(self) -> str:
        """The name that a manifest records; equal names give equal vectors."""

    @property
    def dim(self) -> int:
        """The length of every vector."""

    @property
    def words(self) -> WordTable | None:
        """The vectors of its tokens, where a text's vector is their mean; None for others."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""


def load_encoder(setting: str = DEFAULT_ENCODER) -> Encoder:
    """Return the encoder that a setting names; the model itself is loaded at the first text.

    setting: "default", a folder, the name of a preset, or a hub model as NAME@REVISION.
    Raises EncoderUnavailable for a hub model without a revision and for a missing folder.
    """
    if setting == DEFAULT_ENCODER:
        return _shipped()
    if Path(setting).is_dir():
        return _folder_encoder(Path(setting))
    preset = PRESETS.get(setting.lower())
    if preset:
        setting = f"{preset.repository}@{preset.revision}"
    model, _, revision = setting.partition("@")
    if not revision:
        raise EncoderUnavailable(
            f"Encoder '{setting}' is no folder, no preset ({', '.join(PRESETS)}) and names no "
            "revision: write a hub model as NAME@REVISION, so that vectors can be made again."
        )
    return SentenceTransformerEncoder(name=setting, path=model, revision=revision)


@cache
def _shipped() -> Encoder:
    return _folder_encoder(SHIPPED)


def _folder_encoder(folder: Path) -> Encoder:
    onnx = onnx_file(folder, processor_features())
    name = f"{folder.name}+{onnx.stem}" if onnx else folder.name
    if is_static(folder) and _has_no_prefix(folder):
        return StaticEncoder(f"{name}@{fingerprint(folder)}", folder)
    return SentenceTransformerEncoder(
        name=f"{name}@{fingerprint(folder)}",
        path=str(folder),
        onnx=onnx,
        # Eight-bit models scale by the batch: alone, a text has one vector whatever it is with.
        batch_size=1 if onnx else BATCH_SIZE,
    )


def _has_no_prefix(folder: Path) -> bool:
    return prefixes_for(_told_by(folder), _own_prompts(folder)) == Prefixes()


def fingerprint(folder: Path) -> str:
    """Return a short hash of a model folder: name and content of every file.

    Hidden files and model cards are left out, since they do not change a vector.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix != ".md":
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]


class SentenceTransformerEncoder:
    """A sentence-transformers model from a folder or a hub, loaded at the first text."""

    def __init__(
        self,
        name: str,
        path: str,
        revision: str | None = None,
        onnx: Path | None = None,
        batch_size: int = BATCH_SIZE,
    ):
        self.name = name
        self.path = path
        self._revision = revision
        self._onnx = onnx
        self._batch_size = batch_size

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return self._from_hub() if self._revision else self._from_folder(Path(self.path))
        except (ImportError, KeyError, OSError, RuntimeError, ValueError) as error:
            raise EncoderUnavailable(
                f"Encoder '{self.name}' cannot be loaded ({type(error).__name__}): "
                "check ASKALLIANCE_ENCODER, or unset it to use the one that is shipped."
            ) from error

    def _from_hub(self) -> "SentenceTransformer":
        try:  # a model that is there already is loaded without a call
            return _open(self.path, revision=self._revision, local_files_only=True)
        except OSError:
            return _open(self.path, revision=self._revision)

    def _from_folder(self, folder: Path) -> "SentenceTransformer":
        prompts = _own_prompts(folder)
        if self._onnx:
            return _open(modules=load_onnx_modules(folder, self._onnx), prompts=prompts)
        if (folder / "modules.json").is_file():
            return _open(str(folder), local_files_only=True)
        family = family_of(_told_by(folder))
        if family is None or not family.pooling:
            raise EncoderUnavailable(
                f"Encoder {folder} holds no modules.json, so how it pools is unknown: "
                "save it there with sentence-transformers, or check ASKALLIANCE_ENCODER."
            )
        from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

        transformer = Transformer(
            str(folder), **{f"{part}_kwargs": LOCAL for part in ("model", "config", "processor")}
        )
        pooling = Pooling(transformer.get_embedding_dimension(), family.pooling)
        return _open(modules=[transformer, pooling], prompts=prompts)

    @cached_property
    def _prefixes(self) -> Prefixes:
        told_by = self.path if self._revision else _told_by(Path(self.path))
        return prefixes_for(told_by, self._model.prompts)

    @cached_property
    def dim(self) -> int:
        """The length of every vector."""
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise EncoderUnavailable(f"Encoder '{self.name}' does not tell its dimension.")
        return int(dim)

    @cached_property
    def words(self) -> WordTable | None:
        """The vectors of its tokens, where a text's vector is their mean; None for others."""
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        first = self._model[0]
        if not isinstance(first, StaticEmbedding):
            return None
        return WordTable.over(first.tokenizer, first.embedding.weight.detach().numpy())

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""
        return self._encode(texts, self._prefixes.query)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""
        return self._encode(texts, self._prefixes.passage)

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = self._model.encode(
            list(texts),
            prompt=prefix,
            batch_size=self._batch_size,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def _open(path: str | None = None, **options: Any) -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(path, device="cpu", model_kwargs={"dtype": torch.float32}, **options)


def _told_by(folder: Path) -> str:
    """Return what tells a folder's model: its name, or in a hub's cache the model's."""
    folder = folder.resolve()
    return folder.parents[1].name if folder.parent.name == "snapshots" else folder.name


def _own_prompts(folder: Path) -> dict[str, str]:
    settings = folder / "config_sentence_transformers.json"
    found = json.loads(settings.read_text("utf-8")) if settings.is_file() else {}
    prompts: dict[str, str] = found.get("prompts") or {}
    return prompts
