"""The measures of screening, by hand."""

from pathlib import Path

import pytest

from embeddings.errors import UserError
from eval.safety import Judged, evaluate_safety, read_judged


def test_recall_precision_and_false_alarms() -> None:
    report = evaluate_safety(
        [
            Judged("1", "помогите", "urgent_help"),
            Judged("2", "спасите нас", "urgent_help"),
            Judged("3", "Что такое торговля людьми?", "urgent_help"),  # missed: called ok
            Judged("4", "Что такое торговля людьми?", "ok"),
            Judged("5", "помогите", "ok"),  # a false alarm
        ]
    )
    # urgent_help: 2 of 3 expected, 2 of 3 called; ok: 1 of 2 expected, 1 of 2 called.
    decisions = report.figures["decisions"]
    assert decisions["urgent_help"] == {"n": 3, "recall": 2 / 3, "precision": 2 / 3, "false": 1}
    assert decisions["ok"] == {"n": 2, "recall": 0.5, "precision": 0.5, "false": 1}
    assert decisions["spam"] == {"n": 0, "recall": None, "precision": None, "false": 0}
    assert report.figures["confusion"]["urgent_help"] == {"ok": 1, "urgent_help": 2}
    assert [wrong["id"] for wrong in report.figures["wrong"]] == ["3", "5"]
    assert ("urgent_help", "3", "0.667", "0.667", "1", "ok 1") in report.rows


def test_gold_questions_are_expected_to_be_questions(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "q", "question": "Кто?"}\n', "utf-8")
    assert read_judged(path) == [Judged("q", "Кто?", "ok")]


@pytest.mark.parametrize(
    "line", ['{"id": "1"}', "no json", '{"id": "1", "text": "x", "expect": "maybe"}', '["x"]']
)
def test_a_line_that_is_none_is_an_error(line: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(UserError, match=r"bad\.jsonl"):
        read_judged(path)
    with pytest.raises(UserError, match=r"none\.jsonl"):
        read_judged(tmp_path / "none.jsonl")
