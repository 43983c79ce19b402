from pathlib import Path

import faiss
import numpy as np
import pytest

from embeddings.encoder import Vectors
from embeddings.errors import IndexMismatch
from embeddings.vector_index import EXACT_UP_TO, VectorIndex

VECTORS = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)


def test_search_is_by_inner_product() -> None:
    found = VectorIndex.build(VECTORS).search(np.array([[0, 1]], dtype=np.float32), 3)
    assert found.rows.tolist() == [[1, 2, 0]]
    assert found.scores[0].tolist() == pytest.approx([1.0, 0.8, 0.0])


def test_an_index_mapped_from_disk_gives_its_vectors_back(tmp_path: Path) -> None:
    VectorIndex.build(VECTORS).save(tmp_path / "v.faiss")
    opened = VectorIndex.open(tmp_path / "v.faiss")
    assert len(opened) == 3
    assert opened.vectors(np.array([2, 0])).tolist() == VECTORS[[2, 0]].tolist()


def test_another_dimension_is_a_mismatch_that_says_what_to_run() -> None:
    with pytest.raises(IndexMismatch, match=r"2 numbers.*3.*askalliance index"):
        VectorIndex.build(VECTORS).search(np.zeros((1, 3), dtype=np.float32), 1)


def test_a_file_that_is_no_index_is_a_mismatch(tmp_path: Path) -> None:
    (tmp_path / "v.faiss").write_bytes(b"no index")
    with pytest.raises(IndexMismatch, match=r"v\.faiss cannot be read"):
        VectorIndex.open(tmp_path / "v.faiss")


@pytest.fixture(scope="module")
def many() -> Vectors:
    """Means of three of 300 sentences, each a mean of words: more rows than are searched exactly.

    The words' numbers fall off as those of trained tables do.
    """
    chance = np.random.default_rng(20)
    words = chance.standard_normal((3000, 64)).astype(np.float32) / np.sqrt(1 + np.arange(64))
    sentences = words[chance.integers(0, len(words), (300, 20))].mean(axis=1)
    vectors = sentences[chance.integers(0, 300, (EXACT_UP_TO + 1_003, 3))].sum(axis=1)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors.astype(np.float32)
    return unit


def test_above_the_threshold_nearly_all_of_the_nearest_are_found_with_exact_scores(
    many: Vectors,
) -> None:
    index = VectorIndex.build(many)
    assert not index.is_exact
    queries = many[:200] + many[-200:]
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    exact = np.sort(queries @ many.T, axis=1)[:, ::-1][:, :10]
    found = index.search(queries, 10)
    assert found.scores[0].tolist() == pytest.approx((many[found.rows[0]] @ queries[0]).tolist())
    assert np.mean(found.scores >= exact[:, -1:] - 1e-6) >= 0.98
    one = index.search(queries[:1], 10)
    assert one.rows.tolist() == found.rows[:1].tolist()


def test_as_many_as_there_are_can_be_asked_for(many: Vectors) -> None:
    found = VectorIndex.build(many).search(many[:1], len(many))
    assert sorted(found.rows[0].tolist()) == list(range(len(many)))


def test_up_to_the_threshold_a_search_is_exact(many: Vectors) -> None:
    index = VectorIndex.build(many[:EXACT_UP_TO])
    flat = faiss.IndexFlatIP(many.shape[1])
    flat.add(many[:EXACT_UP_TO])
    scores, rows = flat.search(many[:5], 10)
    found = index.search(many[:5], 10)
    assert index.is_exact
    assert (found.rows.tolist(), found.scores.tolist()) == (rows.tolist(), scores.tolist())


def test_the_same_vectors_give_the_same_bytes_on_any_number_of_threads(
    tmp_path: Path, many: Vectors
) -> None:
    before = faiss.omp_get_max_threads()
    for n_threads in (1, 2):
        faiss.omp_set_num_threads(n_threads)
        (tmp_path / str(n_threads)).mkdir()
        VectorIndex.build(many).save(tmp_path / str(n_threads) / "v.faiss")
    faiss.omp_set_num_threads(before)
    for name in ("v.faiss", "v.codes.faiss"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_building_tells_how_far_it_is(many: Vectors) -> None:
    told: list[tuple[str, int, int]] = []
    VectorIndex.build(many, lambda *step: told.append(step))
    assert told[0] == ("compressing", 0, len(many))
    assert told[-1] == ("compressing", len(many), len(many))


def test_codes_are_mapped_along_and_leave_with_what_they_stood_for(
    tmp_path: Path, many: Vectors
) -> None:
    path = tmp_path / "v.faiss"
    built = VectorIndex.build(many)
    built.save(path)
    opened = VectorIndex.open(path)
    assert opened.search(many[:3], 5).rows.tolist() == built.search(many[:3], 5).rows.tolist()
    assert opened.vectors(np.array([7])).tolist() == many[[7]].tolist()
    VectorIndex.build(VECTORS).save(path)
    assert len(VectorIndex.open(path)) == 3
    built.save(path)
    (tmp_path / "v.codes.faiss").unlink()
    with pytest.raises(IndexMismatch, match=r"Codes of .* are missing"):
        VectorIndex.open(path)


def test_scores_of_chosen_rows_are_exact_and_none_for_none() -> None:
    index = VectorIndex.build(VECTORS)
    query = np.array([0, 1], dtype=np.float32)
    assert index.scores(query, np.array([2, 1])).tolist() == pytest.approx([0.8, 1.0])
    assert index.scores(query, np.array([], dtype=np.int64)).tolist() == []
