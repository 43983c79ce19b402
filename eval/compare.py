"""Two runs of the same questions, paired: which is better, by how much, and is it chance.

The p-value is that of a paired randomisation test (signs of the differences flipped), the interval
a bootstrap's of the mean difference; both seeded. Source: Smucker, Allan & Carterette,
"A comparison of statistical significance tests for information retrieval evaluation", CIKM 2007.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import UserError
from eval.report import Report
from eval.retrieval import Qrels, read_run, scores_by_query

N_RESAMPLES = 9_999
SEED = 20061018


@dataclass(frozen=True, slots=True)
class Scores:
    """What a run scored, `by_question[id][measure]`, and what it said, `said[id]`, if it did."""

    name: str
    by_question: dict[str, dict[str, float]]
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one measure: means, their difference (b - a) with its interval, and how questions went."""

    measure: str
    mean_a: float
    mean_b: float
    low: float
    high: float
    p: float
    wins: tuple[str, ...]
    losses: tuple[str, ...]
    n: int

    @property
    def is_none(self) -> bool:
        """True if no question differs."""
        return not self.wins and not self.losses


def read_scores(path: Path, qrels: Qrels | None = None) -> Scores:
    """Return the scores of `eval gold --json`, or of a TREC run under its judgments.

    Raises UserError for a file of another kind, or a TREC run without judgments.
    """
    if path.suffix == ".trec":
        if qrels is None:
            raise UserError(f"{path} is a TREC run: name its BEIR or gold folder with --set.")
        found = scores_by_query(qrels, read_run(path))
        return Scores(path.name, found, {})
    try:
        rows = json.loads(path.read_text("utf-8"))["questions"]
        return Scores(
            path.name,
            {row["id"]: {k: float(v) for k, v in row["scores"].items()} for row in rows},
            {row["id"]: row["answer"] for row in rows},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{path} is no run ({type(error).__name__}: {error}): "
            "give a file of `eval gold --json`, or a .trec file."
        ) from error


def compare(a: Scores, b: Scores) -> list[Difference]:
    """Return the paired difference for each measure that both runs have. Raises UserError."""
    both = [question for question in a.by_question if question in b.by_question]
    if not both:
        raise UserError(f"{a.name} and {b.name} have no question in common: nothing to compare.")
    measures = list(
        dict.fromkeys(
            measure
            for question in both
            for measure in a.by_question[question]
            if measure in b.by_question[question]
        )
    )
    return [_difference(measure, both, a, b) for measure in measures]


def as_report(a: Scores, b: Scores, differences: Sequence[Difference]) -> Report:
    """Return the differences as a table, with what changed question by question behind it."""
    rows = tuple(
        (
            found.measure,
            str(found.n),
            f"{found.mean_a:.3f}",
            f"{found.mean_b:.3f}",
            f"{found.mean_b - found.mean_a:+.3f} [{found.low:+.3f}, {found.high:+.3f}]",
            "no difference (p = 1)" if found.is_none else f"{found.p:.4f}",
            str(len(found.wins)),
            str(len(found.losses)),
        )
        for found in differences
    )
    return Report(
        title=f"{b.name} against {a.name}, paired by question",
        columns=("measure", "n", "a", "b", "b - a [95 %]", "p", "wins", "losses"),
        rows=rows,
        figures={"a": a.name, "b": b.name, "measures": [_as_json(f, a, b) for f in differences]},
    )


def _difference(measure: str, questions: Sequence[str], a: Scores, b: Scores) -> Difference:
    from scipy import stats

    paired = [
        (question, a.by_question[question][measure], b.by_question[question][measure])
        for question in questions
        if measure in a.by_question[question] and measure in b.by_question[question]
    ]
    ones = np.array([one for _, one, _ in paired])
    others = np.array([other for _, _, other in paired])
    change: NDArray[np.float64] = others - ones
    p, low, high = 1.0, 0.0, 0.0
    if change.any() and len(change) > 1:
        p = float(
            stats.permutation_test(
                (change,),
                np.mean,
                permutation_type="samples",
                n_resamples=N_RESAMPLES,
                rng=np.random.default_rng(SEED),
            ).pvalue
        )
        drawn = np.random.default_rng(SEED).choice(change, (N_RESAMPLES, len(change)))
        low, high = np.quantile(drawn.mean(axis=1), [0.025, 0.975]).tolist()
    return Difference(
        measure=measure,
        mean_a=float(ones.mean()),
        mean_b=float(others.mean()),
        low=low,
        high=high,
        p=p,
        wins=tuple(question for question, one, other in paired if other > one),
        losses=tuple(question for question, one, other in paired if other < one),
        n=len(paired),
    )


def _as_json(found: Difference, a: Scores, b: Scores) -> dict[str, Any]:
    def told(questions: Sequence[str]) -> list[dict[str, str]]:
        return [
            {"id": each, "a": a.said.get(each, ""), "b": b.said.get(each, "")} for each in questions
        ]

    return {
        "measure": found.measure,
        "n": found.n,
        "a": found.mean_a,
        "b": found.mean_b,
        "interval": [found.low, found.high],
        "p": found.p,
        "wins": told(found.wins),
        "losses": told(found.losses),
    }
