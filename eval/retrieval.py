"""BEIR folders to measures: BM25, the encoder, both joined, reranked: runs over the same qrels."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from embeddings.encoder import Encoder
from embeddings.errors import UserError
from eval.report import Report
from rag.build import index_in_memory
from rag.index import Index
from rag.language import detect
from rag.rerank import Reranker, search
from rag.retrieve import SYSTEMS, Retriever
from rag.values import Document, Hit, Passage

MEASURES = ("nDCG@10", "R@10", "RR@10", "Success@1")
DEPTH = 100
Progress = Callable[[str, int, int], None]
Run = dict[str, dict[str, float]]
Find = Callable[[Sequence[str]], Iterable[list[Hit]]]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A BEIR folder: documents and queries by id, and qrels[query][document] = grade."""

    name: str
    documents: dict[str, str]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]


def read_beir(folder: Path) -> JudgedSet:
    """Return a BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv. Raises UserError."""
    try:
        corpus = [json.loads(line) for line in _lines(folder / "corpus.jsonl")]
        queries = [json.loads(line) for line in _lines(folder / "queries.jsonl")]
        if not corpus or not queries:
            raise ValueError("no documents or no queries")
        qrels: dict[str, dict[str, int]] = {}
        for line in _lines(folder / "qrels" / "test.tsv")[1:]:
            query, document, grade = line.split("\t")
            qrels.setdefault(query, {})[document] = int(grade)
        return JudgedSet(
            name=folder.name,
            documents={
                str(row["_id"]): f"{row.get('title', '')}\n{row['text']}".strip() for row in corpus
            },
            queries={str(row["_id"]): row["text"] for row in queries if str(row["_id"]) in qrels},
            qrels=qrels,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{folder} is no BEIR folder ({type(error).__name__}: {error}): "
            "it needs corpus.jsonl, queries.jsonl and qrels/test.tsv."
        ) from error


def evaluate_retrieval(
    folders: Sequence[Path],
    encoder: Encoder,
    runs: Path,
    progress: Progress,
    reranker: Reranker | None = None,
) -> Report:
    """Search every set with every system and return the measures; runs go to TREC files.

    With a reranker there is one system more, "reranked": the joined run as it orders it.
    Measures are those of ir-measures (trec_eval's definitions), means over the judged queries.
    """
    sets: dict[str, dict[str, dict[str, float]]] = {}
    for folder in folders:
        judged = read_beir(folder)
        retriever = Retriever(_index(judged, encoder), encoder)
        sets[judged.name] = {}
        for system, find in _systems(retriever, reranker).items():
            run: Run = {}
            found = find(list(judged.queries.values()))
            for done, (query, hits) in enumerate(zip(judged.queries, found, strict=True)):
                progress(f"{judged.name} {system}", done, len(judged.queries))
                run[query] = {hit.passage.source: hit.score for hit in hits}
            progress(f"{judged.name} {system}", len(judged.queries), len(judged.queries))
            write_run(runs / f"{judged.name}.{system}.trec", run, system)
            sets[judged.name][system] = measure(judged.qrels, run)
    rows = tuple(
        (f"{name} {system}", *(f"{figures[measure_]:.3f}" for measure_ in MEASURES))
        for name, systems in sets.items()
        for system, figures in systems.items()
    )
    return Report("Retrieval", ("set and system", *MEASURES), rows, {"sets": sets})


def _systems(retriever: Retriever, reranker: Reranker | None) -> dict[str, Find]:
    systems: dict[str, Find] = {
        system: partial(retriever.search_many, k=DEPTH, system=system) for system in SYSTEMS
    }
    if reranker:
        reranked = partial(search, retriever, k=DEPTH, reranker=reranker)
        systems["reranked"] = lambda queries: map(reranked, queries)
    return systems


def scores_by_query(qrels: dict[str, dict[str, int]], run: Run) -> dict[str, dict[str, float]]:
    """Return each measure of each judged query; a query that is not in the run scores 0."""
    from ir_measures import iter_calc

    names = _measures()
    found = {query: dict.fromkeys(MEASURES, 0.0) for query in qrels}
    for metric in iter_calc(list(names), qrels, run):
        if metric.query_id in found:
            found[metric.query_id][names[metric.measure]] = float(metric.value)
    return found


def measure(qrels: dict[str, dict[str, int]], run: Run) -> dict[str, float]:
    """Return the mean of each measure over the judged queries; one not in the run scores 0."""
    from ir_measures import calc_aggregate

    names = _measures()
    found: dict[Any, float] = calc_aggregate(list(names), qrels, run)
    return {names[measure_]: float(value) for measure_, value in found.items()}


def _measures() -> dict[Any, str]:
    from ir_measures import RR, R, Success, nDCG

    return dict(zip((nDCG @ 10, R @ 10, RR @ 10, Success @ 1), MEASURES, strict=True))


def read_run(path: Path) -> Run:
    """Return a TREC run file. Raises UserError."""
    run: Run = {}
    try:
        for line in _lines(path):
            query, _, document, _, score, _ = line.split()
            run.setdefault(query, {})[document] = float(score)
    except (OSError, ValueError) as error:
        raise UserError(
            f"{path} is no TREC run ({type(error).__name__}: {error}): "
            "its lines are `query Q0 document rank score tag`."
        ) from error
    return run


def write_run(path: Path, run: Run, tag: str) -> None:
    """Write a TREC run file: query Q0 document rank score tag."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for query, scores in run.items():
            for rank, (document, score) in enumerate(scores.items(), start=1):
                file.write(f"{query} Q0 {document} {rank} {score:.6f} {tag}\n")


def _index(judged: JudgedSet, encoder: Encoder) -> Index:
    sample = " ".join(list(judged.documents.values())[:50])[:20_000]
    language = detect(sample)
    documents = [Document(i, "", "", language, text) for i, text in judged.documents.items()]
    passages = [Passage(d.source, d.source, 0, len(d.text), d.text, "", 0) for d in documents]
    return index_in_memory(documents, passages, encoder)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").split("\n") if line.strip()]
