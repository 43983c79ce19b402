"""An encoder of word vectors: a text's vector is the mean of its tokens', and needs no torch.

The file is what `model2vec` writes for a vocabulary that shares rows: eight-bit rows, which of
them a token has, and by what its numbers are multiplied.
"""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.errors import EncoderUnavailable
from embeddings.words import Tokens, WordTable

Vectors = NDArray[np.float32]
WEIGHTS = "model.safetensors"
_PARTS = {"embeddings", "mapping", "weights"}
_MODULES = {"StaticEmbedding", "Normalize"}
_NUMBERS = {"F32": "<f4", "I32": "<i4", "I8": "<i1"}
# The length of the header, in bytes, before it.
_LENGTH = 8
READ_AT_ONCE = 8_192


class StaticEncoder:
    """A folder's word vectors, mapped: what no text needs is not read."""

    def __init__(self, name: str, folder: Path):
        self.name = name
        self.path = str(folder)

    @cached_property
    def _parts(self) -> dict[str, NDArray[Any]]:
        return _mapped(Path(self.path) / WEIGHTS)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(Path(self.path) / "tokenizer.json"))
        tokenizer.no_padding()
        return tokenizer

    @property
    def dim(self) -> int:
        """The length of every vector."""
        return int(self._parts["embeddings"].shape[1])

    @cached_property
    def words(self) -> WordTable:
        """The vectors of its tokens."""
        return WordTable(self._tokenizer, self._rows, self._lengths())

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32, shape (len(texts), dim), rows of unit length; zeros without a token."""
        return self._means(self._tokens(texts))

    def encode_with_words(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """Return what `encode_passages` and `words.tokens` do, reading the texts once."""
        tokens = self._tokens(texts)
        return self._means(tokens), self.words.distinct(tokens)

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [each.ids for each in encoded]

    def _means(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """Return the mean of each text's token vectors, as a row of unit length."""
        vectors = np.zeros((len(tokens), self.dim), dtype=np.float32)
        for row, each in enumerate(tokens):
            if each:
                vectors[row] = self._rows(np.array(each)).mean(axis=0)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        units: Vectors = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
        return units

    def _lengths(self) -> Vectors:
        """Return the length of each token's vector; the rows are read some at a time."""
        parts = self._parts
        rows = parts["embeddings"]
        starts = range(0, len(rows), READ_AT_ONCE)
        lengths = np.concatenate(
            [
                np.linalg.norm(rows[start : start + READ_AT_ONCE].astype(np.float32), axis=1)
                for start in starts
            ]
        )
        found: Vectors = lengths[parts["mapping"]] * np.abs(parts["weights"])
        return found

    def _rows(self, tokens: NDArray[Any]) -> Vectors:
        parts = self._parts
        rows: Vectors = parts["embeddings"][parts["mapping"][tokens]].astype(np.float32)
        rows *= parts["weights"][tokens, None]
        return rows


def is_static(folder: Path) -> bool:
    """Return True for a folder of word vectors as `StaticEncoder` reads them, and nothing else."""
    try:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
        kinds = {module["type"].rpartition(".")[2] for module in modules}
        return kinds <= _MODULES and set(_header(folder / WEIGHTS)[0]) == _PARTS
    except (KeyError, OSError, TypeError, ValueError):
        return False


def _header(file: Path) -> tuple[dict[str, Any], int]:
    """Return what a safetensors file says of its parts, and where they begin."""
    with file.open("rb") as opened:
        n_bytes = int.from_bytes(opened.read(_LENGTH), "little")
        if n_bytes > file.stat().st_size:
            raise ValueError("no header")
        parts = json.loads(opened.read(n_bytes))
    parts.pop("__metadata__", None)
    return parts, _LENGTH + n_bytes


def _mapped(file: Path) -> dict[str, NDArray[Any]]:
    try:
        parts, start = _header(file)
        return {
            name: np.memmap(
                file,
                dtype=_NUMBERS[part["dtype"]],
                mode="r",
                offset=start + part["data_offsets"][0],
                shape=tuple(part["shape"]),
            )
            for name, part in parts.items()
        }
    except (KeyError, OSError, TypeError, ValueError) as error:
        raise EncoderUnavailable(
            f"Encoder {file.parent} cannot be read ({type(error).__name__}): "
            "check ASKALLIANCE_ENCODER, or unset it to use the one that is shipped."
        ) from error
