"""Time retrieval at scale: the vector index, opening an index, and a whole query.

    python -m benchmarks.retrieve [--encoder SETTING | --stand-in] [--json FILE]

The corpus is made of the sentences of data/corpus, recombined in a seeded way, so that it has
their words and their repetitions. What is compared runs in one process, query by query in turn,
each on one thread: FAISS's flat index against ours, and LangChain's pieces (BM25Retriever,
FAISS, EnsembleRetriever, the same stems, the same encoder) against our joined search.
--stand-in makes an encoder of the default's shape out of the corpus.
"""

import argparse
import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import torch

from benchmarks.made_corpus import (
    PASSAGES,
    make_corpus,
    make_encoder,
    make_queries,
    make_vectors,
    read_sentences,
)
from embeddings.encoder import DEFAULT_ENCODER, SHIPPED, Encoder, load_encoder
from embeddings.vector_index import VectorIndex
from eval.gold import read_gold
from rag.analysis import content_terms, terms
from rag.build import index_in_memory, write_index
from rag.generation import file_facts, publish, writing
from rag.index import Index, open_index
from rag.retrieve import Retriever
from rag.values import Passage

GOLD = Path(__file__).parents[1] / "data" / "gold"
K = 10
N_QUERIES = 100
ROUNDS = 3
N_ADDRESSED = 20
NAME = "0" * 12
SECOND_PROCESS = """
import json, sys, time
from pathlib import Path
import faiss, numpy as np
from rag.generation import current_name
from rag.index import open_index

def memory():
    rows = (line.split() for line in open("/proc/self/smaps_rollup"))
    kb = {row[0]: int(row[1]) for row in rows if len(row) == 3}
    return {"pss": kb["Pss:"], "private": kb["Private_Clean:"] + kb["Private_Dirty:"]}

began, before = time.perf_counter(), memory()
index = open_index(Path(sys.argv[1]), sys.argv[2])
open_ms, opened = (time.perf_counter() - began) * 1000, memory()
index.lexical.scores(["торговл", "людьм"])
rows = index.vectors.search(index.vectors.vectors(np.array([7])), 10).rows[0]
texts = [index.passages[row].text for row in rows]
asked = memory()
print(json.dumps({
    "open_ms": round(open_ms, 2),
    **{f"{name}_mb_opened": round((opened[name] - before[name]) / 1024, 2) for name in before},
    **{f"{name}_mb_asked": round((asked[name] - before[name]) / 1024, 2) for name in before},
}))
"""


