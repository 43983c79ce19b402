"""What goes wrong while many ask: no answer is wrong, and nothing that was taken is lost."""

import os
import random
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from embeddings.encoder import load_encoder
from eval.gold import read_gold
from questions.desk.asker import status
from questions.event import read_event
from questions.gate import Gate
from questions.store import open_store
from rag.assistant import Assistant
from rag.build import build_index
from tests.chat_server import Played, chat_server
from tests.conftest import served
from tests.postgres import Postgres, binaries, postgres_server
from tests.service_process import Service, load, service
from ui.parts import Parts
from ui.root import open_assistant
from ui.service import build_app
from ui.settings import Settings

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "data" / "corpus"
QUESTIONS = [each.question for each in read_gold(ROOT / "data" / "gold") if not each.history][:40]
UNLIMITED = {"visitor_rate": 0, "address_rate": 0}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    build_index(home / "index", [CORPUS], load_encoder("default"))
    return home


@pytest.fixture(scope="module")
def is_right(home: Path) -> Callable[[str, dict[str, Any]], bool]:
    """Whether an answer is the one that the assistant gives without a server."""
    assistant = open_assistant(Settings(home=str(home)))
    answers = {question: assistant.ask(question).text for question in QUESTIONS}
    return lambda question, told: bool(told["answer"] == answers[question])


def has_two_without(running: Service, killed: int) -> bool:
    workers = running.workers()
    return len(workers) == 2 and killed not in workers


Right = Callable[[str, dict[str, Any]], bool]


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.05)


def test_a_killed_worker_is_replaced_and_no_answer_is_wrong(home: Path, is_right: Right) -> None:
    with service(home, **UNLIMITED) as running, load(running.address, QUESTIONS, is_right) as met:
        for _ in range(3):
            time.sleep(1.5)
            killed = random.choice(running.workers())
            os.kill(killed, signal.SIGKILL)
            until(partial(has_two_without, running, killed))
            until(lambda: running.n_listening() == 2)
        before = met.right
        until(lambda: met.right > before + 50)
    assert met.wrong == []
    assert set(met.statuses) == {200}
    # A connection breaks with its worker, and the next one is answered.
    assert sum(met.lost.values()) <= 3 * 12


def test_an_index_is_swapped_under_load_without_a_failed_request(tmp_path: Path) -> None:
    home, texts = tmp_path / "home", tmp_path / "texts"
    texts.mkdir()
    encoder = load_encoder("default")

    def publish(year: int) -> str:
        filling = "\n\n".join(
            f"Пункт {n}. О сотрудничестве в области {n}." for n in range(year % 7)
        )
        words = f"# План\n\nПлан действий принят Ассамблеей в {year} году.\n\n{filling}\n"
        (texts / "plan.md").write_text(words, "utf-8")
        return build_index(home / "index", [texts], encoder).manifest.generation

    years, expected = {publish(2010): 2010}, [2010]

    def is_right(_: str, told: dict[str, Any]) -> bool:
        # Which name a year has is known only when it is published, and may be asked before.
        known = years.get(told["versions"]["index"], expected[-1])
        return f"в {known} году" in told["answer"]

    question = "В каком году Ассамблея приняла план действий?"
    with service(home, **UNLIMITED) as running, load(running.address, [question], is_right) as met:
        for year in range(2011, 2023):
            expected.append(year)
            years[publish(year)] = year
            time.sleep(0.5)
    assert met.wrong == []
    assert met.lost == {}
    assert set(met.statuses) == {200}
    assert met.right > 100


def generation(running: Service) -> str:
    return str(httpx.get(f"{running.address}/healthz").json()["index"])


