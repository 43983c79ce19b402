"""Race what a user would pick instead: LangChain's stock pipeline, rank-bm25, Haystack.

    pip install -e ".[dev,peers]"
    python -m benchmarks.peers [BEIR_DIR...] [--json FILE]

Every peer gets the files of data/corpus, splits them its own way, and the encoder that is shipped
here; without a chat model none of them answers, so passages are compared: is the evidence of a gold
question in the first, in the first five. Queries go round all systems in turn, each on one thread.
This project was developed on these gold questions and its peers were not: the BEIR folders, whose
texts all systems index whole, are the fairer half.
"""

import argparse
import json
import os
import platform
import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rank_bm25 import BM25Okapi
from sentence_transformers import SentenceTransformer
from threadpoolctl import threadpool_limits

from embeddings.encoder import SHIPPED, load_encoder
from eval.gold import GoldQuestion, read_gold
from eval.matching import holds_evidence
from eval.retrieval import JudgedSet, measure, read_beir
from rag.build import index_in_memory
from rag.documents.corpus import find_files
from rag.documents.load import load_file
from rag.documents.parse import parse_document
from rag.documents.passages import split_passages
from rag.documents.sandbox import Sandbox
from rag.language import detect
from rag.retrieve import Retriever
from rag.tokens import count_tokens
from rag.values import Document, Passage

ROOT = Path(__file__).parents[1]
K = 10
# The rows of the best texts for a query, best first.
Search = Callable[[str], list[int]]


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a file, as a system cuts it."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class System:
    """How a system cuts the files of a folder, and how it searches texts."""

    name: str
    cut: Callable[[], list[Text]]
    build: Callable[[Sequence[str]], Search]


