"""How well screening tells messages apart: recall, precision, and what is taken for what."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embeddings.errors import UserError
from eval.report import Report
from questions.screening import DECISIONS, screen


@dataclass(frozen=True, slots=True)
class Judged:
    """A message and the decision that a person made on it."""

    id: str
    text: str
    expected: str


def read_judged(path: Path) -> list[Judged]:
    """Return the messages of JSON lines {"id", "text", "expect"}. Raises UserError.

    A row of gold questions ("question", no "expect") is expected to be "ok".
    """
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
        judged = [
            Judged(str(row["id"]), row.get("text", row.get("question")), row.get("expect", "ok"))
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{path} holds no judged messages ({type(error).__name__}: {error}): "
            'a line is {"id": "…", "text": "…", "expect": "ok"}.'
        ) from error
    for each in judged:
        if each.expected not in DECISIONS or not isinstance(each.text, str):
            raise UserError(
                f"{path}: {each.id} expects '{each.expected}': it is one of {', '.join(DECISIONS)}."
            )
    return judged


def evaluate_safety(messages: Sequence[Judged]) -> Report:
    """Screen each message and return recall, precision and the confusion matrix.

    recall: of the messages expected to get a decision, the share that did. precision: of those
    that got it, the share expected to; both None without any. false: those that got it and
    should not have. taken for: what the missed ones were called.
    """
    decided = [(each, str(screen(each.text).decision)) for each in messages]
    pairs = Counter((each.expected, decision) for each, decision in decided)
    figures = {name: _figures(name, pairs) for name in DECISIONS}
    right = sum(n for (expected, decision), n in pairs.items() if expected == decision)
    return Report(
        title=f"Screening: {right} of {len(messages)} messages as expected",
        columns=("decision", "n", "recall", "precision", "false", "taken for"),
        rows=tuple(_row(name, figures[name], pairs) for name in DECISIONS),
        figures={
            "n": len(messages),
            "decisions": figures,
            "confusion": {
                expected: {
                    name: pairs[expected, name] for name in DECISIONS if pairs[expected, name]
                }
                for expected in DECISIONS
                if figures[expected]["n"]
            },
            "wrong": [
                {"id": each.id, "expected": each.expected, "decision": decision}
                for each, decision in decided
                if each.expected != decision
            ],
        },
    )


def _figures(name: str, pairs: Counter[tuple[str, str]]) -> dict[str, float | None]:
    n = sum(count for (expected, _), count in pairs.items() if expected == name)
    n_called = sum(count for (_, decision), count in pairs.items() if decision == name)
    right = pairs[name, name]
    return {
        "n": n,
        "recall": right / n if n else None,
        "precision": right / n_called if n_called else None,
        "false": n_called - right,
    }


def _row(
    name: str, figures: dict[str, float | None], pairs: Counter[tuple[str, str]]
) -> tuple[str, ...]:
    missed = [
        f"{decision} {count}"
        for (expected, decision), count in sorted(pairs.items())
        if expected == name != decision
    ]
    shares = [
        "-" if figures[key] is None else f"{figures[key]:.3f}" for key in ("recall", "precision")
    ]
    return name, f"{figures['n']:.0f}", *shares, f"{figures['false']:.0f}", ", ".join(missed) or "-"
