"""A collection searched as the index's own vectors and postings are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings import milvus_vectors
from embeddings.encoder import Encoder
from embeddings.errors import IndexMismatch
from embeddings.milvus import Milvus
from embeddings.vector_index import EXACT_UP_TO
from embeddings.vector_store import EncoderEmbeddings, FaissVectorStore
from rag.build import index_in_memory
from rag.index import Index, read_generation
from rag.langchain_retriever import vector_store
from rag.milvus_postings import collection_name
from rag.values import Document, Passage
from tests.milvus_parts import moved

TEXTS = (
    "Конференция Альянса пройдёт в Вене.",
    "Die Konferenz prüft die Maßnahmen für Opfer.",
    "— — —",
    "La conférence a été créée à Vienne; конференция, конференция.",
    "Секретариат подготовил доклад для Конференции.",
)
TERMS = ["конференц", "доклад"]


@pytest.fixture(scope="module")
def here(word_encoder: Encoder) -> Index:
    documents = [Document(f"{n}.md", "", "", "ru", text) for n, text in enumerate(TEXTS)]
    passages = [Passage(d.source, d.source, 0, len(d.text), d.text, "", 9) for d in documents]
    return index_in_memory(documents, passages, word_encoder)


@pytest.fixture(scope="module")
def there(here: Index, milvus: Milvus, tmp_path_factory: pytest.TempPathFactory) -> Index:
    return moved(here, milvus, tmp_path_factory.mktemp("there"))


@pytest.fixture(params=["all", "candidates"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat the collection as a small one, then as a large one."""
    if request.param == "candidates":
        monkeypatch.setattr(milvus_vectors, "ALL_UP_TO", 0)


@pytest.mark.usefixtures("size")
def test_vectors_are_searched_and_compared_as_here(
    here: Index, there: Index, word_encoder: Encoder
) -> None:
    queries = word_encoder.encode_queries(["Конференция Альянса", "Opfer"])
    expected, found = here.vectors.search(queries, 4), there.vectors.search(queries, 4)
    assert found.rows.tolist() == expected.rows.tolist()
    assert found.scores == pytest.approx(expected.scores, abs=1e-6)
    rows = np.array([4, 0, 2])
    assert there.vectors.scores(queries[0], rows) == pytest.approx(
        here.vectors.scores(queries[0], rows), abs=1e-6
    )
    assert len(there.vectors.scores(queries[0], rows[:0])) == 0
    assert there.vectors.vectors(rows).tolist() == here.vectors.vectors(rows).tolist()


def test_fewer_rows_than_asked_for_are_filled_up_as_here(
    here: Index, there: Index, word_encoder: Encoder
) -> None:
    queries = word_encoder.encode_queries(["Wien"])
    expected, found = here.vectors.search(queries, 7), there.vectors.search(queries, 7)
    assert found.rows[0, 5:].tolist() == expected.rows[0, 5:].tolist() == [-1, -1]
    assert (found.scores[0, 5:] < -1).all()


def test_none_are_found_where_none_are_asked_for(there: Index, word_encoder: Encoder) -> None:
    assert there.vectors.search(word_encoder.encode_queries(["Wien"]), 0).rows.shape == (1, 0)
    assert there.lexical.scores(TERMS).best(0).rows.tolist() == []


def test_vectors_of_another_length_are_refused(there: Index) -> None:
    with pytest.raises(IndexMismatch, match="64 numbers, the encoder gives 3"):
        there.vectors.search(np.zeros((1, 3), dtype=np.float32), 1)


@pytest.mark.usefixtures("size")
def test_a_row_that_is_gone_is_told_and_not_guessed(
    here: Index, milvus: Milvus, word_encoder: Encoder, tmp_path: Path
) -> None:
    index = moved(here, milvus, tmp_path)
    (query,) = word_encoder.encode_queries(["Вена"])
    name = collection_name(index.manifest.generation)
    milvus._client.delete(name, ids=[3])
    with pytest.raises(IndexMismatch, match=name):
        index.vectors.scores(query, np.arange(5))


@pytest.mark.parametrize("n", [1, 2, 9])
def test_terms_score_as_here(here: Index, there: Index, n: int) -> None:
    expected, found = here.lexical.scores(TERMS), there.lexical.scores(TERMS)
    assert found.best(n).rows.tolist() == expected.best(n).rows.tolist()
    assert found.best(n).scores == pytest.approx(expected.best(n).scores, abs=1e-6)
    for rows in ([0, 1, 2, 3, 4], [1, 4], []):
        asked = np.array(rows, dtype=np.int64)
        assert found.of(asked) == pytest.approx(expected.of(asked), abs=1e-6)


def test_a_term_named_twice_counts_twice(here: Index, there: Index) -> None:
    twice = ["доклад", "доклад"]
    expected = here.lexical.scores(twice).best(5).scores
    assert there.lexical.scores(twice).best(5).scores == pytest.approx(expected, abs=1e-6)


def test_unknown_terms_score_nothing(there: Index) -> None:
    scores = there.lexical.scores(["футбол"])
    assert scores.best(5).rows.tolist() == []
    assert scores.of(np.arange(5)).tolist() == [0, 0, 0, 0, 0]
    assert there.lexical.holders("футбол").tolist() == []


def test_holders_and_weights_of_terms_are_those_of_the_index(here: Index, there: Index) -> None:
    assert there.lexical.holders("конференц").tolist() == here.lexical.holders("конференц").tolist()
    assert there.lexical.idf("конференц") == here.lexical.idf("конференц")
    assert there.lexical.known_mass(["доклад", "футбол"]) == pytest.approx(
        here.lexical.known_mass(["доклад", "футбол"])
    )


def test_a_large_collection_is_searched_by_a_graph(milvus: Milvus) -> None:
    vectors = np.random.default_rng(7).standard_normal((300, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    milvus.create("graph", 8, EXACT_UP_TO + 1)
    milvus.insert("graph", 0, vectors, [{}] * len(vectors))
    milvus.flush("graph")
    assert milvus._client.describe_index("graph", "dense")["index_type"] == "HNSW"
    found = milvus.search("graph", "dense", vectors[5], 20)
    exact = vectors @ vectors[5]
    assert found.rows.tolist() == np.argsort(-exact)[:20].tolist()
    assert found.scores == pytest.approx(exact[found.rows], abs=1e-6)


def test_a_vector_store_over_a_collection_is_saved_as_one_of_our_own(
    there: Index, word_encoder: Encoder, tmp_path: Path
) -> None:
    vector_store(there, word_encoder).save(tmp_path / "saved")
    opened = FaissVectorStore.load(tmp_path / "saved", EncoderEmbeddings(word_encoder))
    (found,) = opened.similarity_search(TEXTS[1], 1)
    assert found.page_content == TEXTS[1]


def test_a_collection_of_another_size_is_not_opened(
    there: Index, milvus: Milvus, tmp_path: Path
) -> None:
    manifest = replace(there.manifest, n_passages=6)
    with pytest.raises(IndexMismatch, match="not whole"):
        read_generation(tmp_path, manifest, milvus=milvus)
