from math import log
from pathlib import Path

import pytest

from rag.lexical import Lexical

ROWS = [["a", "b"], ["a", "c"], ["a", "d", "d"]]


def test_idf_is_lucenes() -> None:
    lexical = Lexical.build(ROWS)
    # n = 3; a stands in 3 passages, b in 1, z in none.
    assert lexical.idf("a") == pytest.approx(log(1 + (3 - 3 + 0.5) / 3.5))
    assert lexical.idf("b") == pytest.approx(log(1 + (3 - 1 + 0.5) / 1.5))
    assert lexical.idf("z") == pytest.approx(log(1 + (3 - 0 + 0.5) / 0.5))


def test_known_mass_is_the_share_by_idf() -> None:
    lexical = Lexical.build(ROWS)
    expected = lexical.idf("b") / (lexical.idf("b") + lexical.idf("z"))
    assert lexical.known_mass(["b", "z"]) == pytest.approx(expected)
    assert lexical.known_mass(["b", "c"]) == 1
    assert lexical.known_mass([]) == 0


def test_the_rarer_term_scores_higher() -> None:
    scores = Lexical.build(ROWS).scores(["a", "d"])
    assert scores.argmax() == 2
    assert scores.shape == (3,)


def test_unknown_terms_score_nothing() -> None:
    assert Lexical.build(ROWS).scores(["z"]).tolist() == [0, 0, 0]


def test_saved_postings_score_the_same_and_hold_no_pickle(tmp_path: Path) -> None:
    built = Lexical.build(ROWS)
    built.save(tmp_path / "bm25")
    opened = Lexical.open(tmp_path / "bm25")
    assert opened.scores(["a", "d"]).tolist() == built.scores(["a", "d"]).tolist()
    assert {path.suffix for path in (tmp_path / "bm25").iterdir()} <= {".npy", ".json"}
