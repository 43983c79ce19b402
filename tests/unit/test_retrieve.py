from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Encoder, load_encoder
from embeddings.milvus import Milvus
from rag.build import index_in_memory
from rag.retrieve import (
    N_COMPARED,
    SYSTEMS,
    Retriever,
    System,
    Weights,
    join,
)
from rag.scores import best_rows
from rag.values import Document, Passage
from tests.milvus_parts import moved

TEXTS = {
    "a.md": "Конференция Альянса пройдёт в Вене.",
    "b.md": "Рабочая группа рассмотрела доклад СТОС/СОР/2006/12.",
    "c.md": "Секретариат подготовил типовой формат.",
}


@pytest.fixture
def retriever_of(searched_in: Milvus | None, tmp_path: Path) -> Callable[[Encoder], Retriever]:
    """Return a retriever over the texts by an encoder, searched in each engine in turn."""
    documents = [Document(name, name, "", "ru", text) for name, text in TEXTS.items()]
    passages = [Passage(d.source, d.source, 0, len(d.text), d.text, "", 9) for d in documents]

    def retriever(encoder: Encoder) -> Retriever:
        index = index_in_memory(documents, passages, encoder)
        return Retriever(moved(index, searched_in, tmp_path) if searched_in else index, encoder)

    return retriever


@pytest.fixture
def retriever(word_encoder: Encoder, retriever_of: Callable[[Encoder], Retriever]) -> Retriever:
    return retriever_of(word_encoder)


@pytest.mark.parametrize("system", SYSTEMS)
def test_hits_are_ranked_from_one_best_first(retriever: Retriever, system: System) -> None:
    hits = retriever.search("конференция Альянса в Вене", k=3, system=system)
    assert hits[0].passage.source == "a.md"
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_symbol_typed_in_latin_finds_its_look_alike(retriever: Retriever) -> None:
    assert retriever.search("CTOC/COP/2006/12", k=1)[0].passage.source == "b.md"


def test_what_no_passage_knows_finds_nothing_by_words(retriever: Retriever) -> None:
    assert retriever.search("футбол", system="bm25") == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_many_queries_at_once_find_what_each_finds_alone(
    retriever: Retriever, system: System
) -> None:
    queries = ["конференция в Вене", "типовой формат", "CTOC/COP/2006/12"]
    found = list(retriever.search_many(queries, 2, system))
    assert found == [retriever.search(query, 2, system) for query in queries]


def test_equal_scores_keep_the_order_of_documents() -> None:
    scores = np.array([0, 2, 1, 2, 0, 1, 2] * 100, dtype=np.float32)
    expected = [row for row in range(700) if scores[row] == 2] + [
        row for row in range(700) if scores[row] == 1
    ]
    for k in (0, 1, 5, 299, 300, 301, 450, 500, 700, 1000):
        assert best_rows(scores, k).tolist() == expected[:k]


def test_joining_weighs_both_sides_scaled_to_one() -> None:
    lexical = np.array([4, 2, 0], dtype=np.float32)
    dense = np.array([0.5, -0.1, 0.25], dtype=np.float32)
    share = 0.6
    expected = [1, share * 0.5, (1 - share) * 0.5]
    assert join(lexical, dense, share).tolist() == pytest.approx(expected)
    unknown = np.zeros_like(dense)
    expected = [0.8, 0.4, 0]
    assert join(lexical, unknown, 0.8).tolist() == pytest.approx(expected)


def test_dense_scores_are_scaled_from_the_last_that_was_compared() -> None:
    dense = np.linspace(0.9, 0.5, 2 * N_COMPARED, dtype=np.float32)
    joined = join(np.zeros_like(dense), dense, 0)
    assert joined[0] == 1
    assert joined[N_COMPARED - 1] == pytest.approx(0)
    assert not joined[N_COMPARED:].any()


def test_no_more_than_k(retriever: Retriever) -> None:
    assert len(retriever.search("Конференция рабочая секретариат", k=2)) == 2


def test_words_are_compared_beside_the_whole(
    retriever_of: Callable[[Encoder], Retriever],
) -> None:
    retriever = retriever_of(load_encoder())
    query = "conference in Vienna"
    best = retriever.search(query, 1, "dense")[0]
    assert best.passage.source == "a.md"
    asked = retriever.asked(query).words
    words = float(retriever.nearness(asked, [best.passage.searched])[0])
    whole = retriever.closeness(asked)
    assert words != pytest.approx(whole, abs=1e-4)
    assert best.score == pytest.approx(
        Weights().words * words + (1 - Weights().words) * whole, abs=1e-5
    )
