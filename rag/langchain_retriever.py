"""Our retriever where LangChain wants one: `PassageRetriever(retriever=..., k=4)`."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from embeddings.encoder import Encoder
from embeddings.vector_store import EncoderEmbeddings, FaissVectorStore
from rag.index import Index
from rag.retrieve import Retriever
from rag.values import Passage


class PassageRetriever(BaseRetriever):
    """Joined retrieval as a LangChain retriever; metadata tells where each passage stands."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = 4

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        hits = self.retriever.search(query, self.k if k is None else k)
        return [_document(hit.passage, score=hit.score, rank=hit.rank) for hit in hits]


def vector_store(index: Index, encoder: Encoder) -> FaissVectorStore:
    """Return the vectors of an index as a LangChain vector store."""
    documents = [_document(passage) for passage in index.passages]
    return FaissVectorStore.over(documents, index.vectors, EncoderEmbeddings(encoder))


def _document(passage: Passage, **found: float | int) -> Document:
    return Document(
        id=passage.passage_id,
        page_content=passage.text,
        metadata={
            "source": passage.source,
            "pinpoint": passage.pinpoint,
            "start": passage.start,
            "end": passage.end,
            **found,
        },
    )
