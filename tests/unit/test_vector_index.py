from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import IndexMismatch
from embeddings.vector_index import VectorIndex

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