def test_a_damaged_index_is_noticed_under_load_and_the_one_before_serves(
    home: Path, tmp_path: Path, is_right: Right
) -> None:
    own = tmp_path / "home"
    shutil.copytree(home, own)
    extra = tmp_path / "extra.md"
    extra.write_text("# Записка\n\nО погоде здесь не говорится ничего.\n", "utf-8")
    sound = (own / "index" / "CURRENT").read_text().strip()
    build_index(own / "index", [extra], load_encoder("default"))
    newest = (own / "index" / "CURRENT").read_text().strip()
    assert newest != sound
    with service(own, **UNLIMITED) as running:
        assert generation(running) == newest
        path = own / "index" / newest / "passages.jsonl"
        with load(running.address, QUESTIONS, is_right_in(sound, is_right)) as met:
            time.sleep(1)
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
            until(lambda: all(generation(running) == sound for _ in range(8)))
            assert httpx.get(f"{running.address}/readyz").json() == {"status": "degraded"}
            before = met.right
            until(lambda: met.right > before + 50)
    assert met.wrong == []
    assert set(met.statuses) == {200}


def is_right_in(generation: str, is_right: Right) -> Right:
    """Right of an answer from one generation; what another gives is not looked at."""
    return lambda question, told: (
        told["versions"]["index"] != generation or is_right(question, told)
    )


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    tools = binaries()
    if tools is None and not os.environ.get("ASKALLIANCE_NO_SKIPS"):
        pytest.skip("no PostgreSQL server is installed: apt-get install postgresql")
    assert tools
    with postgres_server(tools) as server:
        yield server


def test_the_database_is_restarted_and_no_question_that_was_taken_is_lost(
    home: Path, own_postgres: Postgres
) -> None:
    url = own_postgres.create()
    taken, refused = list[str](), list[int]()
    over = threading.Event()

    def sender(address: str, number: int) -> None:
        with httpx.Client(base_url=address, timeout=60) as http:
            n = 0
            while not over.is_set():
                n += 1
                text = f"Какие меры приняты против торговли людьми, вопрос {number}.{n}?"
                reply = http.post("/api/questions", json={"text": text})
                if reply.status_code == 200:
                    taken.append(reply.json()["receipt"])
                else:
                    refused.append(reply.status_code)

    with (
        service(home, database_url=url, **UNLIMITED) as one,
        service(home, database_url=url, **UNLIMITED) as other,  # two application processes
    ):
        senders = [
            threading.Thread(target=sender, args=(each.address, n))
            for n, each in enumerate([one, other, one, other])
        ]
        for each in senders:
            each.start()
        for _ in range(3):
            time.sleep(2)
            own_postgres.restart()
        before = len(taken)
        until(lambda: len(taken) > before + 20)
        over.set()
        for each in senders:
            each.join(60)
    assert set(refused) <= {503}
    assert len(set(taken)) == len(taken) > 40
    store = open_store(url)
    assert {status(store, receipt).state for receipt in taken} == {"triage"}
    store.close()


def test_on_a_full_disk_a_question_is_refused_and_answers_go_on(
    home: Path, tmp_path: Path, is_right: Right
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'questions.db'}")

    @event.listens_for(store.engine, "connect")
    def _narrow(connection: Any, _: object) -> None:
        # What SQLite says at this many pages is what it says on a full disk.
        connection.execute(f"PRAGMA max_page_count = {most_pages}")

    assistant = open_assistant(Settings(home=str(home)))
    most_pages = 1_000_000
    pages = int(store.engine.raw_connection().execute("PRAGMA page_count").fetchone()[0])
    most_pages = pages + 4
    store.engine.dispose()
    sent, kept = 0, list[str]()
    with served(build_app(Parts(assistant, store, Gate(), read_event()))) as address:
        with load(address, QUESTIONS, is_right, n_clients=4) as met:
            while sent < 400:
                sent += 1
                text = f"Какие меры приняты против торговли людьми, вопрос {sent}?"
                reply = httpx.post(f"{address}/api/questions", json={"text": text}, timeout=60)
                if reply.status_code != 200:
                    break
                kept.append(reply.json()["receipt"])
        assert reply.status_code == 503, "the disk was never full"
        assert {status(store, receipt).state for receipt in kept} == {"triage"}
        most_pages = 1_000_000  # somebody makes room
        store.engine.dispose()
        again = httpx.post(f"{address}/api/questions", json={"text": text}, timeout=60)
        assert again.status_code == 200
    assert (met.wrong, met.lost, set(met.statuses)) == ([], {}, {200})
    store.close()


