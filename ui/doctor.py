"""What an operator checks first: settings, packages, encoder, index."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

from embeddings.encoder import load_encoder
from embeddings.errors import UserError
from rag.generation import damaged_files
from rag.index import open_index
from rag.rerank import open_reranker
from rag.tokens import count_tokens
from ui.settings import Settings

PACKAGES = (
    "torch",
    "sentence-transformers",
    "faiss-cpu",
    "bm25s",
    "langchain",
    "gradio",
    "tiktoken",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked, and what came of it."""

    what: str
    is_good: bool
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """Return what was found, in the order in which a failure would be put right."""
    shown = {**asdict(settings), "database_url": "set" if settings.database_url else ""}
    set_to = ", ".join(f"{name}={value!r}" for name, value in shown.items())
    return [
        Finding("settings", True, set_to),
        *(_package(name) for name in PACKAGES),
        _check("tokens", lambda: f"{count_tokens('Торговля людьми')} tokens in «Торговля людьми»"),
        _check("encoder", lambda: _encoder(settings)),
        *([_check("reranker", lambda: _reranker(settings))] if settings.reranker else []),
        _check("index", lambda: _index(settings)),
    ]


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, "not installed: run `make setup`")


def _check(what: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, check())
    except (UserError, OSError, ImportError) as error:
        return Finding(what, False, str(error))


def _encoder(settings: Settings) -> str:
    encoder = load_encoder(settings.encoder)
    encoder.encode_queries(["?"])
    return f"{encoder.name}, {encoder.dim} dimensions"


def _reranker(settings: Settings) -> str:
    reranker = open_reranker(settings.reranker)
    reranker.load()
    return reranker.name


def _index(settings: Settings) -> str:
    folder = settings.index_folder
    manifest = open_index(folder, load_encoder(settings.encoder).name).manifest
    damaged = damaged_files(folder, manifest)
    if damaged:
        raise UserError(
            f"{', '.join(damaged)} of {manifest.generation} changed on disk: index again."
        )
    return (
        f"{manifest.generation}, {manifest.n_documents} documents, {manifest.n_passages} passages"
    )
