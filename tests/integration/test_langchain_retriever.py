"""LangChain's own conformance suite against our retriever, over the sample corpus."""

from typing import Any

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from rag.assistant import Assistant
from rag.langchain_retriever import PassageRetriever


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
