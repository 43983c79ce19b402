"""The composition root: settings to the objects that answer. Nothing else loads a model."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from embeddings.batching import BatchingEncoder
from embeddings.encoder import load_encoder
from embeddings.milvus import Milvus
from questions.gate import Gate
from questions.helplines import HELPLINES, read_helplines
from rag import compose
from rag.assistant import Assistant
from rag.chat_engine import ChatEngine, open_chat_model
from rag.engine import LOCAL, Engine
from rag.errors import UserError
from rag.extract import ExtractiveEngine
from rag.rerank import open_reranker
from rag.retrieve import Retriever
from rag.stages import Observe, unobserved
from ui.settings import Settings

if TYPE_CHECKING:
    from eval.sweep import Openers

# LangChain would send every question to its maker's service where a shell has one of these set.
TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


def open_assistant(
    settings: Settings, observe: Observe = unobserved, is_served: bool = False
) -> Assistant:
    """Return the assistant that the settings describe.

    observe: told of each step of an answer. is_served: many ask at once, so that a model encodes
    their questions together, and no index answers whose bytes changed.

    Raises NoIndex or IndexMismatch where the index does not serve, UserError for a chat model, a
    reranker or a Milvus that cannot be opened.
    """
    os.environ |= dict.fromkeys(TRACING, "false")
    # The products of a question are small: threads cost more than they save, twice over under load.
    threadpool_limits(limits=1, user_api="blas")
    encoder = load_encoder(settings.encoder)
    if is_served and encoder.words is None:
        encoder = BatchingEncoder(encoder)
    return Assistant(
        settings.index_folder,
        encoder,
        _make_engine(settings),
        reranker=open_reranker(settings.reranker) if settings.reranker else None,
        screen=open_gate(),
        observe=observe,
        is_checked=is_served,
        milvus=open_milvus(settings),
    )


def open_milvus(settings: Settings) -> Milvus | None:
    """Return the Milvus that the settings name, None where the index is searched itself."""
    return Milvus.open(settings.milvus) if settings.milvus else None


@contextmanager
def open_engine(name: str, settings: Settings) -> Iterator[Engine]:
    """Yield the engine of that name, which carries out the steps of a build.

    RAY_ADDRESS names a cluster, as Ray has it; without it one is started on this machine.
    Raises UserError for a name that is unknown and for a cluster that does not answer.
    """
    if name == "local":
        yield LOCAL
    elif name == "ray":
        from rag.ray_engine import LOCAL_CLUSTER, RayEngine

        address = os.environ.get("RAY_ADDRESS") or LOCAL_CLUSTER
        with RayEngine(settings.encoder, settings.index_folder / ".parts", address) as engine:
            yield engine
    else:
        raise UserError(f"There is no engine {name!r}: use local or ray.")


def sweep_openers(settings: Settings) -> "Openers":
    """Return how the parts that a sweep's trial names are opened, else as the settings say."""
    from eval.sweep import Openers

    def engine(model: str, retriever: Retriever) -> compose.Engine:
        return _make_engine(replace(settings, model=model or settings.model))(retriever)

    return Openers(load_encoder, open_reranker, engine)


def _make_engine(settings: Settings) -> Callable[[Retriever], compose.Engine]:
    """Return what makes the engine over a retriever: quotation alone, or a chat model."""
    timeout_s = settings.model_timeout_s
    model = (
        open_chat_model(settings.model, settings.model_url, timeout_s) if settings.model else None
    )

    def make(retriever: Retriever) -> compose.Engine:
        extractive = ExtractiveEngine(retriever)
        if model is None:
            return extractive
        return ChatEngine(model, settings.model, retriever, extractive, timeout_s)

    return make


def open_gate() -> Gate:
    """Return the screening of messages; help is given without the file of helplines too."""
    return Gate(read_helplines() if HELPLINES.exists() else ())
