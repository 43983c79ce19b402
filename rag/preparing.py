"""A document to what the index keeps of it: passages, their terms, vectors and words."""

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from embeddings.encoder import Encoder, Vectors
from embeddings.static import StaticEncoder
from embeddings.words import NO_TOKENS, Tokens, WordIndex
from rag.analysis import terms
from rag.documents.passages import split_passages
from rag.engine import Reason
from rag.generation import FORMAT
from rag.rows import to_json
from rag.tokens import count_tokens
from rag.values import Document, Passage

PASSAGE_TOKENS = 200


@dataclass(frozen=True, slots=True)
class Encoded:
    """Passages as the encoder sees them, row by row.

    `words` are the tokens of each passage, none of an encoder that has no word vectors.
    """

    vectors: Vectors
    words: list[Tokens]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document, and the ids of those of its passages that are encoded already."""

    document: Document
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Prepared:
    """The passages of a document, the terms of each, and what was encoded.

    Row i of `encoded` belongs to `passages[new[i]]`.
    """

    passages: list[Passage]
    terms: list[list[str]]
    new: list[int]
    encoded: Encoded


@dataclass(frozen=True, slots=True)
class PrepareStep:
    """Splits a document, analyses its passages and encodes those that are new.

    encoder: the name of the one that `open_encoder` gives.
    """

    encoder: str
    open_encoder: Callable[[], Encoder]

    def __call__(self, item: Wanted) -> Prepared | Reason:
        """Return what the index keeps of a document."""
        passages = split_passages(item.document, count_tokens, PASSAGE_TOKENS)
        new = [row for row, passage in enumerate(passages) if passage.passage_id not in item.known]
        return Prepared(
            passages,
            [terms(passage.searched, item.document.language) for passage in passages],
            new,
            encode([passages[row].searched for row in new], self.open_encoder()),
        )

    def name(self, item: Wanted) -> str:
        """Return the file name of the document."""
        return item.document.source

    def key(self, item: Wanted) -> str:
        """Return a hash of the document, the encoder, and what is known."""
        about = [FORMAT, PASSAGE_TOKENS, self.encoder, sorted(item.known), item.document]
        return hashlib.sha256(to_json(about)).hexdigest()

    def dump(self, result: Prepared) -> bytes:
        """Return a line of JSON, and arrays behind it."""
        about = {"passages": result.passages, "terms": result.terms, "new": result.new}
        words = WordIndex.build(result.encoded.words)
        file = io.BytesIO()
        file.write(to_json(about) + b"\n")
        for array in (result.encoded.vectors, words.tokens, words.starts):
            np.save(file, array, allow_pickle=False)
        return file.getvalue()

    def load(self, data: bytes) -> Prepared:
        """Return what `dump` wrote."""
        file = io.BytesIO(data)
        about = json.loads(file.readline())
        vectors, tokens, starts = (np.load(file, allow_pickle=False) for _ in range(3))
        words = [tokens[start:end] for start, end in pairwise(starts)]
        return Prepared(
            [Passage(**row) for row in about["passages"]],
            about["terms"],
            about["new"],
            Encoded(vectors, words),
        )


def encode(texts: Sequence[str], encoder: Encoder) -> Encoded:
    """Return texts as the encoder sees them."""
    if not texts:
        return Encoded(np.zeros((0, encoder.dim), dtype=np.float32), [])
    if isinstance(encoder, StaticEncoder):
        return Encoded(*encoder.encode_with_words(texts))
    words = encoder.words.tokens(texts) if encoder.words else [NO_TOKENS] * len(texts)
    return Encoded(encoder.encode_passages(texts), words)
