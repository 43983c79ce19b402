"""Measure the finding of similar questions: precision and recall by pairs, time while typing.

    python -m benchmarks.similar [--check] [--json FILE]

Each row of tests/data/similar-development.jsonl (similar-check.jsonl with --check) says a gold
question otherwise. A pair of it with that question is right, with any other gold question wrong.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from embeddings.encoder import load_encoder
from questions.similar import Asked, Similar, SimilarQuestions

ROOT = Path(__file__).parents[1]
N_QUESTIONS = 10_000
ALL = 100


def main() -> None:
    """Print the measures, and write them as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    said = read_rows(
        ROOT / f"tests/data/similar-{'check' if arguments.check else 'development'}.jsonl"
    )
    gold = [
        row
        for name in ("questions", "unanswerable")
        for row in read_rows(ROOT / f"data/gold/{name}.jsonl")
        if not row.get("history")
    ]
    index = SimilarQuestions(
        load_encoder(), [Asked(g["id"], g["question"], g["lang"]) for g in gold]
    )
    languages = {row["id"]: row["lang"] for row in gold}
    report = {
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
        "n_pairs": len(said),
        **measures(said, [index.suggest(row["text"], ALL) for row in said], languages),
        "typed_half_success_at_5": _typed(index, said),
        **_times_ms(gold, said),
    }
    print(json.dumps(report, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def measures(
    said: Sequence[dict[str, Any]], found: Sequence[Sequence[Similar]], languages: dict[str, str]
) -> dict[str, Any]:
    """Return precision and recall over pairs, at both thresholds, and the share found first.

    precision: right pairs among those found; recall: right pairs found among all rows.
    """
    report: dict[str, Any] = {}
    for name in ("similar", "same"):
        kept = [[s for s in each if s.is_same or name == "similar"] for each in found]
        n_found = sum(map(len, kept))
        hits = [
            row["id"] in {s.question_id for s in each} for row, each in zip(said, kept, strict=True)
        ]
        crossing = [row["lang"] != languages[row["id"]] for row in said]
        report[name] = {
            "precision": round(sum(hits) / max(1, n_found), 3),
            "recall": round(sum(hits) / len(said), 3),
            "recall_across_languages": round(
                sum(h and c for h, c in zip(hits, crossing, strict=True)) / max(1, sum(crossing)), 3
            ),
        }
    first = sum(
        bool(f) and f[0].question_id == row["id"] for row, f in zip(said, found, strict=True)
    )
    report["success_at_1"] = round(first / len(said), 3)
    return report


def _typed(index: SimilarQuestions, said: Sequence[dict[str, Any]]) -> float:
    """Return the share of rows whose question is among five when half the words are typed."""
    found = 0
    for row in said:
        words = row["text"].split()
        typed = " ".join(words[: (len(words) + 1) // 2])
        found += row["id"] in {each.question_id for each in index.suggest(typed, 5)}
    return round(found / len(said), 3)


def _times_ms(gold: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]) -> dict[str, float]:
    asked = [
        Asked(str(n), f"{gold[n % len(gold)]['question']} ({n})", gold[n % len(gold)]["lang"])
        for n in range(N_QUESTIONS)
    ]
    began = time.perf_counter()
    index = SimilarQuestions(load_encoder(), asked)
    built_s = time.perf_counter() - began
    for row in said:  # what is loaded at the first of a language is loaded
        index.suggest(row["text"])
    times, worked = [], []
    for row in said:
        began, working = time.perf_counter(), time.process_time()
        index.suggest(row["text"])
        times.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - working) * 1000)
    began = time.perf_counter()
    index.plus([Asked("new", "Где найти план?", "ru")])
    plus_ms = (time.perf_counter() - began) * 1000
    times.sort()
    return {
        "n_questions": N_QUESTIONS,
        "build_s": round(built_s, 1),
        "suggest_p50_ms": round(times[len(times) // 2], 1),
        "suggest_max_ms": round(times[-1], 1),
        "suggest_max_processor_ms": round(max(worked), 1),
        "plus_ms": round(plus_ms, 1),
    }


if __name__ == "__main__":
    main()
