"""Time the index itself: built, built by LangChain's stock pipeline, and after a change.

    python -m benchmarks.index [--passages N] [--engine local|ray] [--json FILE]

The files are made of the sentences of data/corpus, recombined in a seeded way. Ours and
LangChain's build are from the same files with the same encoder, in one run: reading, splitting
(theirs: 1,000 characters, 200 of them twice), vectors, BM25, and what is stored on disk. A worker
that opens the index and answers a first question, and the memory that this takes, are measured in
processes of their own.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.made_corpus import make_corpus, read_sentences
from embeddings.encoder import SHIPPED, load_encoder
from rag.build import build_index
from ui.root import open_engine
from ui.settings import Settings

T = TypeVar("T")
N_PASSAGES = 100_000
CHANGED = "Новое предложение о повестке дня. "
WORKER = """
import json, sys, time
began = time.perf_counter()
from pathlib import Path

def memory_kb():
    rows = (line.split() for line in open("/proc/self/smaps_rollup"))
    return sum(int(row[1]) for row in rows if row[0] in ("Private_Clean:", "Private_Dirty:"))

from embeddings.encoder import load_encoder
from rag.assistant import Assistant
from rag.extract import ExtractiveEngine
encoder = load_encoder()
encoder.encode_queries(["Когда пройдёт Конференция?"])
encoder.words
before = memory_kb()
assistant = Assistant(Path(sys.argv[1]), encoder, ExtractiveEngine)
assistant.ask("Когда пройдёт Конференция?")
print(json.dumps({
    "ready_s": time.perf_counter() - began,
    "private_kb": memory_kb() - before,
}))
"""


def main() -> None:
    """Print the figures as JSON, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=N_PASSAGES)
    parser.add_argument("--engine", default="local", choices=["local", "ray"])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _write_files(place / "files", arguments.passages)
        report = {
            "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
            "encoder": load_encoder().name,
            "engine": arguments.engine,
            **_measure(place, arguments.engine),
        }
    print(json.dumps(report, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def _measure(place: Path, engine: str) -> dict[str, Any]:
    files, index = place / "files", place / "index"
    settings = replace(Settings(), home=str(place))
    encoder = load_encoder()
    encoder.encode_passages(["Чтобы модель была загружена."])

    def build(paths: list[Path]) -> Any:
        with open_engine(engine, settings) as opened:
            return build_index(index, paths, encoder, _progress, engine=opened)

    built, build_s = _timed(lambda: build([files]))
    manifest = built.manifest
    text_bytes = sum(file.stat().st_size for file in files.iterdir())
    n_chunks, langchain_s = _timed(lambda: _langchain(files, place / "langchain"))
    worker = _worker(index)
    _change(files)
    again, again_s = _timed(lambda: build([]))
    return {
        "n_documents": manifest.n_documents,
        "n_passages": manifest.n_passages,
        "text_mb": round(text_bytes / 2**20, 1),
        "build_s": round(build_s, 1),
        "langchain": {"n_chunks": n_chunks, "build_s": round(langchain_s, 1)},
        "times_as_fast": round(langchain_s / build_s, 2),
        "again": {
            "n_parsed": again.n_parsed,
            "n_encoded": again.n_encoded,
            "s": round(again_s, 2),
            "share_of_build": round(again_s / build_s, 4),
        },
        "worker": {
            "ready_s": round(worker["ready_s"], 2),
            "private_bytes_per_passage": round(worker["private_kb"] * 1024 / manifest.n_passages),
        },
        "disk_bytes_per_passage_beyond_text": round(
            (sum(facts["bytes"] for facts in manifest.files.values()) - text_bytes)
            / manifest.n_passages
        ),
    }


def _write_files(folder: Path, n_passages: int) -> None:
    """Write the made corpus as text files with numbered paragraphs."""
    folder.mkdir()
    for document in make_corpus(read_sentences(), n_passages).documents:
        units = document.text.split("\n\n")
        body = "\n\n".join(f"{number}. {unit}" for number, unit in enumerate(units, start=1))
        (folder / document.source).write_text(f"{document.title}\n\n{body}\n", "utf-8")


def _change(files: Path) -> None:
    """Change a paragraph of one file."""
    file = sorted(files.iterdir())[len(list(files.iterdir())) // 2]
    file.write_text(file.read_text("utf-8").replace("\n1. ", f"\n1. {CHANGED}", 1), "utf-8")


def _langchain(files: Path, place: Path) -> int:
    """Build and store what LangChain's stock pipeline does; return the number of its chunks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from langchain_community.document_loaders import TextLoader
        from langchain_community.embeddings import HuggingFaceEmbeddings
        from langchain_community.retrievers import BM25Retriever
        from langchain_community.vectorstores import FAISS
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        embeddings = HuggingFaceEmbeddings(model_name=str(SHIPPED))
    loaded = [TextLoader(str(file), encoding="utf-8").load()[0] for file in sorted(files.iterdir())]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=200)
    chunks = splitter.split_documents(loaded)
    FAISS.from_documents(chunks, embeddings).save_local(str(place))
    BM25Retriever.from_documents(chunks)
    return len(chunks)


def _worker(index: Path) -> dict[str, float]:
    """Return what a process needs to open the index and answer; the best of three."""
    run = [sys.executable, "-c", WORKER, str(index)]
    runs = [json.loads(subprocess.run(run, capture_output=True, check=True).stdout) for _ in "123"]
    best: dict[str, float] = min(runs, key=lambda figures: figures["ready_s"])
    return best


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    return call(), time.perf_counter() - began


def _progress(step: str, done: int, total: int) -> None:
    if done == total:
        print(f"{step} {total}: done", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
