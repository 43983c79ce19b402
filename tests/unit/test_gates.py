from pathlib import Path

import pytest

from embeddings.errors import UserError
from eval.gates import missed

FIGURES = {"Russian": {"hit": 0.8, "words": 66.0}}


def gates(folder: Path, text: str) -> Path:
    path = folder / "thresholds.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_figure_that_misses_its_threshold_is_named(tmp_path: Path) -> None:
    path = gates(tmp_path, "[Russian.at_least]\nhit = 0.85\n[Russian.at_most]\nwords = 60\n")
    assert missed(FIGURES, path) == [
        "Russian: hit is 0.800, at least 0.850",
        "Russian: words is 66.000, at most 60.000",
    ]


def test_what_reaches_its_threshold_passes(tmp_path: Path) -> None:
    path = gates(tmp_path, "[Russian.at_least]\nhit = 0.8\n[Russian.at_most]\nwords = 66\n")
    assert missed(FIGURES, path) == []


@pytest.mark.parametrize(
    "text", ["[Russian.at_least]\nhot = 1", "[Greek.at_least]\nhit = 1", "[Russian.near]\nhit = 1"]
)
def test_a_threshold_of_nothing_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match="there is no"):
        missed(FIGURES, gates(tmp_path, text))


@pytest.mark.parametrize("text", ["hit = 0.8", "[Russian]\nat_least = 3", "[[", "x = 'y'"])
def test_a_file_of_another_form_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match="holds no thresholds"):
        missed(FIGURES, gates(tmp_path, text))
