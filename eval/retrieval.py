"""Judged sets to measures: BM25, the encoder, both joined, reranked: runs over the same qrels.

A set is a BEIR folder, which is indexed, or a folder of gold questions, whose passages are those of
the index that is served: relevant are the passages that hold the quoted evidence.
"""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from embeddings.encoder import Encoder
from embeddings.errors import UserError
from eval.gold import GoldQuestion, read_gold
from eval.matching import holds_evidence
from eval.report import Report
from rag.build import index_in_memory
from rag.index import Index
from rag.language import detect
from rag.rerank import Reranker, search
from rag.retrieve import SYSTEMS, Retriever
from rag.values import Document, Hit, Passage

MEASURES = ("nDCG@10", "R@5", "R@10", "RR@10", "Success@1", "AP")
DEPTH = 100
Progress = Callable[[str, int, int], None]
Qrels = dict[str, dict[str, int]]
Run = dict[str, dict[str, float]]
Find = Callable[[Sequence[str]], Iterable[list[Hit]]]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Queries by id, qrels[query][passage] = grade, and groups of queries by language and tag.

    documents: the texts to index, by id; none where an index is there already.
    """

    name: str
    documents: dict[str, str]
    queries: dict[str, str]
    qrels: Qrels
    groups: dict[str, list[str]]


def read_beir(folder: Path) -> JudgedSet:
    """Return a BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv. Raises UserError."""
    try:
        corpus = [json.loads(line) for line in _lines(folder / "corpus.jsonl")]
        queries = [json.loads(line) for line in _lines(folder / "queries.jsonl")]
        if not corpus or not queries:
            raise ValueError("no documents or no queries")
        qrels: Qrels = {}
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
            groups={},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{folder} is no BEIR folder ({type(error).__name__}: {error}): "
            "it needs corpus.jsonl, queries.jsonl and qrels/test.tsv."
        ) from error


def read_gold_set(folder: Path, index: Index) -> JudgedSet:
    """Return the answerable gold questions of a folder over the passages of an index.

    A passage that holds a quote of the evidence, or of an alternative, has grade 1. Raises
    UserError.
    """
    questions = [each for each in read_gold(folder) if each.is_answerable]
    groups: dict[str, list[str]] = {}
    for each in questions:
        for name in (each.language, *each.tags):
            groups.setdefault(name, []).append(each.id)
    return JudgedSet(
        name=folder.name,
        documents={},
        queries={each.id: each.question for each in questions},
        qrels={each.id: _relevant(each, index) for each in questions},
        groups=groups,
    )


def _relevant(question: GoldQuestion, index: Index) -> dict[str, int]:
    quotes = (*question.evidence, *question.alternatives)
    return {
        passage.passage_id: 1
        for passage in index.passages
        if any(
            quote.source == passage.source and holds_evidence(quote.quote, passage.text)
            for quote in quotes
        )
    }


def evaluate_retrieval(
    folders: Sequence[Path],
    encoder: Encoder,
    runs: Path,
    progress: Progress,
    reranker: Reranker | None = None,
    served: Retriever | None = None,
) -> Report:
    """Search every set with every system and return the measures; runs go to TREC files.

    With a reranker there is one system more, "reranked": the joined run as it orders it. served:
    searches the passages of gold folders. Measures are those of ir-measures (trec_eval's
    definitions), means over the judged queries; "ms" is the mean time of a query in milliseconds.
    """
    sets: dict[str, dict[str, dict[str, float]]] = {}
    facts: dict[str, dict[str, Any]] = {}
    for folder in folders:
        judged, retriever = _opened(folder, encoder, served)
        sets[judged.name] = {}
        facts[judged.name] = {"n_passages": len(retriever.index.passages), "groups": {}}
        for system, find in _systems(retriever, reranker).items():
            began = time.perf_counter()
            run = _run(judged, find, partial(progress, f"{judged.name} {system}"))
            spent_ms = (time.perf_counter() - began) * 1000
            write_run(runs / f"{judged.name}.{system}.trec", run, system)
            figures = measure(judged.qrels, run)
            figures["ms"] = round(spent_ms / max(len(judged.queries), 1), 3)
            sets[judged.name][system] = figures
            facts[judged.name]["groups"][system] = _by_group(judged, run)
    columns = (*MEASURES, "ms")
    rows = tuple(
        (f"{name} {system}", *(f"{figures[column]:.3f}" for column in columns))
        for name, systems in sets.items()
        for system, figures in systems.items()
    )
    return Report("Retrieval", ("set and system", *columns), rows, {"sets": sets, "facts": facts})


def _opened(
    folder: Path, encoder: Encoder, served: Retriever | None
) -> tuple[JudgedSet, Retriever]:
    if is_gold(folder):
        if served is None:
            raise UserError(f"{folder} holds gold questions: run `askalliance index` first.")
        return read_gold_set(folder, served.index), served
    judged = read_beir(folder)
    return judged, Retriever(_index(judged, encoder), encoder)


def is_gold(folder: Path) -> bool:
    """True for a folder of gold questions, False for a BEIR folder."""
    return (folder / "questions.jsonl").exists()


def _run(judged: JudgedSet, find: Find, progress: Callable[[int, int], None]) -> Run:
    run: Run = {}
    found = find(list(judged.queries.values()))
    for done, (query, hits) in enumerate(zip(judged.queries, found, strict=True)):
        progress(done, len(judged.queries))
        run[query] = {hit.passage.passage_id: hit.score for hit in hits}
    progress(len(judged.queries), len(judged.queries))
    return run


def _by_group(judged: JudgedSet, run: Run) -> dict[str, dict[str, float]]:
    return {
        name: {"n": len(ids)}
        | measure({each: judged.qrels[each] for each in ids}, {each: run[each] for each in ids})
        for name, ids in sorted(judged.groups.items())
    }


def _systems(retriever: Retriever, reranker: Reranker | None) -> dict[str, Find]:
    systems: dict[str, Find] = {
        system: partial(retriever.search_many, k=DEPTH, system=system) for system in SYSTEMS
    }
    if reranker:
        reranked = partial(search, retriever, k=DEPTH, reranker=reranker)
        systems["reranked"] = lambda queries: map(reranked, queries)
    return systems


def scores_by_query(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Return each measure of each judged query; a query that is not in the run scores 0.

    Equal scores are ordered as trec_eval orders them, by document, the last name first.
    """
    from ir_measures import AP, RR, R, Success, iter_calc, nDCG

    metrics = nDCG @ 10, R @ 5, R @ 10, RR, Success @ 1, AP
    names: dict[Any, str] = dict(zip(metrics, MEASURES, strict=True))
    found = {query: dict.fromkeys(MEASURES, 0.0) for query in qrels}
    for metric in iter_calc(list(names), qrels, run):
        if metric.query_id in found:
            found[metric.query_id][names[metric.measure]] = float(metric.value)
    for scores in found.values():  # RR with a cutoff would be MS MARCO's, which orders ties anew
        scores["RR@10"] *= scores["RR@10"] >= 1 / 10
    return found


def measure(qrels: Qrels, run: Run) -> dict[str, float]:
    """Return the mean of each measure over the judged queries; one not in the run scores 0."""
    found = scores_by_query(qrels, run).values()
    return {name: sum(scores[name] for scores in found) / len(found) for name in MEASURES}


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