def test_a_chat_model_that_hangs_costs_its_time_and_nothing_else(home: Path) -> None:
    with chat_server() as model:
        model.script = lambda _: Played(is_silent=True)
        settings = {
            "model": "openai:scripted",
            "model_url": model.url,
            "model_timeout_s": 2,
            **UNLIMITED,
        }
        os.environ["OPENAI_API_KEY"] = "none"
        try:
            with (
                service(home, n_workers=1, **settings) as running,
                load(running.address, QUESTIONS, lambda *_: True, n_clients=24) as met,
            ):
                for _ in range(20):
                    began = time.monotonic()
                    assert httpx.get(f"{running.address}/documents", timeout=10).status_code == 200
                    assert time.monotonic() - began < 3
                    time.sleep(0.2)
        finally:
            del os.environ["OPENAI_API_KEY"]
    assert set(met.statuses) == {200}
    assert met.lost == {}
    assert met.right > 20
    assert met.slowest_s < 15


def test_who_sends_a_byte_a_second_holds_up_nobody_and_is_let_go(
    home: Path, is_right: Right
) -> None:
    with service(home, n_workers=1, **UNLIMITED) as running:
        host, port = running.address.removeprefix("http://").split(":")
        slow = [socket.create_connection((host, int(port))) for _ in range(200)]
        head = b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n"
        sent = [b"" if n % 2 else head for n in range(200)]
        for each, first in zip(slow, sent, strict=True):
            each.sendall(first)
            each.settimeout(0)
        gone = set[int]()
        with load(running.address, QUESTIONS, is_right, n_clients=4) as met:
            for second in range(40):
                for n, each in enumerate(slow):
                    try:
                        each.send(b"GET / HTTP"[second % 10 :][:1])
                        each.recv(1)  # an answer of no, or the end
                        gone.add(n)
                    except BlockingIOError:
                        pass
                    except OSError:
                        gone.add(n)
                if len(gone) == len(slow):
                    break
                time.sleep(1)
        for each in slow:
            each.close()
    assert len(gone) == 200
    assert (met.wrong, met.lost, set(met.statuses)) == ([], {}, {200})
    assert met.right > 100
    assert met.slowest_s < 5


def test_a_clock_that_jumps_changes_no_answer_and_no_limit(
    home: Path, tmp_path: Path, is_right: Right, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'questions.db'}")
    assistant: Assistant = open_assistant(Settings(home=str(home)))
    true_time, shift_s = time.time, 0.0
    monkeypatch.setattr(time, "time", lambda: true_time() + shift_s)
    receipts = []
    app = build_app(Parts(assistant, store, Gate(), read_event()))
    with served(app) as address, load(address, QUESTIONS, is_right, n_clients=4) as met:
        for hours in (0, 24, -24, 87_600, -1):
            shift_s = hours * 3600.0
            text = f"Какие меры приняты против торговли людьми за {hours} часов?"
            reply = httpx.post(f"{address}/api/questions", json={"text": text}, timeout=60)
            receipts.append(reply.json()["receipt"])
            time.sleep(0.5)
    assert (met.wrong, met.lost, set(met.statuses)) == ([], {}, {200})
    assert {status(store, receipt).state for receipt in receipts} == {"triage"}
    store.close()


def test_it_stops_when_it_is_told_to_and_finishes_what_it_began(
    home: Path, is_right: Right
) -> None:
    with service(home, **UNLIMITED) as running, load(running.address, QUESTIONS, is_right) as met:
        time.sleep(2)
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(60)
        assert met.right > 20
    assert met.wrong == []
    assert set(met.statuses) == {200}
    assert set(met.lost) <= {"ConnectError", "ReadError", "RemoteProtocolError"}
