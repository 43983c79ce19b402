"""A second look at the first hits: a cross-encoder reads the query and each passage together."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import fingerprint
from rag.errors import UserError
from rag.retrieve import NAMED_UNIT, Retriever
from rag.values import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

N_RERANKED = 20
BATCH_SIZE = 8


class Reranker(Protocol):
    """Tells how well passages answer a query."""

    @property
    def name(self) -> str:
        """What an answer records; equal names give equal scores."""

    def scores(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return a score in [0, 1] for each passage, shape (len(passages),)."""


def search(retriever: Retriever, query: str, k: int, reranker: Reranker | None = None) -> list[Hit]:
    """Return the k best passages, best first, the first N_RERANKED as the reranker orders them.

    A reranked hit scores what the reranker says, above the best of those that it did not see, and
    NAMED_UNIT more where the query names its unit; equal scores keep their order.
    """
    if reranker is None:
        return retriever.search(query, k)
    hits = retriever.search(query, max(k, N_RERANKED))
    first, rest = hits[:N_RERANKED], hits[N_RERANKED:]
    floor = rest[0].score if rest else 0.0
    named = retriever.named(query)
    scored = [
        replace(
            hit,
            score=floor
            + float(score)
            + NAMED_UNIT * named.holds(hit.passage.source, hit.passage.start, hit.passage.end),
        )
        for hit, score in zip(
            first, reranker.scores(query, [hit.passage.searched for hit in first]), strict=True
        )
    ]
    scored.sort(key=lambda hit: -hit.score)
    return [replace(hit, rank=n) for n, hit in enumerate([*scored, *rest], start=1)][:k]


def open_reranker(setting: str) -> "CrossEncoderReranker":
    """Return the reranker that a setting names; the model is loaded by `load` or the first query.

    setting: a folder, or a hub model as NAME@REVISION. Raises UserError for anything else.
    """
    folder = Path(setting)
    if folder.is_dir():
        return CrossEncoderReranker(f"{folder.name}@{fingerprint(folder)}", setting)
    model, _, revision = setting.partition("@")
    if not model or not revision:
        raise UserError(
            f"Reranker '{setting}' is no folder and names no revision: write a folder, or a hub "
            "model as NAME@REVISION, in ASKALLIANCE_RERANKER."
        )
    return CrossEncoderReranker(setting, model, revision)


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder from a folder or a hub."""

    def __init__(self, name: str, path: str, revision: str | None = None):
        self.name = name
        self._path = path
        self._revision = revision

    def load(self) -> None:
        """Load the model now. Raises UserError where it cannot be, or gives no single score."""
        self._model  # noqa: B018

    def scores(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return a score in [0, 1] for each passage, shape (len(passages),)."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        from torch.nn import Sigmoid

        scores = self._model.predict(
            [(query, passage) for passage in passages],
            batch_size=BATCH_SIZE,
            activation_fn=Sigmoid(),
            show_progress_bar=False,
        )
        return np.asarray(scores, dtype=np.float32)

    @cached_property
    def _model(self) -> "CrossEncoder":
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = self._open()
        except (ImportError, KeyError, OSError, RuntimeError, ValueError) as error:
            raise UserError(
                f"Reranker '{self.name}' cannot be loaded ({type(error).__name__}): "
                "check ASKALLIANCE_RERANKER, or unset it to answer without one."
            ) from error
        if model.num_labels != 1:
            raise UserError(
                f"Reranker '{self.name}' gives {model.num_labels} scores where one is needed: "
                "choose another in ASKALLIANCE_RERANKER."
            )
        return model

    def _open(self) -> "CrossEncoder":
        from sentence_transformers import CrossEncoder

        load: Callable[..., CrossEncoder] = partial(
            CrossEncoder, self._path, revision=self._revision, device="cpu"
        )
        try:  # a model that is there already is loaded without a call
            return load(local_files_only=True)
        except OSError:
            if self._revision is None:
                raise
            return load()
