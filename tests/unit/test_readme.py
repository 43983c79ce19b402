"""The figures of README and docs are those of the committed runs."""

from pathlib import Path

import pytest

from benchmarks.tables import PAGES, with_tables


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_are_those_of_the_committed_runs(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text.count("<!-- table ") == text.count("<!-- end -->") >= 2
    assert with_tables(text) == text
