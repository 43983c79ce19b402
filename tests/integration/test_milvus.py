"""Milvus as vectors and postings: the same answers, and what happens when something fails."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.encoder import Encoder, load_encoder
from embeddings.milvus import Milvus
from eval.gold import read_gold
from rag.assistant import Assistant
from rag.build import build_index
from rag.errors import IndexMismatch, SearchUnavailable, UserError
from rag.extract import ExtractiveEngine
from rag.generation import current_name
from rag.milvus_postings import collection_name
from rag.retrieve import SYSTEMS, System
from rag.values import Answer, Hit
from tests.desk_parts import FUND, QUESTION, write_documents
from tests.milvus_parts import Server
from ui.doctor import examine
from ui.parts import Parts
from ui.root import open_milvus
from ui.service import build_app
from ui.settings import Settings

pytestmark = pytest.mark.slow

GOLD = Path(__file__).parents[2] / "data" / "gold"
# Sums of products in another order; BM25 of a passage is about 10, all other scores below 2.
TOLERANCE = 1e-4
LATER = "Добровольный фонд для жертв торговли людьми создан в 2012 году."


class Stopped(BaseException):
    """The writer was stopped here."""


@pytest.fixture(scope="module")
def both(
    home: Path, milvus: Milvus, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Assistant, Assistant]:
    """Assistants over the sample corpus: searched in its files, and in Milvus."""
    folder = tmp_path_factory.mktemp("both") / "index"
    shutil.copytree(home / "index", folder)
    encoder = load_encoder()
    assert not build_index(folder, [], encoder, milvus=milvus).is_new
    here = Assistant(folder, encoder, ExtractiveEngine)
    return here, Assistant(folder, encoder, ExtractiveEngine, milvus=milvus)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_gold_questions_find_the_same(
    both: tuple[Assistant, Assistant], system: System
) -> None:
    here, there = both
    for question in read_gold(GOLD):
        expected = here.retriever.search(question.question, 10, system)
        found = there.retriever.search(question.question, 10, system)
        assert [hit.score for hit in found] == pytest.approx(
            [hit.score for hit in expected], abs=TOLERANCE
        ), question
        assert in_order(found) == in_order(expected), question


def in_order(hits: list[Hit]) -> list[set[str]]:
    """Return the passages, those together whose scores are equal but for the tolerance.

    The last ones are left out, which may tie with what is not among the hits.
    """
    groups: list[set[str]] = []
    last = 9e9
    for hit in hits:
        if last - hit.score > TOLERANCE:
            groups.append(set())
        groups[-1].add(hit.passage.passage_id)
        last = hit.score
    return groups[:-1]


def test_the_gold_questions_are_answered_the_same(both: tuple[Assistant, Assistant]) -> None:
    here, there = both
    for question in read_gold(GOLD):
        expected, found = here.ask(question.question), there.ask(question.question)
        assert without_scores(found) == without_scores(expected)


def without_scores(answer: Answer) -> Answer:
    claims = tuple(replace(claim, support=round(claim.support, 3)) for claim in answer.claims)
    return replace(answer, claims=claims, hits=(), latency_ms=0)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_documents(tmp_path / "documents")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def own(tmp_path: Path) -> Milvus:
    """A Milvus of the test's own."""
    return Milvus.open(str(tmp_path / "own.db"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "served")
    yield server
    server.stop()


def stopping(step: str, is_it: Callable[[int, int], bool]) -> Callable[[str, int, int], None]:
    """Return a progress that stops the writer for good at that moment."""

    def progress(told: str, done: int, total: int) -> None:
        if told == step and is_it(done, total):
            raise Stopped

    return progress


@pytest.mark.parametrize(
    "moment",
    [lambda done, total: done == 0, lambda done, total: done == total],
    ids=["half filled", "filled and not served"],
)
def test_a_writer_that_is_stopped_leaves_the_index_of_before(
    folder: Path,
    corpus: Path,
    word_encoder: Encoder,
    own: Milvus,
    moment: Callable[[int, int], bool],
) -> None:
    build_index(folder, [corpus], word_encoder, milvus=own)
    assistant = Assistant(folder, word_encoder, ExtractiveEngine, milvus=own)
    before, answer = current_name(folder), assistant.ask(QUESTION)
    assert "2010" in answer.text
    write_documents(corpus, LATER)
    with pytest.raises(Stopped):
        build_index(folder, [], word_encoder, stopping("filling", moment), milvus=own)
    assert current_name(folder) == before
    for opened in (assistant, Assistant(folder, word_encoder, ExtractiveEngine, milvus=own)):
        assert opened.ask(QUESTION).text == answer.text
    build_index(folder, [], word_encoder, milvus=own)
    assert "2012" in assistant.ask(QUESTION).text


KILLED = """
import os, signal, sys
from pathlib import Path
from embeddings.milvus import Milvus
from rag.build import build_index
from tests.conftest import WordEncoder

def progress(step, done, total):
    if step == "filling" and done == total:
        os.kill(os.getpid(), signal.SIGKILL)

folder, corpus, uri = sys.argv[1:]
build_index(Path(folder), [Path(corpus)], WordEncoder(), progress, milvus=Milvus.open(uri))
"""


def test_a_writer_that_is_killed_leaves_the_index_of_before(
    folder: Path, corpus: Path, word_encoder: Encoder, server: Server
) -> None:
    milvus = server.start()
    build_index(folder, [corpus], word_encoder, milvus=milvus)
    write_documents(corpus, LATER)
    run = [sys.executable, "-c", KILLED, str(folder), str(corpus), server.uri]
    done = subprocess.run(run, cwd=GOLD.parents[1], check=False)
    assert done.returncode == -signal.SIGKILL
    assistant = Assistant(folder, word_encoder, ExtractiveEngine, milvus=milvus)
    assert "2010" in assistant.ask(QUESTION).text
    build_index(folder, [], word_encoder, milvus=milvus)
    assert "2012" in assistant.ask(QUESTION).text


def test_what_a_stopped_writer_left_is_dropped(
    folder: Path, corpus: Path, word_encoder: Encoder, own: Milvus
) -> None:
    build_index(folder, [corpus], word_encoder, milvus=own)
    write_documents(corpus, LATER)
    at_the_end = stopping("filling", lambda done, total: done == total)
    with pytest.raises(Stopped):
        build_index(folder, [], word_encoder, at_the_end, milvus=own)
    made = json.loads((folder / "collections.json").read_text("utf-8"))
    assert [own.count(name) for name in made] == [2, 2]
    write_documents(corpus, LATER.replace("2012", "2013"))
    build_index(folder, [], word_encoder, milvus=own)
    (left,) = set(made) - {collection_name(place.name) for place in folder.iterdir()}
    assert own.count(left) is None


def test_collections_of_generations_that_are_gone_are_dropped_and_no_others(
    folder: Path, corpus: Path, word_encoder: Encoder, own: Milvus
) -> None:
    own.create("askalliance_000000000000", 8, 1)
    names = []
    for year in ("2010", "2011", "2012"):
        write_documents(corpus, LATER.replace("2012", year))
        built = build_index(folder, [corpus], word_encoder, milvus=own)
        names.append(collection_name(built.manifest.generation))
    assert [own.count(name) for name in names] == [None, 2, 2]
    assert own.count("askalliance_000000000000") == 0


def test_a_missing_collection_is_named_and_filled_again(
    folder: Path, corpus: Path, word_encoder: Encoder, own: Milvus
) -> None:
    build_index(folder, [corpus], word_encoder)
    with pytest.raises(IndexMismatch, match="run `askalliance index`"):
        Assistant(folder, word_encoder, ExtractiveEngine, milvus=own)
    assert not build_index(folder, [], word_encoder, milvus=own).is_new
    assistant = Assistant(folder, word_encoder, ExtractiveEngine, milvus=own)
    assert "2010" in assistant.ask(QUESTION).text
    own.drop(collection_name(assistant.index.manifest.generation))
    with pytest.raises(SearchUnavailable):
        assistant.ask(QUESTION)
    build_index(folder, [], word_encoder, milvus=own)
    assert "2010" in assistant.ask(QUESTION).text


def test_an_index_that_was_not_filled_is_taken_up_once_it_is(
    folder: Path, corpus: Path, word_encoder: Encoder, own: Milvus
) -> None:
    build_index(folder, [corpus], word_encoder, milvus=own)
    assistant = Assistant(folder, word_encoder, ExtractiveEngine, milvus=own)
    write_documents(corpus, LATER)
    build_index(folder, [], word_encoder)
    assert "2010" in assistant.ask(QUESTION).text
    build_index(folder, [], word_encoder, milvus=own)
    assert "2012" in assistant.ask(QUESTION).text


def test_questions_are_answered_while_indexes_change(
    folder: Path, corpus: Path, word_encoder: Encoder, own: Milvus
) -> None:
    build_index(folder, [corpus], word_encoder, milvus=own)
    assistant = Assistant(folder, word_encoder, ExtractiveEngine, milvus=own)
    texts: list[str] = []
    failures: list[BaseException] = []
    is_done = threading.Event()

    def ask() -> None:
        while not is_done.is_set():
            try:
                texts.append(assistant.ask(QUESTION).text)
            except BaseException as error:
                failures.append(error)

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for year in ("2011", "2012"):
        write_documents(corpus, FUND.replace("2010", year))
        build_index(folder, [], word_encoder, milvus=own)
        deadline = time.monotonic() + 20
        while not (texts and year in texts[-1]) and time.monotonic() < deadline:
            time.sleep(0.02)
    is_done.set()
    for asker in askers:
        asker.join()
    assert not failures
    assert all(any(year in text for text in texts) for year in ("2011", "2012"))


def test_while_the_server_is_away_nothing_is_answered_and_then_it_is(
    folder: Path, corpus: Path, word_encoder: Encoder, server: Server, parts: Parts
) -> None:
    milvus = server.start()
    build_index(folder, [corpus], word_encoder, milvus=milvus)
    assistant = Assistant(folder, word_encoder, ExtractiveEngine, milvus=milvus)
    api = TestClient(build_app(replace(parts, assistant=assistant)))
    asked = {"question": QUESTION}
    assert "2010" in api.post("/api/ask", json=asked).json()["answer"]
    server.stop()
    for _ in range(5):
        away = api.post("/api/ask", json=asked)
    assert away.status_code == 503
    assert "ключ" not in away.text
    assert "127.0.0.1" not in away.text
    assert api.get("/api/documents/fond.ru.txt").status_code == 200
    write_documents(corpus, LATER)
    with pytest.raises(SearchUnavailable):
        build_index(folder, [], word_encoder, milvus=milvus)
    server.start()
    build_index(folder, [], word_encoder, milvus=milvus)
    assert "2012" in assistant.ask(QUESTION).text


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("http://anna:geheim@127.0.0.1:9", "127.0.0.1:9 cannot be opened"),
        ("ftp://anna:geheim@example.org", "example.org cannot be opened"),
        ("милвус", "that URI cannot be opened"),
        ("/nowhere/at/all/milvus.db", "not exists"),
    ],
)
def test_what_cannot_be_opened_is_one_line_without_the_password(uri: str, reason: str) -> None:
    with pytest.raises(SearchUnavailable) as caught:
        Milvus.open(uri)
    assert reason in str(caught.value)
    assert "ASKALLIANCE_MILVUS" in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(UserError, match=r"askalliance\[milvus\]"):
        open_milvus(Settings(milvus="http://127.0.0.1:19530"))


