"""LangChain's own conformance suite against our store, and what it leaves out."""

import json
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.vectorstores import VectorStore
from langchain_tests.integration_tests import VectorStoreIntegrationTests

from embeddings.encoder import Encoder
from embeddings.errors import IndexMismatch
from embeddings.vector_store import EncoderEmbeddings, FaissVectorStore


class TestConformance(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self) -> VectorStore:
        return FaissVectorStore(self.get_embeddings())


def test_a_saved_store_answers_the_same(tmp_path: Path, word_encoder: Encoder) -> None:
    embedding = EncoderEmbeddings(word_encoder)
    store = FaissVectorStore.from_texts(
        ["торговля людьми", "погода в Вене"], embedding, [{"n": 1}, {"n": 2}], ids=["a", "b"]
    )
    store.save(tmp_path)
    opened = FaissVectorStore.load(tmp_path, embedding)
    assert opened.similarity_search("погода", k=1) == [
        Document(id="b", page_content="погода в Вене", metadata={"n": 2})
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"documents.json", "vectors.faiss"}


def test_a_store_whose_parts_differ_is_not_opened(tmp_path: Path, word_encoder: Encoder) -> None:
    embedding = EncoderEmbeddings(word_encoder)
    FaissVectorStore.from_texts(["one", "two"], embedding).save(tmp_path)
    rows = json.loads((tmp_path / "documents.json").read_text("utf-8"))
    (tmp_path / "documents.json").write_text(json.dumps(rows[:1]))
    with pytest.raises(IndexMismatch, match="1 documents and 2 vectors"):
        FaissVectorStore.load(tmp_path, embedding)
