"""What the suites share: a cheap encoder, an index of the sample corpus, the assistant over it."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI

from embeddings.encoder import Vectors, load_encoder
from embeddings.milvus import Milvus
from questions.desk.programme import save_programme
from questions.event import read_event
from questions.evidence import Documents
from questions.gate import Gate
from questions.store import Store, open_store
from questions.workflow import OPERATOR
from rag.assistant import Assistant
from rag.build import build_index
from rag.extract import ExtractiveEngine
from tests.desk_parts import Clock, open_small_assistant
from tests.postgres import Postgres, binaries, postgres_server
from ui.parts import Parts
from ui.service import build_app

CORPUS = Path(__file__).parents[1] / "data" / "corpus"


class WordEncoder:
    """A real encoder of 64 dimensions with no model: the sum of a hashed direction per word."""

    name = "words-64"
    dim = 64
    words = None

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts]).astype(np.float32)

    encode_passages = encode_queries

    def _vector(self, text: str) -> Vectors:
        total = np.full(self.dim, 1e-6, dtype=np.float32)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(self.dim).astype(np.float32)
        vector: Vectors = total / np.linalg.norm(total)
        return vector


@pytest.fixture(scope="session")
def word_encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose index holds the sample corpus, built with the shipped encoder."""
    home = tmp_path_factory.mktemp("home")
    build_index(home / "index", [CORPUS], load_encoder())
    return home


@pytest.fixture(scope="session")
def assistant(home: Path) -> Assistant:
    return Assistant(home / "index", load_encoder(), ExtractiveEngine)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application on loopback; yields its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file, with the programme, for tests that need no second engine."""
    store = open_store(f"sqlite:///{tmp_path / 'questions.db'}")
    save_programme(store, OPERATOR, read_event().titles("en"), read_event().names())
    yield store
    store.close()


@pytest.fixture(scope="session")
def parts(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """What the served application stands on, with an empty store."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('served') / 'questions.db'}")
    event = read_event()
    save_programme(store, OPERATOR, event.titles("en"), event.names())
    yield Parts(assistant, store, Gate(), event)
    store.close()


@pytest.fixture(scope="session")
def address(parts: Parts) -> Iterator[str]:
    """The address of the real application, served on loopback over the sample corpus."""
    parts.assistant.warm_up()
    with served(build_app(parts)) as address:
        yield address


@pytest.fixture(scope="session")
def small_assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over two documents, without a model."""
    return open_small_assistant(tmp_path_factory.mktemp("small"), WordEncoder())


@pytest.fixture(scope="session")
def documents(small_assistant: Assistant) -> Documents:
    return Documents(small_assistant)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of the tests' own."""
    tools = binaries()
    if tools is None and not os.environ.get("ASKALLIANCE_NO_SKIPS"):
        pytest.skip("no PostgreSQL server is installed: apt-get install postgresql")
    assert tools, "ASKALLIANCE_NO_SKIPS is set, and no PostgreSQL server is installed"
    with postgres_server(tools) as server:
        yield server


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Milvus:
    """Milvus within this process, over a file of its own."""
    return Milvus.open(str(tmp_path_factory.mktemp("milvus") / "milvus.db"))


@pytest.fixture(scope="session", params=["here", "milvus"])
def searched_in(request: pytest.FixtureRequest) -> Milvus | None:
    """Where an index is searched: in its own files, and in Milvus."""
    return request.getfixturevalue("milvus") if request.param == "milvus" else None


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'questions.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: str, clock: Clock) -> Iterator[Store]:
    store = open_store(database, clock)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests start from the defaults, whatever the developer's own environment says."""
    for name in list(os.environ):
        if name.startswith("ASKALLIANCE_") and name not in (
            "ASKALLIANCE_NO_SKIPS",
            "ASKALLIANCE_SCREENSHOTS",
        ):
            monkeypatch.delenv(name)
