"""Many settings over one set of gold questions: which are worth their milliseconds.

A file names the values to try; every combination is one trial. Each trial is kept as a file, so
that a sweep which was broken off goes on where it was.
"""

import hashlib
import itertools
import json
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from embeddings.encoder import Encoder
from embeddings.errors import UserError
from eval.gold import GoldQuestion, evaluate_gold
from eval.report import Report
from rag.answer import answer_chain, unanswered
from rag.build import index_in_memory
from rag.compose import Engine
from rag.documents.passages import split_passages
from rag.errors import InvalidQuestion
from rag.language import detect
from rag.question import read_question
from rag.rerank import Reranker
from rag.retrieve import Retriever, Weights
from rag.tokens import count_tokens
from rag.values import Answer, Document, Turn, Versions

MEASURES = ("evidence@1", "evidence@5", "hit", "cited")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """A combination of settings; "" stands for what is used without a setting.

    budget: tokens of a passage. lexical, words, scope: of `rag.retrieve.Weights`.
    """

    encoder: str = "default"
    reranker: str = ""
    model: str = ""
    budget: int = 200
    lexical: float = Weights().lexical
    words: float = Weights().words
    scope: float = Weights().scope

    @property
    def weights(self) -> Weights:
        """The weights of the retriever."""
        return Weights(self.lexical, self.words, self.scope)


@dataclass(frozen=True, slots=True)
class Openers:
    """How the parts that a trial names are opened."""

    encoder: Callable[[str], Encoder]
    reranker: Callable[[str], Reranker]
    engine: Callable[[str, Retriever], Engine]


def read_sweep(path: Path) -> list[Trial]:
    """Return the trials of a file: lists of values under names of `Trial`. Raises UserError."""
    known = asdict(Trial())
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        for name, values in table.items():
            if name not in known:
                raise ValueError(f"'{name}' is none of {', '.join(known)}")
            kind = float if isinstance(known[name], float) else type(known[name])
            table[name] = [kind(value) for value in values]
    except (OSError, ValueError, TypeError) as error:
        raise UserError(
            f"{path} is no sweep ({error}): write lists of values, such as `budget = [120, 200]`."
        ) from error
    combinations = itertools.product(*table.values())
    return [replace(Trial(), **dict(zip(table, each, strict=True))) for each in combinations]


def run_sweep(
    trials: Sequence[Trial],
    documents: Sequence[Document],
    gold: Sequence[GoldQuestion],
    kept: Path,
    openers: Openers,
    progress: Progress,
) -> Report:
    """Return the measures of every trial; kept: the folder of trials that are done already."""
    kept.mkdir(parents=True, exist_ok=True)
    results = []
    for done, trial in enumerate(trials):
        progress("trying", done, len(trials))
        path = kept / f"{_key(trial, documents, gold)}.json"
        if not path.exists():
            figures = _try(trial, documents, gold, openers)
            part = path.with_suffix(".part")
            part.write_text(json.dumps(figures, ensure_ascii=False), "utf-8")
            part.replace(path)
        results.append({"trial": asdict(trial), **json.loads(path.read_text("utf-8"))})
    progress("trying", len(trials), len(trials))
    best = front(results)
    varied = [name for name in asdict(Trial()) if len({r["trial"][name] for r in results}) > 1]
    rows = tuple(
        (
            ", ".join(f"{name} {result['trial'][name]}" for name in varied) or "as set",
            *(f"{result[measure]:.3f}" for measure in MEASURES),
            f"{result['p50_ms']:.1f}",
            "front" if at in best else "",
        )
        for at, result in enumerate(results)
    )
    columns = ("trial", *MEASURES, "p50 ms", "")
    title = f"{len(trials)} trials over {len(gold)} gold questions"
    return Report(title, columns, rows, {"trials": results, "front": best})


def front(results: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the places of the results that none beats both in `cited` and in milliseconds."""

    def is_beaten(one: Mapping[str, Any], by: Mapping[str, Any]) -> bool:
        no_worse = by["cited"] >= one["cited"] and by["p50_ms"] <= one["p50_ms"]
        return no_worse and (by["cited"], by["p50_ms"]) != (one["cited"], one["p50_ms"])

    return [
        at
        for at, result in enumerate(results)
        if not any(is_beaten(result, other) for other in results)
    ]


def draw_front(report: Report, path: Path) -> None:
    """Write the trials as a picture, quality against latency, as SVG."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    results, best = report.figures["trials"], report.figures["front"]
    with pyplot.rc_context({"svg.hashsalt": "askalliance", "font.family": "sans-serif"}):
        figure, axes = pyplot.subplots(figsize=(6, 3.6), layout="constrained")
        axes.scatter(
            [result["p50_ms"] for result in results],
            [result["cited"] for result in results],
            color="#a9a394",
            label="trial",
        )
        ahead = sorted((results[at]["p50_ms"], results[at]["cited"]) for at in best)
        axes.plot(*zip(*ahead, strict=True), color="#0b5c7a", marker="o", label="front")
        axes.set(xlabel="milliseconds for an answer (median)", ylabel="evidence cited")
        axes.grid(alpha=0.3)
        axes.legend()
        figure.savefig(path, metadata={"Date": None})
        pyplot.close(figure)


class _InMemory:
    """Answers over an index in memory, without screening."""

    def __init__(self, retriever: Retriever, engine: Engine, reranker: Reranker | None):
        self._retriever = retriever
        self._chain = answer_chain(retriever, engine, reranker)

    @property
    def retriever(self) -> Retriever:
        return self._retriever

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        began = time.perf_counter()
        try:
            answer = self._chain.invoke(read_question(question, history))
        except InvalidQuestion as said:
            index = self._retriever.index.manifest
            versions = Versions(index.generation, index.encoder)
            answer = unanswered(question, detect(question), "refused", str(said), versions)
        return replace(answer, latency_ms=(time.perf_counter() - began) * 1000)

    def document(self, source: str) -> Document:
        return self._retriever.index.document(source)


def _try(
    trial: Trial, documents: Sequence[Document], gold: Sequence[GoldQuestion], openers: Openers
) -> dict[str, float]:
    encoder = openers.encoder(trial.encoder)
    passages = [
        passage
        for document in documents
        for passage in split_passages(document, count_tokens, trial.budget)
    ]
    retriever = Retriever(index_in_memory(documents, passages, encoder), encoder, trial.weights)
    reranker = openers.reranker(trial.reranker) if trial.reranker else None
    assistant = _InMemory(retriever, openers.engine(trial.model, retriever), reranker)
    report = evaluate_gold(assistant, gold, lambda *_: None)
    rows = [row for row in report.figures["questions"] if "hit" in row["scores"]]
    means = {
        measure: sum(row["scores"][measure] for row in rows) / max(len(rows), 1)
        for measure in MEASURES
    }
    return means | {"p50_ms": report.figures["latency"]["p50_ms"], "n_passages": len(passages)}


def _key(trial: Trial, documents: Sequence[Document], gold: Sequence[GoldQuestion]) -> str:
    """Return what a trial is kept under: of its settings, the texts and the questions."""
    texts = [(document.source, document.text) for document in documents]
    said = repr((asdict(trial), texts, [(each.id, each.question) for each in gold]))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
