"""Texts compared word by word."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.errors import IndexMismatch
from embeddings.words import NO_TOKENS, WordIndex, WordTable

WORDS = ["[UNK]", "дети", "children", "деньги", "und", "l'État"]
VECTORS = np.array([[0, 0], [2, 0], [1, 0.1], [0, 3], [0.1, 0.1], [0.7, 0.7]], dtype=np.float32)


@pytest.fixture
def table() -> WordTable:
    tokenizer = Tokenizer(
        models.WordLevel({word: row for row, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return WordTable.over(tokenizer, VECTORS)


def test_tokens_are_distinct_in_order_and_have_a_vector(table: WordTable) -> None:
    found = table.tokens(["деньги дети деньги ёж", "ёж", ""])
    assert [tokens.tolist() for tokens in found] == [[1, 3], [], []]


def test_nearness_is_the_weighted_mean_of_the_nearest_words(table: WordTable) -> None:
    index = WordIndex.build(table.tokens(["children", "деньги und", "", "дети деньги"]))
    (query,) = table.tokens(["дети деньги"])
    rows = np.array([3, 0, 2, 1], dtype=np.int64)
    near = 1 / np.sqrt(1.01)
    # дети weighs 2 and деньги 3 of 5; children is near дети alone, und halfway to both.
    expected = [1, 0.4 * near + 0.6 * 0.1 * near, 0, 0.4 * np.sqrt(0.5) + 0.6]
    assert index.nearness(table, query, rows).tolist() == pytest.approx(expected, abs=1e-5)


def test_nearness_both_ways_counts_what_either_says_more(table: WordTable) -> None:
    index = WordIndex.build(table.tokens(["дети", "", "children деньги", "дети деньги"]))
    (query,) = table.tokens(["дети деньги"])
    near = 1 / np.sqrt(1.01)
    # Back from дети 1, there 0.4. Back from children (weight 1.005) and деньги (weight 3).
    there, back = 0.4 * near + 0.6, (near * np.sqrt(1.01) + 3) / (np.sqrt(1.01) + 3)
    expected = [0.7, 0, (there + back) / 2, 1]
    found = index.mutual_nearness(table, query, np.arange(4))
    assert found.tolist() == pytest.approx(expected, abs=1e-5)


def test_a_query_without_words_is_near_nothing(table: WordTable) -> None:
    index = WordIndex.build(table.tokens(["дети"]))
    assert index.nearness(table, NO_TOKENS, np.array([0])).tolist() == [0]
    assert index.mutual_nearness(table, NO_TOKENS, np.array([0])).tolist() == [0]


def test_saved_words_come_back(table: WordTable, tmp_path: Path) -> None:
    index = WordIndex.build(table.tokens(["дети деньги", "", "l'État"]))
    index.save(tmp_path / "words")
    opened = WordIndex.open(tmp_path / "words")
    assert [opened.row(row).tolist() for row in range(3)] == [[1, 3], [], [5]]


def test_an_index_of_nothing(tmp_path: Path) -> None:
    WordIndex.build([]).save(tmp_path / "words")
    assert len(WordIndex.open(tmp_path / "words").tokens) == 0


def test_files_that_do_not_fit_are_refused(table: WordTable, tmp_path: Path) -> None:
    WordIndex.build(table.tokens(["дети деньги"])).save(tmp_path / "words")
    np.save(tmp_path / "words" / "tokens.npy", np.zeros(1, dtype=np.int32))
    with pytest.raises(IndexMismatch, match="askalliance index"):
        WordIndex.open(tmp_path / "words")
