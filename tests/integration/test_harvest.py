"""What moderators publish and visitors judge becomes candidates, and only a decision a judgment."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from embeddings.errors import UserError
from eval.check import check_gold
from eval.gold import read_gold
from eval.harvest import decide, harvest, read_candidates, undecided, write_candidates
from questions.desk.drafting import draft
from questions.desk.feedback import give_feedback
from questions.desk.review import approve, claim, publish
from questions.desk.triage import accept
from questions.evidence import Documents
from questions.store import Store
from rag.assistant import Assistant
from tests.desk_parts import ANNA, QUESTION, send
from ui.cli import app


@pytest.fixture
def candidates(
    store: Store, small_assistant: Assistant, documents: Documents, tmp_path: Path
) -> Path:
    """A file of candidates: one of a published answer, one of an answer that a visitor judged."""
    question_id = send(store).question_id
    accept(store, ANNA, question_id, 1)
    answer_id = draft(store, ANNA, question_id, 2, small_assistant)
    version = claim(store, ANNA, answer_id, 1)
    version = approve(store, ANNA, answer_id, version, documents)
    publish(store, ANNA, answer_id, version, documents)
    give_feedback(store, small_assistant.ask(QUESTION), "good")
    other = small_assistant.ask("Сколько докладов рекомендует представить конференция?")
    give_feedback(store, other, "bad", "incomplete")
    path = tmp_path / "candidates.jsonl"
    write_candidates(path, harvest(store, ANNA))
    return path


def test_a_quotation_is_one_candidate_however_often_it_was_judged(candidates: Path) -> None:
    published, judged = read_candidates(candidates)
    assert (published.origin, judged.origin, judged.reason) == ("published", "bad", "incomplete")
    assert published.question == QUESTION
    assert "2010" in published.quote


def test_decisions_are_kept_at_once_and_make_a_gold_file(
    candidates: Path, small_assistant: Assistant, tmp_path: Path
) -> None:
    found = read_candidates(candidates)
    folder = tmp_path / "gold"
    folder.mkdir()
    decide(found[0], True, ["2010"], folder / "questions.jsonl")
    assert undecided(found, folder / "questions.jsonl") == [found[1]]
    decide(found[1], False, [], folder / "unanswerable.jsonl")
    gold = read_gold(folder)
    assert [each.is_answerable for each in gold] == [True, False]
    assert check_gold(gold, small_assistant.index.documents) == []


def test_at_the_terminal_one_decides_and_goes_on_later(
    candidates: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASKALLIANCE_HOME", str(home))
    out = tmp_path / "decided.jsonl"
    command = ["eval", "judge", str(candidates), "--out", str(out)]
    first = CliRunner().invoke(app, command, input="y\n2010 | в 2010 году\nq\n")
    assert QUESTION in first.stdout
    assert "1 candidates are open." in first.stdout
    row = json.loads(out.read_text("utf-8"))
    assert row["answers"] == ["2010", "в 2010 году"]
    second = CliRunner().invoke(app, command, input="n\n")
    assert QUESTION not in second.stdout
    assert "0 candidates are open." in second.stdout


def test_a_line_that_is_no_candidate_is_named(tmp_path: Path) -> None:
    path = tmp_path / "candidates.jsonl"
    path.write_text('\n{"id": 1}\n', "utf-8")
    with pytest.raises(UserError, match="line 2 is no candidate"):
        read_candidates(path)
