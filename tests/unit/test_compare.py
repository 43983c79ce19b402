import json
from pathlib import Path

import pytest

from embeddings.errors import UserError
from eval.compare import Scores, as_report, compare, read_scores
from eval.retrieval import scores_by_query


def run(name: str, values: list[float]) -> Scores:
    by_question = {f"q{n}": {"hit": value} for n, value in enumerate(values)}
    return Scores(name, by_question, {question: f"{name} {question}" for question in by_question})


def test_a_run_against_itself_shows_no_difference() -> None:
    one = run("a", [1, 0, 1, 1, 0, 1])
    (found,) = compare(one, one)
    assert found.is_none
    assert (found.p, found.low, found.high) == (1.0, 0.0, 0.0)
    assert "no difference (p = 1)" in as_report(one, one, [found]).rows[0]


def test_a_clear_gain_is_found_with_its_interval_and_its_questions() -> None:
    worse, better = run("a", [0.0] * 15 + [1.0] * 5), run("b", [1.0] * 19 + [0.0])
    (found,) = compare(worse, better)
    assert found.mean_b - found.mean_a == pytest.approx(0.7)
    assert found.low < 0.7 < found.high
    assert found.p < 0.01
    assert (len(found.wins), found.losses) == (15, ("q19",))
    told = as_report(worse, better, [found]).figures["measures"][0]["losses"]
    assert told == [{"id": "q19", "a": "a q19", "b": "b q19"}]


def test_chance_is_not_called_a_gain() -> None:
    (found,) = compare(run("a", [1, 0, 1, 0, 1, 0]), run("b", [0, 1, 1, 0, 1, 1]))
    assert found.p > 0.5
    assert found.low < 0 < found.high


def test_only_questions_of_both_runs_are_paired() -> None:
    (found,) = compare(run("a", [1, 1, 1]), run("b", [0]))
    assert found.n == 1
    with pytest.raises(UserError, match="no question in common"):
        compare(run("a", []), run("b", [1]))


def test_measures_of_a_query_are_as_computed_by_hand() -> None:
    qrels = {"one": {"d1": 1}, "two": {"d9": 1}, "three": {"d1": 1, "d2": 1}}
    ranked = {"one": {"d2": 3.0, "d1": 2.0}, "three": {"d1": 2.0, "d3": 1.5, "d2": 1.0}}
    found = scores_by_query(qrels, ranked)
    assert found["one"] == pytest.approx(
        {"nDCG@10": 0.63093, "R@5": 1, "R@10": 1, "RR@10": 0.5, "Success@1": 0, "AP": 0.5},
        abs=1e-5,
    )
    assert set(found["two"].values()) == {0.0}
    # DCG 1 + 1/log2(4) = 1.5 of the ideal 1 + 1/log2(3) = 1.63093
    assert found["three"]["nDCG@10"] == pytest.approx(1.5 / 1.63093, abs=1e-5)


def test_runs_are_read_from_their_files(tmp_path: Path) -> None:
    rows = [{"id": "q1", "scores": {"hit": 1}, "answer": "Да. [1]"}]
    (tmp_path / "a.json").write_text(json.dumps({"questions": rows}), "utf-8")
    assert read_scores(tmp_path / "a.json") == Scores(
        "a.json", {"q1": {"hit": 1.0}}, {"q1": "Да. [1]"}
    )
    (tmp_path / "a.trec").write_text("q1 Q0 d1 1 2.5 a\n")
    found = read_scores(tmp_path / "a.trec", {"q1": {"d1": 1}})
    assert found.by_question["q1"]["Success@1"] == 1


@pytest.mark.parametrize("text", ["", "[]", '{"questions": [{}]}', '{"questions": 3}'])
def test_a_file_of_another_kind_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(UserError, match=r"x\.json is no run"):
        read_scores(tmp_path / "x.json")


def test_a_trec_run_needs_its_judgments(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--set"):
        read_scores(tmp_path / "a.trec")
