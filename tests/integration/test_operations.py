"""What an operator sees: figures, logs, spans, readiness, and an index that is damaged."""

import json
import logging
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from embeddings.errors import UserError
from questions.event import read_event
from questions.gate import Gate
from questions.store import Store
from rag.assistant import Assistant
from rag.build import build_index
from rag.errors import IndexMismatch
from rag.extract import ExtractiveEngine
from tests.conftest import WordEncoder, served
from tests.desk_parts import send
from ui.parts import Parts
from ui.service import build_app
from ui.serving import tracing
from ui.serving.logs import JsonLines
from ui.serving.watch import observed

QUESTION = "В каком году принят план действий?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two generations of an index, the newer one served."""
    text = tmp_path / "texts"
    text.mkdir()
    (text / "plan.md").write_text("# План\n\nПлан действий принят в 2010 году.\n", "utf-8")
    build_index(tmp_path / "index", [text], WordEncoder())
    (text / "plan.md").write_text("# План\n\nПлан действий принят в 2011 году.\n", "utf-8")
    build_index(tmp_path / "index", [], WordEncoder())
    return tmp_path


def opened(home: Path) -> Assistant:
    return Assistant(
        home / "index", WordEncoder(), ExtractiveEngine, observe=observed, is_checked=True
    )


def until(condition: Callable[[], bool]) -> None:
    """Wait for what a server does after its reply is read."""
    ends = time.monotonic() + 10
    while not condition() and time.monotonic() < ends:
        time.sleep(0.01)


def damage(home: Path, name: str) -> None:
    """Change a byte of a file of the generation that is served, and nothing of its size."""
    served_name = (home / "index" / "CURRENT").read_text().strip()
    path = home / "index" / served_name / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x01
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["passages.jsonl", "vectors.faiss", "documents.jsonl"])
def test_a_damaged_index_is_not_served_and_the_one_before_it_is(
    home: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    assistant = opened(home)
    assert "2011" in assistant.ask(QUESTION).text
    damage(home, name)
    for each in (assistant, opened(home)):  # while it is served, and at the start
        assert "2010" in each.ask(QUESTION).text
        assert name in each.damaged
    assert "run `askalliance index`" in caplog.text
    build_index(home / "index", [], WordEncoder())
    assert "2011" in assistant.ask(QUESTION).text
    assert assistant.damaged == ""


def test_without_another_generation_a_damaged_index_answers_nothing(home: Path) -> None:
    assistant = opened(home)
    current = (home / "index" / "CURRENT").read_text().strip()
    for each in (home / "index").iterdir():
        if each.is_dir() and each.name != current:
            shutil.rmtree(each)
    damage(home, "passages.jsonl")
    with pytest.raises(IndexMismatch, match="there is no other"):
        assistant.ask(QUESTION)
    with pytest.raises(IndexMismatch, match="passages"):
        opened(home)


@pytest.fixture
def address(home: Path, file_store: Store) -> Iterator[str]:
    parts = Parts(opened(home), file_store, Gate(), read_event())
    send(file_store)
    with served(build_app(parts)) as address:
        yield address


def test_figures_tell_stages_outcomes_ages_and_nothing_of_the_question(address: str) -> None:
    httpx.post(f"{address}/api/ask", json={"question": f"{QUESTION} Вымышленная"})
    figures = httpx.get(f"{address}/metrics").text
    for stage in ("screen", "retrieve", "compose", "verify"):
        assert re.search(rf'askalliance_stage_seconds_count{{stage="{stage}"}} [1-9]', figures)
    assert re.search(r'askalliance_answers_total{[^}]*outcome="answered"[^}]*} [1-9]', figures)
    assert 'askalliance_questions{state="triage"} 1.0' in figures
    assert re.search(r'askalliance_oldest_seconds{state="triage"} \d', figures)
    assert re.search(r'askalliance_request_seconds_count{route="/api/ask",status="200"}', figures)
    assert "askalliance_index_passages{" in figures
    assert "Вымышленная" not in figures


@pytest.mark.parametrize("path", ["deploy/alerts.yml", "docs/deployment.md"])
def test_every_figure_that_operators_are_told_of_is_there(address: str, path: str) -> None:
    figures = httpx.get(f"{address}/metrics").text
    text = (Path(__file__).parents[2] / path).read_text("utf-8")
    named = set(re.findall(r"\baskalliance_(?!session)[a-z_]+", text))
    assert len(named) >= 4
    assert {name for name in named if name.removesuffix("_bucket") not in figures} == set()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_figures_are_not_told_by_way_of_a_proxy(address: str, header: str) -> None:
    assert httpx.get(f"{address}/metrics", headers={header: "192.0.2.1"}).status_code == 404


def test_readiness_tells_of_a_damaged_index(address: str, home: Path) -> None:
    assert httpx.get(f"{address}/readyz").json() == {"status": "ready"}
    assert "askalliance_index_degraded 0.0" in httpx.get(f"{address}/metrics").text
    damage(home, "passages.jsonl")
    assert httpx.get(f"{address}/readyz").json() == {"status": "degraded"}
    assert "askalliance_index_degraded 1.0" in httpx.get(f"{address}/metrics").text


def test_a_request_has_an_id_that_its_log_line_carries(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="ui.serving.watch"):
        given = httpx.get(
            f"{address}/answers?q=Вымышленная", headers={"X-Request-ID": "from-the-proxy-1"}
        )
        other = httpx.get(f"{address}/nothing/Вымышленная", headers={"X-Request-ID": 'a"b'})
        until(lambda: len(caplog.records) == 2)
    assert given.headers["X-Request-ID"] == "from-the-proxy-1"
    assert re.fullmatch(r"[0-9a-f]{16}", other.headers["X-Request-ID"])
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    routes = [(line["method"], line["route"], line["status"]) for line in lines]
    assert routes == [("GET", "/answers", 200), ("GET", "other", 404)]
    assert "Вымышленная" not in json.dumps(lines, ensure_ascii=False)


def test_an_exception_is_logged_by_type_and_place() -> None:
    try:
        raise ValueError("Тайна")
    except ValueError:
        record = logging.getLogger("ui").makeRecord(
            "ui", logging.ERROR, __file__, 1, "failed", (), sys.exc_info()
        )
    line = JsonLines().format(record)
    assert "Тайна" not in line
    assert re.search(r"ValueError at .*test_operations\.py:\d+", json.loads(line)["error"])


def test_spans_hold_the_steps_of_an_answer_and_no_words_of_it(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter = InMemorySpanExporter()
    monkeypatch.setattr(tracing, "_tracer", None)
    tracing.set_up_tracing({}, exporter)
    httpx.post(f"{address}/api/ask", json={"question": QUESTION})
    until(lambda: len(exporter.get_finished_spans()) == 5)
    spans = exporter.get_finished_spans()
    names = [span.name for span in spans]
    assert names == ["screen", "retrieve", "compose", "verify", "POST request"]
    whole = spans[-1].context
    assert whole
    assert {span.parent.span_id for span in spans[:-1] if span.parent} == {whole.span_id}
    assert all(not span.attributes for span in spans)


def test_without_a_collector_nothing_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "_tracer", None)
    tracing.set_up_tracing({})
    assert tracing._tracer is None


def test_a_collector_without_the_packages_is_a_mistake_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(UserError, match=r"askalliance\[otel\]"):
        tracing.set_up_tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"})
