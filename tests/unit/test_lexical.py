from math import log
from pathlib import Path

import numpy as np
import pytest

from rag.lexical import Lexical

ROWS = [["a", "b"], ["a", "c"], ["a", "d", "d"]]
EVERY_ROW = np.arange(3)


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
    assert Lexical.build(ROWS).scores(["a", "d"]).best(3).rows[0] == 2


def test_the_passages_that_hold_a_term_are_known() -> None:
    lexical = Lexical.build(ROWS)
    assert sorted(lexical.holders("a").tolist()) == [0, 1, 2]
    assert lexical.holders("d").tolist() == [2]
    assert lexical.holders("z").tolist() == []


def test_unknown_terms_score_nothing() -> None:
    scores = Lexical.build(ROWS).scores(["z"])
    assert scores.of(EVERY_ROW).tolist() == [0, 0, 0]
    assert scores.best(3).rows.tolist() == []


def test_saved_postings_score_the_same_and_hold_no_pickle(tmp_path: Path) -> None:
    built = Lexical.build(ROWS)
    built.save(tmp_path / "bm25")
    opened = Lexical.open(tmp_path / "bm25")
    expected = built.scores(["a", "d"]).of(EVERY_ROW)
    assert opened.scores(["a", "d"]).of(EVERY_ROW).tolist() == expected.tolist()
    assert {path.suffix for path in (tmp_path / "bm25").iterdir()} <= {".npy", ".json"}
