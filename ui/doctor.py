"""What an operator checks first: settings, packages, encoder, index."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

from embeddings.encoder import load_encoder
from embeddings.errors import UserError
from rag.generation import damaged_files, read_manifest
from rag.index import open_index
from rag.milvus_postings import collection_name, open_collection
from rag.rerank import open_reranker
from rag.tokens import count_tokens
from ui.root import open_milvus
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
    # These may hold a password.
    hidden = {name: "set" for name in ("database_url", "milvus") if getattr(settings, name)}
    set_to = ", ".join(f"{name}={value!r}" for name, value in (asdict(settings) | hidden).items())
    return [
        Finding("settings", True, set_to),
        *(_package(name) for name in PACKAGES),
        _check("tokens", lambda: f"{count_tokens('Торговля людьми')} tokens in «Торговля людьми»"),
        _check("encoder", lambda: _encoder(settings)),
        *([_check("reranker", lambda: _reranker(settings))] if settings.reranker else []),
        _check("index", lambda: _index(settings)),
        *([_check("milvus", lambda: _milvus(settings))] if settings.milvus else []),
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


def _milvus(settings: Settings) -> str:
    milvus = open_milvus(settings)
    assert milvus
    manifest = read_manifest(settings.index_folder)
    vectors, _ = open_collection(milvus, manifest)
    return f"{milvus.version}, {len(vectors)} passages in {collection_name(manifest.generation)}"
