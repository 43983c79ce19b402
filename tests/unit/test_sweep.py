"""Every combination is tried once, what was done is kept, and the front is what none beats."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.encoder import Encoder
from embeddings.errors import UserError
from eval.gold import read_gold
from eval.sweep import Openers, Trial, draw_front, front, read_sweep, run_sweep
from rag.assistant import Assistant
from rag.extract import ExtractiveEngine
from rag.rerank import open_reranker

GOLD = Path(__file__).parents[2] / "data" / "gold"


def test_a_file_gives_every_combination(tmp_path: Path) -> None:
    path = tmp_path / "sweep.toml"
    path.write_text('budget = [120, 200]\nlexical = [0, 0.8]\nencoder = ["default"]\n', "utf-8")
    trials = read_sweep(path)
    assert len(trials) == 4
    assert Trial(budget=120, lexical=0.0) in trials
    for wrong in ("budgets = [1]", "budget = 1", 'budget = ["a"]', "budget = ["):
        path.write_text(wrong, "utf-8")
        with pytest.raises(UserError, match="is no sweep"):
            read_sweep(path)


def test_a_broken_off_sweep_goes_on_where_it_was(
    assistant: Assistant, word_encoder: Encoder, tmp_path: Path
) -> None:
    opened: list[str] = []

    def open_encoder(name: str) -> Encoder:
        opened.append(name)
        return word_encoder

    openers = Openers(open_encoder, open_reranker, lambda _, found: ExtractiveEngine(found))
    gold = [each for each in read_gold(GOLD) if each.is_answerable][:6]
    documents = assistant.documents()
    trials = [Trial(budget=200), Trial(budget=80)]
    kept = tmp_path / "trials"
    run_sweep(trials[:1], documents, gold, kept, openers, lambda *_: None)
    report = run_sweep(trials, documents, gold, kept, openers, lambda *_: None)
    assert opened == ["default", "default"]
    first, second = report.figures["trials"]
    assert first["n_passages"] < second["n_passages"]
    assert 0 < first["evidence@5"] <= 1
    assert report.rows[0][0] == "budget 200"
    run_sweep([replace(trials[0], words=0.1)], documents, gold, kept, openers, lambda *_: None)
    assert len(opened) == 3
    draw_front(report, tmp_path / "front.svg")
    assert "<svg" in (tmp_path / "front.svg").read_text("utf-8")
    assert json.loads(next(kept.glob("*.json")).read_text("utf-8"))["p50_ms"] > 0


def test_the_front_is_what_none_beats() -> None:
    figures = [(0.5, 5.0), (0.7, 9.0), (0.7, 8.0), (0.4, 6.0), (0.5, 5.0)]
    assert front([{"cited": cited, "p50_ms": ms} for cited, ms in figures]) == [0, 2, 4]
