"""Race our cleaning and splitting against LangChain's splitter on the same text, in one run.

    python benchmarks/split.py [--json FILE] [PATH...]

PATH: text and Markdown files or folders of them; without one the sample corpus. The text is
repeated up to a megabyte or so, in documents as they are. Both sides split into passages of
at most 200 tokens and count in the same encoding, ours; LangChain splits the cleaned text.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from langchain_text_splitters import RecursiveCharacterTextSplitter
from tiktoken import registry

from rag.documents.corpus import find_files
from rag.documents.load import read_text
from rag.documents.parse import parse_document
from rag.documents.passages import split_passages
from rag.preparing import PASSAGE_TOKENS
from rag.tokens import count_tokens, encoding_for
from rag.tokens.encoding import NAME

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
LEAST_MB = 1.0
ROUNDS = 5


def main() -> None:
    """Print MB/s of UTF-8 for each contestant, the best of the rounds, and write them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="*", default=[CORPUS])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    files = find_files(arguments.paths).files
    raw = [(read_text(file.path), file.source, file.facts) for file in files]
    documents = [parse_document(*each) for each in raw]
    texts = [document.text for document in documents]
    n_bytes = sum(len(text.encode()) for text in texts)
    times = max(1, round(LEAST_MB * 1e6 / n_bytes))
    registry.ENCODINGS[NAME] = encoding_for()
    theirs = RecursiveCharacterTextSplitter.from_tiktoken_encoder(
        encoding_name=NAME, chunk_size=PASSAGE_TOKENS, chunk_overlap=0
    )
    split = partial(split_passages, count_tokens=count_tokens, budget_tokens=PASSAGE_TOKENS)
    contestants: dict[str, Callable[[], object]] = {
        "langchain": lambda: [theirs.split_text(text) for text in texts],
        "ours_split": lambda: [split(document) for document in documents],
        "ours_clean_and_split": lambda: [split(parse_document(*each)) for each in raw],
    }
    mb = n_bytes * times / 1e6
    speeds = dict.fromkeys(contestants, 0.0)
    for _ in range(ROUNDS):  # in turn, so that a busy moment of the machine hits all alike
        for name, run in contestants.items():
            began = time.perf_counter()
            for _ in range(times):
                run()
            speeds[name] = max(speeds[name], mb / (time.perf_counter() - began))
    report = {
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
        "n_documents": len(documents),
        "mb": round(mb, 2),
        "mb_per_s": {name: round(speed, 2) for name, speed in speeds.items()},
        "split_ratio": round(speeds["ours_split"] / speeds["langchain"], 2),
        "clean_and_split_ratio": round(speeds["ours_clean_and_split"] / speeds["langchain"], 2),
    }
    print(json.dumps(report, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
