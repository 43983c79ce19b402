"""A second process that opens an index finds the same and takes little memory for it."""

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Encoder
from rag.build import index_in_memory, write_index
from rag.generation import file_facts, publish, writing
from rag.index import Index, open_index
from rag.values import Document, Passage

pytestmark = pytest.mark.slow

N = 4_000
WORDS = [
    "Конференция",
    "государств",
    "рассмотрела",
    "меры",
    "борьбы",
    "с",
    "торговлей",
    "людьми",
    "für",
    "où",
    "città",
]
SCRIPT = """
import json, sys
from pathlib import Path
import faiss, numpy
from rag.generation import current_name
from rag.index import open_index

def private_kb():
    rows = Path("/proc/self/smaps_rollup").read_text("utf-8").splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private_"))

before = private_kb()
index = open_index(Path(sys.argv[1]), sys.argv[2])
took_kb = private_kb() - before
print(json.dumps({
    "took_kb": took_kb,
    "n": len(index.passages),
    "text": index.passages[-1].text,
    "document": index.document(index.passages[-1].source).text,
    "scores": index.lexical.scores(["für"]).of(numpy.arange(len(index.passages))).tolist(),
    "rows": index.vectors.search(index.vectors.vectors(numpy.array([3])), 5).rows[0].tolist(),
}))
"""


@pytest.fixture
def folder(tmp_path: Path, word_encoder: Encoder) -> Path:
    chance = random.Random(20)
    documents, passages = [], []
    for n in range(N):
        text = f"{n}: " + " ".join(chance.choices(WORDS, k=8)) + " ." * 1_500
        documents.append(Document(f"{n:05}.md", "", "", "ru", text))
        passages.append(Passage(str(n), f"{n:05}.md", 0, len(text), text, "", 9))
    built = index_in_memory(documents, passages, word_encoder)
    with writing(tmp_path / "index") as place:
        write_index(place, built)
        manifest = replace(built.manifest, generation="0" * 12, files=file_facts(place))
        publish(tmp_path / "index", place, manifest)
    return tmp_path / "index"


def test_a_second_process_finds_the_same_and_maps_what_it_opens(
    folder: Path, word_encoder: Encoder
) -> None:
    index: Index = open_index(folder, word_encoder.name)
    run = [sys.executable, "-c", SCRIPT, str(folder), word_encoder.name]
    found = json.loads(subprocess.run(run, capture_output=True, check=True, text=True).stdout)
    assert found["n"] == N
    assert found["text"] == found["document"] == index.passages[N - 1].text
    scores = index.lexical.scores(["für"]).of(np.arange(N))
    assert found["scores"] == scores.tolist()
    assert found["rows"][0] == 3
    size_kb = sum(file["bytes"] for file in index.manifest.files.values()) / 1024
    assert found["took_kb"] < 0.1 * size_kb
