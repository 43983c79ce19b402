"""The command line as a user runs it: real processes over a real index."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

GOLD = Path(__file__).parents[2] / "data" / "gold"
QUESTION = "Почему 20-ю конференцию Альянса решили проводить в основном через интернет?"


def run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ASKALLIANCE_HOME": str(home), **environment},
    )


def fails(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """A user's mistake is one line on stderr, which says what and what next, and exit code 2."""
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("askalliance: ")
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr


@pytest.fixture(scope="module")
def answers(home: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    out = tmp_path_factory.mktemp("batch") / "out.jsonl"
    done = run(home, "ask", "--batch", str(GOLD / "questions.jsonl"), "--out", str(out))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in out.read_text("utf-8").split("\n") if line]


def test_help_is_instant() -> None:
    best_s = 9.0
    for _ in range(3):
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "ui", "--help"], capture_output=True, check=True
        )
        best_s = min(best_s, time.perf_counter() - began)
    assert b"serve" in done.stdout
    assert best_s < 0.5


def test_the_first_question_is_answered_with_exact_quotes(home: Path) -> None:
    done = run(home, "ask", QUESTION, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["outcome"] == "answered"
    assert "COVID-19" in answer["answer"]
    assert set(answer) >= {
        *("id", "question", "language", "outcome", "answer", "claims", "citations"),
        *("passages", "engine", "latency_ms", "versions"),
    }
    assert answer["citations"]
    for citation in answer["citations"]:
        text = run(home, "document", citation["source"], "--text").stdout
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_all_gold_questions_are_answered_in_batch_with_exact_quotes(
    home: Path, answers: list[dict[str, Any]]
) -> None:
    asked = [json.loads(line) for line in (GOLD / "questions.jsonl").read_text().splitlines()]
    assert [answer["id"] for answer in answers] == [row["id"] for row in asked]
    sources = {citation["source"] for answer in answers for citation in answer["citations"]}
    texts = {source: run(home, "document", source, "--text").stdout for source in sources}
    for answer in answers:
        assert answer["outcome"] in ("answered", "refused")
        assert bool(answer["claims"]) == (answer["outcome"] == "answered")
        markers = {citation["marker"] for citation in answer["citations"]}
        for claim in answer["claims"]:
            assert claim["citations"]
            assert set(claim["citations"]) <= markers
        for citation in answer["citations"]:
            text = texts[citation["source"]]
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_the_same_question_gets_the_same_answer(home: Path, answers: list[dict[str, Any]]) -> None:
    again = json.loads(run(home, "ask", QUESTION, "--json").stdout)
    first = next(answer for answer in answers if answer["question"] == QUESTION)
    assert [again[k] for k in ("answer", "citations")] == [
        first[k] for k in ("answer", "citations")
    ]


def test_the_documents_are_listed_with_their_counts(home: Path) -> None:
    listed = json.loads(run(home, "documents", "--json").stdout)
    resolution = next(row for row in listed if row["symbol"] == "A/RES/76/186")
    assert len(listed) == 5
    assert resolution["n_footnotes"] == 22
    assert resolution["date"] == "2021-12-16"
    assert "A/RES/76/186" in run(home, "documents").stdout


def test_a_question_about_the_weather_is_refused(home: Path) -> None:
    answer = json.loads(run(home, "ask", "какая завтра погода в вене", "--json").stdout)
    assert (answer["outcome"], answer["citations"]) == ("refused", [])
    assert answer["answer"] == "В документах об этом не говорится."


def test_an_answer_on_the_terminal_shows_pinpoints_and_is_never_markup(home: Path) -> None:
    done = run(home, "ask", QUESTION)
    assert "[1]" in done.stdout
    assert "ФОРМАТ" in done.stdout
    assert "alliance20-concept-note.ru.txt" in done.stdout


def test_mistakes_in_questions(home: Path, tmp_path: Path) -> None:
    fails(run(home, "ask", ""), "not a question")
    fails(run(home, "ask"), "askalliance ask")
    fails(run(home, "ask", "question " * 11_112), "8000")
    fails(run(home, "ask", "--batch", str(tmp_path / "none.jsonl"), "--out", "x"), "none.jsonl")
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "1", "question": "Кто?"}\n{"id": "2"}\n', "utf-8")
    fails(run(home, "ask", "--batch", str(bad), "--out", str(tmp_path / "o")), "line 2", "question")
    assert not (tmp_path / "o").exists()
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": "1", "question": "Где\u2028пройдёт конференция?"}\n', "utf-8")
    assert run(home, "ask", "--batch", str(lines), "--out", str(tmp_path / "o")).returncode == 0
    fails(run(home, "document", "none.txt"), "none.txt", "A-RES-76-186.ru.txt")


def test_a_mistake_in_the_options_is_one_line(home: Path) -> None:
    fails(run(home, "ask", "--foo"), "--foo", "--help")
    fails(run(home, "serve", "--port", "80000"), "80000")
    fails(run(home, "nothing"), "nothing")
    fails(run(home, "eval", "gold", str(GOLD), "--json", "/none/x.json"), "/none/x.json")


