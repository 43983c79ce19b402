"""LangChain's own conformance suite against our retriever, over the sample corpus."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from embeddings.encoder import load_encoder
from embeddings.milvus import Milvus
from rag.assistant import Assistant
from rag.build import build_index
from rag.extract import ExtractiveEngine
from rag.langchain_retriever import PassageRetriever


@pytest.fixture(scope="session")
def assistant(
    home: Path, searched_in: Milvus | None, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    """The assistant over the sample corpus, searched in each engine in turn."""
    folder = tmp_path_factory.mktemp("searched") / "index"
    shutil.copytree(home / "index", folder)
    encoder = load_encoder()
    build_index(folder, [], encoder, milvus=searched_in)
    return Assistant(folder, encoder, ExtractiveEngine, milvus=searched_in)


class TestConformance(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def over_the_sample_corpus(self, assistant: Assistant) -> None:
        self._retriever = assistant.retriever

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return PassageRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"retriever": self._retriever}

    @property
    def retriever_query_example(self) -> str:
        return "Что такое Альянс по борьбе с торговлей людьми?"


def test_a_document_tells_where_it_stands(assistant: Assistant) -> None:
    (found,) = PassageRetriever(retriever=assistant.retriever, k=1).invoke("п. 13 A/RES/76/186")
    text = assistant.document(found.metadata["source"]).text
    assert text[found.metadata["start"] : found.metadata["end"]] == found.page_content
    assert found.metadata["pinpoint"] == "A/RES/76/186, п. 13"
