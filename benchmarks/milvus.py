"""Time the same index searched in its own files and in Milvus, and compare what is found.

    python -m benchmarks.milvus [--uri URI] [--passages N] [--json FILE]

The gold questions are asked of data/corpus, or of N passages made of its sentences. Without --uri
it is milvus-lite within this process; --uri names an empty database. Engines take turns question
by question, and the best of the rounds counts.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.made_corpus import make_corpus, read_sentences
from embeddings.encoder import Encoder, load_encoder
from embeddings.milvus import Milvus
from eval.gold import read_gold
from rag.assistant import Assistant
from rag.build import build_index, index_in_memory, write_index
from rag.extract import ExtractiveEngine
from rag.generation import file_facts, publish, writing
from rag.index import open_index
from rag.milvus_collections import fill

ROOT = Path(__file__).parents[1]
NAME = "0" * 12
K = 10
ROUNDS = 3


def main() -> None:
    """Print the figures as JSON, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uri", default="")
    parser.add_argument("--passages", type=int, default=0)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    encoder = load_encoder()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "index"
        _build(folder, encoder, arguments.passages)
        milvus = Milvus.open(arguments.uri or str(Path(place) / "milvus.db"))
        index = open_index(folder, encoder.name)
        began = time.perf_counter()
        fill(milvus, folder, index)
        fill_s = time.perf_counter() - began
        here = Assistant(folder, encoder, ExtractiveEngine)
        there = Assistant(folder, encoder, ExtractiveEngine, milvus=milvus)
        asked = [gold.question for gold in read_gold(ROOT / "data" / "gold")]
        report = {
            "cores": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 1),
            "engine": milvus.version,
            "n_passages": len(index.passages),
            "n_questions": len(asked),
            "fill_s": round(fill_s, 2),
            **_compared(here, there, asked),
            "search_p50_ms": _race(
                {
                    "here": lambda text: here.retriever.search(text, K),
                    "milvus": lambda text: there.retriever.search(text, K),
                },
                asked,
            ),
            "ask_p50_ms": _race({"here": here.ask, "milvus": there.ask}, asked),
        }
    print(json.dumps(report, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def _build(folder: Path, encoder: Encoder, n: int) -> None:
    if not n:
        build_index(folder, [ROOT / "data" / "corpus"], encoder)
        return
    corpus = make_corpus(read_sentences(), n)
    built = index_in_memory(corpus.documents, corpus.passages, encoder)
    with writing(folder) as place:
        write_index(place, built)
        publish(folder, place, replace(built.manifest, generation=NAME, files=file_facts(place)))


def _compared(here: Assistant, there: Assistant, asked: list[str]) -> dict[str, Any]:
    """Return for how many questions the hits and the answers are the same."""
    same_hits, same_answers, difference = 0, 0, 0.0
    for text in asked:
        expected = here.retriever.search(text, K)
        scores = {hit.passage.passage_id: hit.score for hit in expected}
        found = there.retriever.search(text, K)
        same_hits += [hit.passage.passage_id for hit in found] == list(scores)
        shared = [hit for hit in found if hit.passage.passage_id in scores]
        difference = max(
            [difference, *(abs(hit.score - scores[hit.passage.passage_id]) for hit in shared)]
        )
        same_answers += here.ask(text).text == there.ask(text).text
    return {
        "same_hits": same_hits,
        "same_answers": same_answers,
        "greatest_difference": float(f"{difference:.1e}"),
    }


def _race(contestants: Mapping[str, Callable[[str], object]], asked: list[str]) -> dict[str, float]:
    """Return the median time of each, in milliseconds."""
    times: dict[str, list[float]] = {name: [float("inf")] * len(asked) for name in contestants}
    for _ in range(ROUNDS):
        for at, text in enumerate(asked):
            for name, call in contestants.items():
                began = time.perf_counter()
                call(text)
                took_ms = (time.perf_counter() - began) * 1000
                times[name][at] = min(times[name][at], took_ms)
    return {name: round(statistics.median(each), 2) for name, each in times.items()}


if __name__ == "__main__":
    main()
