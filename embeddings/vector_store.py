"""Our FAISS index as a LangChain `VectorStore`, stored without pickle."""

import json
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from embeddings.encoder import Encoder, Vectors
from embeddings.errors import IndexMismatch
from embeddings.vector_index import VectorIndex, VectorSearch


class EncoderEmbeddings(Embeddings):
    """An encoder of ours where LangChain wants `Embeddings`."""

    def __init__(self, encoder: Encoder):
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector per text."""
        return [[float(x) for x in row] for row in self._encoder.encode_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a query."""
        return [float(x) for x in self._encoder.encode_queries([text])[0]]


class FaissVectorStore(VectorStore):
    """LangChain documents beside their vectors; add, delete, search, save and load.

    Scores are inner products of what `embedding` gives, so they are cosines for unit vectors.
    """

    def __init__(self, embedding: Embeddings):
        self._embedding = embedding
        self._documents: dict[str, Document] = {}
        self._index: VectorSearch | None = None

    @property
    def embeddings(self) -> Embeddings:
        """What turns texts into vectors here."""
        return self._embedding

    @classmethod
    def over(
        cls, documents: Sequence[Document], index: VectorSearch, embedding: Embeddings
    ) -> "FaissVectorStore":
        """Return a store over documents (each with an id) whose vectors are the rows of index."""
        store = cls(embedding)
        store._documents = {_id_of(document): document for document in documents}
        store._index = index
        return store

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> "FaissVectorStore":
        """Return a store that holds the texts."""
        store = cls(embedding)
        store.add_texts(texts, metadatas, ids=ids, **kwargs)
        return store

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Add or replace texts and return their ids; an id that is known is replaced."""
        texts = list(texts)
        given: Sequence[str | None] = ids or [None] * len(texts)
        chosen = [known or str(uuid.uuid4()) for known in given]
        metadatas = metadatas or [{} for _ in texts]
        if not len(texts) == len(chosen) == len(metadatas):
            raise ValueError(
                f"{len(texts)} texts, {len(chosen)} ids and {len(metadatas)} metadatas: "
                "give one of each per text."
            )
        if not texts:
            return []
        added = np.asarray(self._embedding.embed_documents(texts), dtype=np.float32)
        rows = dict(zip(self._documents, self._all_vectors(), strict=True))
        for chosen_id, text, metadata, row in zip(chosen, texts, metadatas, added, strict=True):
            self._documents[chosen_id] = Document(
                page_content=text, metadata=metadata, id=chosen_id
            )
            rows[chosen_id] = row
        self._replace_vectors(np.stack([rows[known] for known in self._documents]))
        return chosen

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool:
        """Delete the documents of the ids, all where ids is None; unknown ids are passed over."""
        gone = set(self._documents if ids is None else ids)
        vectors = self._all_vectors()
        kept = [row for row, known in enumerate(self._documents) if known not in gone]
        self._documents = {
            known: document for known, document in self._documents.items() if known not in gone
        }
        self._replace_vectors(vectors[kept])
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """Return the documents of the ids that are known, in the order asked."""
        return [self._documents[known] for known in ids if known in self._documents]

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """Return the k nearest documents, best first."""
        return [document for document, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """Return the k nearest documents with their scores, best first."""
        return self._nearest(self._embedding.embed_query(query), k)

    def similarity_search_by_vector(
        self, embedding: list[float], k: int = 4, **kwargs: Any
    ) -> list[Document]:
        """Return the k documents nearest to a vector, best first."""
        return [document for document, _ in self._nearest(embedding, k)]

    def save(self, folder: Path) -> None:
        """Write `vectors.faiss` and `documents.json` into the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._index is not None:
            index = self._index
            if not isinstance(index, VectorIndex):  # vectors of another engine
                index = VectorIndex.build(self._all_vectors())
            index.save(folder / "vectors.faiss")
        rows = [
            {"id": known, "text": document.page_content, "metadata": document.metadata}
            for known, document in self._documents.items()
        ]
        (folder / "documents.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path, embedding: Embeddings) -> "FaissVectorStore":
        """Open what `save` wrote. Raises IndexMismatch if its two files do not fit."""
        rows = json.loads((folder / "documents.json").read_text("utf-8"))
        documents = [
            Document(page_content=row["text"], metadata=row["metadata"], id=row["id"])
            for row in rows
        ]
        if not documents:
            return cls(embedding)
        index = VectorIndex.open(folder / "vectors.faiss")
        if len(index) != len(documents):
            raise IndexMismatch(
                f"{folder} holds {len(documents)} documents and {len(index)} vectors: "
                "build it again."
            )
        return cls.over(documents, index, embedding)

    def _select_relevance_score_fn(self) -> Any:
        return lambda score: (score + 1.0) / 2.0

    def _nearest(self, vector: list[float], k: int) -> list[tuple[Document, float]]:
        if self._index is None:
            return []
        found = self._index.search(np.asarray([vector], dtype=np.float32), min(k, len(self._index)))
        documents = list(self._documents.values())
        return [
            (documents[row], float(score))
            for row, score in zip(found.rows[0], found.scores[0], strict=True)
        ]

    def _all_vectors(self) -> Vectors:
        if self._index is None:
            return np.zeros((0, 0), dtype=np.float32)
        return self._index.vectors(np.arange(len(self._index), dtype=np.int64))

    def _replace_vectors(self, vectors: Vectors) -> None:
        self._index = VectorIndex.build(vectors) if len(vectors) else None


def _id_of(document: Document) -> str:
    if document.id is None:
        raise ValueError("A document without an id cannot be stored: give it one.")
    return document.id
