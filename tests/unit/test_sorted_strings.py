from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sorted_strings import SortedStrings

WORDS = ["über", "торговл", "a/res/76/186", "", "торг", "élève"]


@given(st.lists(st.text()), st.text())
def test_every_string_is_found_at_its_place_in_order(strings: list[str], other: str) -> None:
    held = SortedStrings.build(strings)
    assert [held.find(string) for string in held] == list(range(len(set(strings))))
    assert set(held) == set(strings)
    assert (held.find(other) is not None) == (other in strings)


def test_saved_strings_are_mapped_back(tmp_path: Path) -> None:
    SortedStrings.build(WORDS).save(tmp_path / "words")
    opened = SortedStrings.open(tmp_path / "words")
    assert list(opened) == sorted(WORDS)
    assert opened[1:3] == sorted(WORDS)[1:3]
    assert opened.find("торг") == sorted(WORDS).index("торг")
    assert opened.find("тор") is None


def test_half_a_character_is_a_string_that_is_not_there() -> None:
    assert SortedStrings.build(WORDS).find("\ud800") is None


def test_a_row_beyond_the_end_is_none() -> None:
    with pytest.raises(IndexError):
        SortedStrings.build(WORDS)[len(WORDS)]