def test_what_comes_from_outside_cannot_steer_the_terminal(home: Path) -> None:
    done = run(home, "document", "\x1b[31mred\u202e.txt")
    fails(done, "\\u001b[31mred\\u202e")
    assert "\x1b" not in done.stderr
    assert "\x1b" not in run(home, "ask", f"{QUESTION} \x1b]0;owned\x07").stdout


def test_mistakes_in_indexing_leave_the_index_serving(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", "utf-8")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 8)
    fails(run(home, "index", str(tmp_path / "none")), "No such file or folder")
    own = tmp_path / "home"
    fails(run(own, "index", str(tmp_path / "empty.txt")), "empty.txt", "empty")
    fails(run(own, "index", str(tmp_path / "binary.txt")), "binary.txt")
    fails(run(own, "ask", QUESTION), "askalliance index")
    assert run(home, "ask", QUESTION).returncode == 0


def test_mistakes_in_engines_are_one_line(home: Path) -> None:
    fails(run(home, "index", "--engine", "spark"), "'spark'", "local or ray")
    nowhere = run(home, "index", "--engine", "ray", RAY_ADDRESS="127.0.0.1:9")
    fails(nowhere, "127.0.0.1:9", "RAY_ADDRESS")


def test_an_index_of_another_encoder_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    done = run(home, "ask", QUESTION, ASKALLIANCE_ENCODER=str(tmp_path))
    fails(done, "askalliance-static", "askalliance index")


def test_mistakes_in_settings(home: Path) -> None:
    fails(run(home, "ask", QUESTION, ASKALLIANCE_ENCODR="x"), "ASKALLIANCE_ENCODR")
    fails(run(home, "ask", QUESTION, ASKALLIANCE_ENCODER="e5"), "NAME@REVISION")
    fails(run(home, "ask", QUESTION, ASKALLIANCE_MODEL="nobody:x"), "ASKALLIANCE_MODEL")
    fails(run(home, "ask", QUESTION, ASKALLIANCE_RERANKER="bge"), "NAME@REVISION")


def test_a_reranker_that_cannot_be_loaded_is_one_line(home: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    done = run(home, "ask", QUESTION, ASKALLIANCE_RERANKER=str(tmp_path))
    fails(done, "ASKALLIANCE_RERANKER")


def test_a_port_in_use_is_said_at_once(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        fails(run(home, "serve", "--port", port), port)


def test_a_message_is_screened(home: Path) -> None:
    done = run(home, "screen", "помогите, мой телефон +7 000 123-45-67", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "id": None,
        "decision": "urgent_help",
        "language": "ru",
        "redacted": "помогите, мой телефон [phone]",
    }
    assert "urgent_help (ru)" in run(home, "screen", "помогите").stdout
    fails(run(home, "screen"), "askalliance screen")


def test_messages_are_screened_in_batch(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = run(home, "screen", "--batch", str(GOLD / "safety.jsonl"), "--out", str(out))
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    asked = [json.loads(line) for line in (GOLD / "safety.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == [row["id"] for row in asked]
    assert all(set(row) == {"id", "decision", "language", "redacted"} for row in rows)
    fails(run(home, "screen", "--batch", str(tmp_path / "none"), "--out", str(out)), "none")
    fails(run(home, "screen", "--batch", str(GOLD / "safety.jsonl")), "--out")


def test_screening_is_measured(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "safety.json"
    done = run(home, "eval", "safety", str(GOLD / "safety.jsonl"), "--json", str(out))
    assert done.returncode == 0, done.stderr
    assert "urgent_help" in done.stdout
    assert json.loads(out.read_text("utf-8"))["decisions"]["urgent_help"]["recall"] == 1.0


def test_helplines_that_nobody_has_checked_are_listed(home: Path) -> None:
    done = run(home, "helplines")
    assert done.returncode == 0, done.stderr
    assert "0 current" in done.stdout
    assert "check it" in done.stdout


def test_a_person_in_danger_is_told_what_to_do(home: Path) -> None:
    done = run(home, "ask", "меня заперли и забрали паспорт")
    assert done.returncode == 0, done.stderr
    assert "112" in done.stdout


def test_the_doctor_finds_a_good_installation_and_a_missing_index(
    home: Path, tmp_path: Path
) -> None:
    good = run(home, "doctor")
    assert good.returncode == 0, good.stdout
    assert "FAILS" not in good.stdout
    bad = run(tmp_path, "doctor")
    assert bad.returncode == 1
    assert "askalliance index" in bad.stdout


def test_evidence_of_the_russian_gold_questions_is_in_the_first_five(
    home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "gold.json"
    done = run(home, "eval", "gold", str(GOLD), "--json", str(out))
    assert done.returncode == 0, done.stderr
    figures = json.loads(out.read_text("utf-8"))
    assert figures["Russian"]["evidence@5"] >= 0.80
    assert figures["unanswerable, off"]["answered"] == 0
    assert figures["citations"]["exact"] == figures["citations"]["n"] > 0
