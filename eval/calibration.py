"""How far a question must be from the documents to be refused, chosen on gold questions.

For an encoder the least `rag.refusal.aboutness` is chosen that gives up LOST of the answerable
questions; the table shows how many of the others that refuses, the curve what any other would do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.gold import GoldQuestion, judge
from eval.report import Report
from rag.assistant import Assistant
from rag.errors import InvalidQuestion
from rag.question import read_question
from rag.refusal import aboutness, calibration

Progress = Callable[[str, int, int], None]
LOST = 0.03


@dataclass(frozen=True, slots=True)
class Judged:
    """A gold question, how far the documents are about it, and what came of it."""

    is_own: bool
    is_answerable: bool
    is_near: bool
    aboutness: float
    is_answered: bool
    is_right: bool


def judge_all(
    assistant: Assistant, gold: Sequence[GoldQuestion], progress: Progress
) -> list[Judged]:
    """Ask every question but small talk; is_right is an answer that holds an answer string."""
    judged = []
    retriever = assistant.retriever
    for done, each in enumerate(gold):
        progress("asking", done, len(gold))
        outcome = judge(each, assistant.ask(each.question, each.history))
        try:
            question = read_question(each.question, each.history)
        except InvalidQuestion:
            continue
        judged.append(
            Judged(
                is_own=question.language in retriever.index.languages,
                is_answerable=each.is_answerable,
                is_near=each.is_near,
                aboutness=aboutness(retriever, question, outcome.answer.hits),
                is_answered=bool(outcome.answer.claims),
                is_right=outcome.is_hit,
            )
        )
    progress("asking", len(gold), len(gold))
    return judged


def calibrate(assistant: Assistant, judged: Sequence[Judged]) -> Report:
    """Return the thresholds for the encoder of the index, beside those in use."""
    encoder = assistant.index.manifest.encoder
    in_use = calibration(encoder)
    rows, figures = [], {}
    for name in ("own", "other"):
        group = [each for each in judged if each.is_own is (name == "own")]
        least = threshold(group)
        lost = [each.aboutness < least for each in group if each.is_answerable]
        off = [each.aboutness < least for each in group if not each.is_answerable]
        now = f"{getattr(in_use, name):.2f}" if in_use else "-"
        figures[name] = {"least": least, "lost": sum(lost), "n": len(lost), "refused": sum(off)}
        rows.append(
            (name, f"{least:.2f}", now, f"{sum(lost)} of {len(lost)}", f"{sum(off)} of {len(off)}")
        )
    return Report(
        title=f"Least aboutness for {encoder} (rag/calibration.toml)",
        columns=("questions in", "least", "in use", "answerable refused", "unanswerable refused"),
        rows=tuple(rows),
        figures={"encoder": encoder, **figures},
    )


def threshold(group: Sequence[Judged]) -> float:
    """Return the aboutness, to two decimals, below which LOST of the answerable questions lie."""
    answerable = sorted(each.aboutness for each in group if each.is_answerable)
    if not answerable:
        return 0.0
    return float(np.floor(answerable[int(LOST * len(answerable))] * 100) / 100)


def risk_coverage(judged: Sequence[Judged]) -> tuple[list[float], list[float]]:
    """Return coverage and risk as answers are given to ever more questions, surest first.

    Coverage is the share of all questions answered; risk the share of those answers that are not
    right, an answer to an unanswerable question among them. Own and other languages are put on one
    scale by their ranks.
    """
    surest: list[tuple[float, Judged]] = []
    for is_own in (True, False):
        group = sorted((e for e in judged if e.is_own is is_own), key=lambda e: e.aboutness)
        surest += [((rank + 1) / len(group), each) for rank, each in enumerate(group)]
    surest.sort(key=lambda pair: -pair[0])
    coverage, risk, wrong, given = [], [], 0, 0
    for _, each in surest:
        if each.is_answered:
            given += 1
            wrong += not each.is_right
            coverage.append(given / len(judged))
            risk.append(wrong / given)
    return coverage, risk


def draw_curve(judged: Sequence[Judged], path: Path) -> None:
    """Write the risk-coverage curve as SVG."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    coverage, risk = risk_coverage(judged)
    area = float(np.mean(risk)) if risk else 0.0
    with pyplot.rc_context({"svg.hashsalt": "askalliance", "font.family": "sans-serif"}):
        figure, axes = pyplot.subplots(figsize=(6, 3.6), layout="constrained")
        axes.plot(coverage, risk, color="#0b5c7a", linewidth=2)
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="coverage: share of questions answered")
        axes.set_ylabel("risk: share of answers not right")
        axes.set_title(
            f"Gold questions, surest first; mean risk {area:.2f}", loc="left", fontsize=10
        )
        axes.grid(alpha=0.3)
        figure.savefig(path, metadata={"Date": None})
        pyplot.close(figure)
