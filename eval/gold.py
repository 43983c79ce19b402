"""Gold questions over the sample corpus: are they found, answered, cited or refused."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Protocol

from embeddings.errors import UserError
from eval.alce import (
    CitationQuality,
    agreement,
    built_in_judge,
    citation_quality,
    entailment_judge,
)
from eval.matching import holds_answer, holds_evidence
from eval.pinpoints import unit_labels
from eval.report import Report
from rag.retrieve import Retriever
from rag.values import Answer, Document, Turn

SHOWN = 200  # characters of a hit
Progress = Callable[[str, int, int], None]
COLUMNS = (
    "questions", "n", "evidence@1", "evidence@5", "all@5", "answered", "hit", "complete", "cited",
    "unit", "words",
)  # fmt: skip


class Answering(Protocol):
    """What answers the questions: `rag.assistant.Assistant` is one."""

    @property
    def retriever(self) -> Retriever:
        """What finds its passages."""
        ...

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Return the answer, with the time that it took."""
        ...

    def document(self, source: str) -> Document:
        """Return a document that it answers from."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote of the document that `source` names, as found there before cleaning."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A judged question; it is answered by all of `evidence`, or by one of `alternatives`.

    `answers`: any one is a hit; `answers_all`: groups that a complete answer hits, one of each.
    `pinpoint`: how a lawyer would cite it.
    An unanswerable question has no evidence; `is_near` tells those that look answerable.
    """

    id: str
    language: str
    question: str
    history: tuple[Turn, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[Evidence, ...] = ()
    answers: tuple[str, ...] = ()
    answers_all: tuple[tuple[str, ...], ...] = ()
    pinpoint: str = ""
    tags: tuple[str, ...] = ()
    is_near: bool = False

    @property
    def is_answerable(self) -> bool:
        """True if the documents hold an answer."""
        return bool(self.evidence)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question; `is_complete` is None where no groups are judged."""

    question: GoldQuestion
    answer: Answer
    evidence_at_1: bool
    evidence_at_5: bool
    all_at_5: bool
    is_hit: bool
    is_complete: bool | None
    is_cited: bool
    is_unit_cited: bool | None


def read_gold(folder: Path) -> list[GoldQuestion]:
    """Return the questions of `questions.jsonl` and `unanswerable.jsonl`. Raises UserError."""
    found: list[GoldQuestion] = []
    for name in ("questions.jsonl", "unanswerable.jsonl"):
        try:
            lines = (folder / name).read_text("utf-8").split("\n")
            found.extend(_question(json.loads(line)) for line in lines if line.strip())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"{folder / name} is no gold file ({type(error).__name__}: {error}): "
                "see data/gold/README.md for its rows."
            ) from error
    return found


def evaluate_gold(
    assistant: Answering,
    gold: Sequence[GoldQuestion],
    progress: Progress,
    judge_model: str = "",
) -> Report:
    """Ask every question and return the measures per group of questions.

    judge_model: an entailment cross-encoder that judges the citations beside the built-in judge.

    evidence@k: a quote of the evidence or an alternative lies in the first k passages; all@5: every
    quote, or an alternative, lies in the first five.
    answered: not refused. hit / complete: an answer string, every group of them, stands in the
    answer. cited: a quote of the evidence lies in the cited words. unit:
    of the answered whose pinpoint names a paragraph, decision or footnote, a citation carries that
    label. words: median length of an answer.
    """
    outcomes = []
    for done, question in enumerate(gold):
        progress("asking", done, len(gold))
        outcomes.append(judge(question, assistant.ask(question.question, question.history)))
    progress("asking", len(gold), len(gold))
    groups = {
        "Russian": [o for o in outcomes if o.question.is_answerable and _is_russian(o)],
        "other languages": [o for o in outcomes if o.question.is_answerable and not _is_russian(o)],
        "unanswerable, near": [
            o for o in outcomes if not o.question.is_answerable and o.question.is_near
        ],
        "unanswerable, off": [
            o for o in outcomes if not o.question.is_answerable and not o.question.is_near
        ],
    }
    figures = {name: _measures(group) for name, group in groups.items() if group}
    fidelity = _fidelity(assistant, outcomes)
    citations = fidelity | _citation_figures(assistant, [o.answer for o in outcomes], judge_model)
    return Report(
        title=f"Gold questions: {len(gold)} asked, {fidelity['exact']} of {fidelity['n']} "
        "citations are exact spans",
        columns=COLUMNS,
        rows=tuple((name, *_cells(figures[name])) for name in groups if name in figures),
        figures={
            **figures,
            "citations": citations,
            "latency": _latency(outcomes),
            "by_language": _grouped(outcomes, lambda o: [o.question.language]),
            "by_tag": _grouped(outcomes, lambda o: o.question.tags),
            "questions": [_row(o) for o in outcomes],
        },
    )


def judge(question: GoldQuestion, answer: Answer) -> Outcome:
    """Return what came of one question."""
    quoted = [(citation.source, citation.quote) for citation in answer.citations]
    said = answer.text if answer.claims else ""
    return Outcome(
        question=question,
        answer=answer,
        evidence_at_1=_holds(question, _passages(answer, 1), any),
        evidence_at_5=_holds(question, _passages(answer, 5), any),
        all_at_5=_holds(question, _passages(answer, 5), all),
        is_hit=any(holds_answer(a, said) for a in question.answers),
        is_complete=(
            all(any(holds_answer(a, said) for a in group) for group in question.answers_all)
            if question.answers_all
            else None
        ),
        is_cited=_holds(question, quoted, any),
        is_unit_cited=_is_unit_cited(question, answer),
    )


def _question(row: dict[str, Any]) -> GoldQuestion:
    return GoldQuestion(
        id=row["id"],
        language=row["lang"],
        question=row["question"],
        history=tuple(Turn(turn["role"], turn["content"]) for turn in row.get("history", [])),
        evidence=tuple(Evidence(row["doc"], quote) for quote in row.get("evidence", [])),
        alternatives=tuple(
            Evidence(alt["doc"], alt["quote"]) for alt in row.get("evidence_alt", [])
        ),
        answers=(*row.get("answers", []), *row.get("answers_qlang", [])),
        answers_all=tuple(tuple(group) for group in row.get("answers_all", [])),
        pinpoint=row.get("pinpoint", ""),
        tags=tuple(row.get("tags") or ()),
        is_near=bool(row.get("near")),
    )


def _is_russian(outcome: Outcome) -> bool:
    return outcome.question.language == "ru"


def _passages(answer: Answer, k: int) -> list[tuple[str, str]]:
    return [(hit.passage.source, hit.passage.text) for hit in answer.hits[:k]]


def _holds(
    question: GoldQuestion,
    texts: Sequence[tuple[str, str]],
    enough: Callable[[Iterable[bool]], bool],
) -> bool:
    """True if the texts, each with its source, hold enough of the evidence, or an alternative."""

    def lies_there(evidence: Evidence) -> bool:
        held = "\n".join(text for source, text in texts if source == evidence.source)
        return holds_evidence(evidence.quote, held)

    return bool(question.evidence) and (
        enough(map(lies_there, question.evidence)) or any(map(lies_there, question.alternatives))
    )


def _is_unit_cited(question: GoldQuestion, answer: Answer) -> bool | None:
    """True if a citation carries a unit label of the gold pinpoint; None where it names none."""
    wanted = unit_labels(question.pinpoint)
    if not wanted or answer.outcome != "answered":
        return None
    sources = {evidence.source for evidence in (*question.evidence, *question.alternatives)}
    return any(
        citation.source in sources and wanted & unit_labels(citation.pinpoint)
        for citation in answer.citations
    )


def _grouped(
    outcomes: Sequence[Outcome], keys: Callable[[Outcome], Iterable[str]]
) -> dict[str, dict[str, float | None]]:
    """Return the measures of the answerable questions under each key."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.question.is_answerable:
            for key in keys(outcome):
                groups.setdefault(key, []).append(outcome)
    return {key: _measures(groups[key]) for key in sorted(groups)}


def _row(outcome: Outcome) -> dict[str, Any]:
    """Return what `eval compare` pairs: the scores of a question, and what was said."""
    question, answer = outcome.question, outcome.answer
    if question.is_answerable:
        scores: dict[str, bool | None] = {
            "evidence@1": outcome.evidence_at_1,
            "evidence@5": outcome.evidence_at_5,
            "all@5": outcome.all_at_5,
            "hit": outcome.is_hit,
            "complete": outcome.is_complete,
            "cited": outcome.is_cited,
            "unit": outcome.is_unit_cited,
        }
    else:
        scores = {"refused": answer.outcome == "refused"}
    return {
        "id": question.id,
        "language": question.language,
        "question": question.question,
        "scores": {name: int(value) for name, value in scores.items() if value is not None},
        "answer": answer.text,
        "evidence": [{"source": e.source, "quote": e.quote} for e in question.evidence],
        "hits": [
            {"pinpoint": hit.passage.pinpoint, "text": " ".join(hit.passage.text.split())[:SHOWN]}
            for hit in answer.hits[:5]
        ],
        "latency_ms": answer.latency_ms,
    }


def _measures(group: Sequence[Outcome]) -> dict[str, float | None]:
    judged = [o.is_complete for o in group if o.is_complete is not None]
    units = [o.is_unit_cited for o in group if o.is_unit_cited is not None]
    lengths = [len(o.answer.text.split()) for o in group if o.answer.claims]
    is_answerable = group[0].question.is_answerable

    def share(holds: Sequence[bool]) -> float | None:
        return sum(holds) / len(holds) if holds and is_answerable else None

    return {
        "n": len(group),
        "evidence@1": share([o.evidence_at_1 for o in group]),
        "evidence@5": share([o.evidence_at_5 for o in group]),
        "all@5": share([o.all_at_5 for o in group]),
        "answered": sum(o.answer.outcome == "answered" for o in group) / len(group),
        "hit": share([o.is_hit for o in group]),
        "complete": share(judged),
        "cited": share([o.is_cited for o in group]),
        "unit": share(units),
        "words": median(lengths) if lengths else None,
    }


def _cells(measures: dict[str, float | None]) -> list[str]:
    cells = []
    for name in COLUMNS[1:]:
        value = measures[name]
        if value is None:
            cells.append("-")
        else:
            cells.append(f"{value:.0f}" if name in ("n", "words") else f"{value:.3f}")
    return cells


def _citation_figures(
    assistant: Answering, answers: Sequence[Answer], judge_model: str
) -> dict[str, Any]:
    """Return citation recall and precision by the built-in judge, and by a model if one is named.

    agreement: the share of claims that the two see alike.
    """
    retriever = assistant.retriever
    built_in = built_in_judge(retriever.index, retriever.words)
    found: dict[str, Any] = {"built-in": _quality(citation_quality(answers, built_in))}
    if judge_model:
        model = entailment_judge(judge_model, retriever.index)
        found[judge_model] = _quality(citation_quality(answers, model))
        found["agreement"] = agreement(answers, built_in, model)
    return found


def _quality(found: CitationQuality) -> dict[str, float | None]:
    return {"recall": found.recall, "precision": found.precision}


def _latency(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the median and the 95th percentile of an answer's time in milliseconds."""
    times = sorted(outcome.answer.latency_ms for outcome in outcomes) or [0.0]
    return {"p50_ms": median(times), "p95_ms": times[int(0.95 * (len(times) - 1))]}


def _fidelity(assistant: Answering, outcomes: Sequence[Outcome]) -> dict[str, int]:
    citations = [citation for outcome in outcomes for citation in outcome.answer.citations]
    exact = [c for c in citations if assistant.document(c.source).text[c.start : c.end] == c.quote]
    return {"n": len(citations), "exact": len(exact)}