def test_the_doctor_says_what_milvus_holds_and_no_password(
    tmp_path: Path, corpus: Path, server: Server
) -> None:
    settings = Settings(home=str(tmp_path), milvus=server.uri)
    build_index(settings.index_folder, [corpus], load_encoder(), milvus=server.start())
    good = examine(settings)
    assert [each.what for each in good if not each.is_good] == []
    assert "2 passages in askalliance_" in good[-1].detail
    server.stop()
    bad = examine(settings)
    assert [each.what for each in bad if not each.is_good] == ["milvus"]
    assert "cannot be opened" in bad[-1].detail
    assert "geheim" not in str((good, bad))


def test_the_command_line_fills_and_asks(tmp_path: Path, corpus: Path) -> None:
    environment = {
        **os.environ,
        "ASKALLIANCE_HOME": str(tmp_path),
        "ASKALLIANCE_MILVUS": str(tmp_path / "milvus.db"),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        run = [sys.executable, "-m", "ui", *arguments]
        return subprocess.run(run, capture_output=True, text=True, check=False, env=environment)

    assert run("index", str(corpus)).returncode == 0
    answer = run("ask", QUESTION, "--json")
    assert "2010" in json.loads(answer.stdout)["answer"], answer.stderr
    held = Milvus.open(environment["ASKALLIANCE_MILVUS"])
    locked = run("ask", QUESTION)
    assert locked.returncode == 2
    assert "milvus-lite server" in locked.stderr
    assert locked.stderr.count("\n") == 1, locked.stderr
    assert held.version