def main() -> None:
    """Print and write quality and speed of every system."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="BEIR_DIR")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
    torch.set_num_threads(1)
    threadpool_limits(limits=1)
    systems = [
        System("AskAlliance", _our_passages, _ours),
        System("LangChain", _langchain_chunks, _langchain),
        System("rank-bm25", _langchain_chunks, _rank_bm25),
        System("Haystack", _haystack_chunks, _haystack),
    ]
    report: dict[str, Any] = {
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
        "gold": _race_gold(systems),
    }
    for folder in arguments.folders:
        report[folder.name] = _race_beir(systems, read_beir(folder))
    for name, rows in report.items():
        if name != "machine":
            print(f"\n{name}\n{'':14}" + "".join(f"{key:>14}" for key in next(iter(rows.values()))))
            for system, figures in rows.items():
                print(f"{system:14}" + "".join(f"{value:>14.3f}" for value in figures.values()))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def _race_gold(systems: Sequence[System]) -> dict[str, dict[str, float]]:
    questions = [each for each in read_gold(ROOT / "data" / "gold") if each.is_answerable]
    texts, searches, figures = {}, {}, {}
    for system in systems:
        began = time.perf_counter()
        texts[system.name] = system.cut()
        searches[system.name] = system.build([each.text for each in texts[system.name]])
        figures[system.name] = {"build s": time.perf_counter() - began}
    found, times = _ask_in_turn(searches, [each.question for each in questions])
    for name, rows in found.items():
        hits = [[texts[name][row] for row in best] for best in rows]
        for group, is_in in (("ru", True), ("other", False)):
            asked = [n for n, each in enumerate(questions) if (each.language == "ru") is is_in]
            for k in (1, 5):
                share = statistics.mean(_holds(questions[n], hits[n][:k]) for n in asked)
                figures[name][f"{group}@{k}"] = share
        figures[name]["p50 ms"] = times[name]
    return figures


def _holds(question: GoldQuestion, hits: Sequence[Text]) -> bool:
    return any(
        holds_evidence(quote.quote, hit.text)
        for quote in (*question.evidence, *question.alternatives)
        for hit in hits
        if hit.source == quote.source
    )


def _race_beir(systems: Sequence[System], judged: JudgedSet) -> dict[str, dict[str, float]]:
    ids, texts = list(judged.documents), list(judged.documents.values())
    searches = {system.name: system.build(texts) for system in systems}
    found, times = _ask_in_turn(searches, list(judged.queries.values()))
    figures = {}
    for name, rows in found.items():
        run = {
            query: {ids[row]: 1.0 / rank for rank, row in enumerate(best, start=1)}
            for query, best in zip(judged.queries, rows, strict=True)
        }
        figures[name] = {
            "nDCG@10": measure(judged.qrels, run)["nDCG@10"],
            "p50 ms": times[name],
        }
    return figures


def _ask_in_turn(
    searches: dict[str, Search], queries: Sequence[str]
) -> tuple[dict[str, list[list[int]]], dict[str, float]]:
    """Return what each search finds for each query, and its median time in milliseconds."""
    found: dict[str, list[list[int]]] = {name: [] for name in searches}
    times: dict[str, list[float]] = {name: [] for name in searches}
    for search in searches.values():
        search(queries[0])
    for query in queries:
        for name, search in searches.items():
            began = time.perf_counter()
            rows = search(query)
            times[name].append((time.perf_counter() - began) * 1000)
            found[name].append(rows)
    return found, {name: statistics.median(taken) for name, taken in times.items()}


def _documents() -> list[Document]:
    with Sandbox() as sandbox:
        return [
            parse_document(load_file(file.path, sandbox).text, file.source, file.facts)
            for file in find_files([ROOT / "data" / "corpus"]).files
        ]


def _our_passages() -> list[Text]:
    return [
        Text(document.source, passage.searched)
        for document in _documents()
        for passage in split_passages(document, count_tokens)
    ]


def _ours(texts: Sequence[str]) -> Search:
    """Return our search; of the corpus with its documents, of other texts each by itself."""
    encoder = load_encoder()
    documents = _documents()
    passages = [p for document in documents for p in split_passages(document, count_tokens)]
    if [passage.searched for passage in passages] != list(texts):
        language = detect(" ".join(texts[:50])[:20_000])
        documents = [Document(str(n), "", "", language, text) for n, text in enumerate(texts)]
        passages = [Passage(d.source, d.source, 0, len(d.text), d.text, "", 0) for d in documents]
    row_of = {passage.passage_id: row for row, passage in enumerate(passages)}
    retriever = Retriever(index_in_memory(documents, passages, encoder), encoder)
    return lambda query: [row_of[hit.passage.passage_id] for hit in retriever.search(query, K)]


def _files() -> list[tuple[str, str]]:
    found = find_files([ROOT / "data" / "corpus"]).files
    return [(file.source, file.path.read_text("utf-8")) for file in found]


def _langchain_chunks() -> list[Text]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=200)
    return [Text(source, c) for source, text in _files() for c in splitter.split_text(text)]


def _langchain(texts: Sequence[str]) -> Search:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.embeddings import HuggingFaceEmbeddings
        from langchain_community.retrievers import BM25Retriever
        from langchain_community.vectorstores import FAISS

        embeddings = HuggingFaceEmbeddings(model_name=str(SHIPPED))
    rows = [{"row": row} for row in range(len(texts))]
    store = FAISS.from_texts(list(texts), embeddings, metadatas=rows)
    lexical = BM25Retriever.from_texts(list(texts), metadatas=rows, k=K)
    joined = EnsembleRetriever(
        retrievers=[lexical, store.as_retriever(search_kwargs={"k": K})], weights=[0.5, 0.5]
    )
    return lambda query: [found.metadata["row"] for found in joined.invoke(query)[:K]]


def _rank_bm25(texts: Sequence[str]) -> Search:
    index = BM25Okapi([text.lower().split() for text in texts])

    def search(query: str) -> list[int]:
        scores = index.get_scores(query.lower().split())
        best: list[int] = np.argsort(-scores, kind="stable")[:K].tolist()
        return best

    return search


def _haystack_chunks() -> list[Text]:
    from haystack import Document as Chunk
    from haystack.components.preprocessors import DocumentSplitter

    splitter = DocumentSplitter(split_by="word", split_length=200, split_overlap=20)
    chunks = [Chunk(content=text, meta={"source": source}) for source, text in _files()]
    cut = splitter.run(documents=chunks)["documents"]
    return [Text(chunk.meta["source"], chunk.content or "") for chunk in cut]


def _haystack(texts: Sequence[str]) -> Search:
    from haystack import Document as Chunk
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import (
        InMemoryBM25Retriever,
        InMemoryEmbeddingRetriever,
    )
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack.document_stores.types import DuplicatePolicy

    # Its own embedder is a package of its own now; this is what it calls.
    model = SentenceTransformer(str(SHIPPED), device="cpu")
    vectors = model.encode(list(texts), show_progress_bar=False)
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(
        [
            Chunk(id=str(row), content=text, embedding=vector.tolist())
            for row, (text, vector) in enumerate(zip(texts, vectors, strict=True))
        ],
        policy=DuplicatePolicy.OVERWRITE,
    )
    lexical = InMemoryBM25Retriever(store, top_k=K)
    dense = InMemoryEmbeddingRetriever(store, top_k=K)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=K)

    def search(query: str) -> list[int]:
        vector = model.encode(query, show_progress_bar=False).tolist()
        both = [
            lexical.run(query=query)["documents"],
            dense.run(query_embedding=vector)["documents"],
        ]
        return [int(chunk.id) for chunk in joiner.run(documents=both)["documents"]]

    return search


if __name__ == "__main__":
    main()