def main() -> None:
    """Print the figures as JSON, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", default=DEFAULT_ENCODER)
    parser.add_argument("--stand-in", action="store_true")
    parser.add_argument("--vectors", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    faiss.omp_set_num_threads(1)
    torch.set_num_threads(1)
    sentences = read_sentences()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        setting = arguments.encoder
        if arguments.stand_in:
            setting = str(place / "stand-in")
            make_encoder(Path(setting), sentences)
        encoder = load_encoder(setting)
        report = {
            "machine": {
                "python": platform.python_version(),
                "cores": os.cpu_count(),
                "processor": _processor(),
            },
            "encoder": encoder.name,
            "dim": encoder.dim,
            "vectors": [_vectors(encoder, sentences, n) for n in arguments.vectors],
            "whole": _whole(
                place,
                encoder,
                str(SHIPPED) if setting == DEFAULT_ENCODER else setting,
                sentences,
                arguments.passages,
            ),
        }
    print(json.dumps(report, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


@dataclass(frozen=True, slots=True)
class Raced:
    """What each contestant found for each query, and its times."""

    results: dict[str, list[Any]]
    times_ms: dict[str, list[float]]

    @property
    def p50_ms(self) -> dict[str, float]:
        """The median of each, as NAME_p50_ms."""
        return {
            f"{name}_p50_ms": round(statistics.median(times), 3)
            for name, times in self.times_ms.items()
        }


def _race(contestants: Mapping[str, Callable[[Any], Any]], queries: Sequence[Any]) -> Raced:
    """Put every query to every contestant in turn; the best of the rounds counts for each."""
    raced = Raced({}, {name: [math.inf] * len(queries) for name in contestants})
    for _ in range(ROUNDS):
        raced.results.update({name: [] for name in contestants})
        for at, query in enumerate(queries):
            for name, call in contestants.items():
                began = time.perf_counter()
                raced.results[name].append(call(query))
                took_ms = (time.perf_counter() - began) * 1000
                raced.times_ms[name][at] = min(raced.times_ms[name][at], took_ms)
    return raced


def _vectors(encoder: Encoder, sentences: Sequence[str], n: int) -> dict[str, Any]:
    """Race our vector index against FAISS's flat one, single queries on one thread."""
    vectors = make_vectors(encoder, sentences, n)
    queries = encoder.encode_queries(make_queries(sentences, N_QUERIES))
    began = time.perf_counter()
    index = VectorIndex.build(vectors, _progress)
    build_s = time.perf_counter() - began
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    found = _race(
        {"flat": lambda q: flat.search(q, K)[0][0], "ours": lambda q: index.search(q, K).scores[0]},
        [query[None] for query in queries],
    )
    # A row as near as the tenth is as good as the tenth.
    recall = np.mean(
        [
            np.mean(ours >= exact[-1] - 1e-6)
            for exact, ours in zip(found.results["flat"], found.results["ours"], strict=True)
        ]
    )
    return {
        "n": n,
        "build_s": round(build_s, 1),
        **found.p50_ms,
        "ratio": round(found.p50_ms["flat_p50_ms"] / found.p50_ms["ours_p50_ms"], 1),
        "recall@10": round(float(recall), 4),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _whole(
    place: Path, encoder: Encoder, model: str, sentences: Sequence[str], n: int
) -> dict[str, Any]:
    """Build an index of n passages, open it in a second process, and race LangChain over it."""
    corpus = make_corpus(sentences, n)
    began = time.perf_counter()
    built = index_in_memory(corpus.documents, corpus.passages, encoder, _progress)
    folder = place / "index"
    with writing(folder) as new:
        write_index(new, built)
        publish(folder, new, replace(built.manifest, generation=NAME, files=file_facts(new)))
    build_s = time.perf_counter() - began
    size_mb = sum(file.stat().st_size for file in (folder / NAME).rglob("*")) / 2**20
    del built, corpus.documents[:]
    index = open_index(folder, encoder.name)
    numbers = [round(at * n / PASSAGES / N_ADDRESSED) for at in range(1, N_ADDRESSED + 1)]
    asked = [gold.question for gold in read_gold(GOLD)] + make_queries(sentences, N_QUERIES)
    asked += [f"Что сказано в пункте 7 резолюции A/RES/90/{number}?" for number in numbers]
    theirs = _langchain(corpus.passages, index, model)
    ours = Retriever(index, encoder)
    found = _race({"langchain": theirs, "ours": lambda text: ours.search(text, K)}, asked)
    return {
        "n_passages": n,
        "build_s": round(build_s, 1),
        "size_mb": round(size_mb, 1),
        "second_process": _second_process(folder, encoder.name, size_mb),
        "n_queries": len(asked),
        **found.p50_ms,
        "ratio": round(found.p50_ms["langchain_p50_ms"] / found.p50_ms["ours_p50_ms"], 1),
        "parts_p50_ms": _parts(ours, encoder, asked),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _second_process(folder: Path, encoder: str, size_mb: float) -> dict[str, float]:
    """Return what an index costs a process while this one has it open too; the best of three."""
    run = [sys.executable, "-c", SECOND_PROCESS, str(folder), encoder]
    runs = [json.loads(subprocess.run(run, capture_output=True, check=True).stdout) for _ in "123"]
    best: dict[str, float] = min(runs, key=lambda figures: figures["open_ms"])
    return {**best, "private_share": round(best["private_mb_asked"] / size_mb, 4)}


def _parts(retriever: Retriever, encoder: Encoder, asked: Sequence[str]) -> dict[str, float]:
    """Time what a joined search is made of."""
    index = retriever.index
    systems = _race(
        {
            "encode": lambda text: encoder.encode_queries([text]),
            "terms": retriever.query_terms,
            "named": retriever.named,
            "bm25": lambda text: retriever.search(text, K, "bm25"),
            "dense": lambda text: retriever.search(text, K, "dense"),
            "passages": lambda text: index.passages[:K],
        },
        asked,
    )
    return {name.removesuffix("_p50_ms"): ms for name, ms in systems.p50_ms.items()}


def _langchain(passages: Sequence[Passage], index: Index, model: str) -> Callable[[str], object]:
    """Return a search by LangChain's own pieces over the same passages, vectors and stems."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.embeddings import HuggingFaceEmbeddings
        from langchain_community.retrievers import BM25Retriever
        from langchain_community.vectorstores import FAISS
        from langchain_community.vectorstores.utils import DistanceStrategy

        # langchain-huggingface has the same class, and pins a hub client that others here refuse.
        embeddings = HuggingFaceEmbeddings(
            model_name=model, encode_kwargs={"normalize_embeddings": True}
        )
    texts = [passage.searched for passage in passages]
    vectors = index.vectors.vectors(np.arange(len(index.vectors), dtype=np.int64))
    store = FAISS.from_embeddings(
        zip(texts, vectors, strict=True),
        embeddings,
        distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
    )
    lexical = BM25Retriever.from_texts(texts, preprocess_func=_content, k=K)
    joined = EnsembleRetriever(
        retrievers=[lexical, store.as_retriever(search_kwargs={"k": K})], weights=[0.5, 0.5]
    )
    return lambda text: joined.invoke(text)[:K]


def _content(text: str) -> list[str]:
    """Return the stems of a text without its function words, as both sides search it."""
    held = set(content_terms(text, "ru"))
    return [term for term in terms(text, "ru") if term in held]


def _processor() -> str:
    """Return the processor's name as Linux tells it, "" elsewhere."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text("utf-8").splitlines() if facts.exists() else []
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "")


def _progress(step: str, done: int, total: int) -> None:
    if done == total:
        print(f"{step} {total}: done", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
