"""The README's figures are those of the committed runs."""

from benchmarks.tables import README, with_tables


def test_the_readmes_tables_are_those_of_the_committed_runs() -> None:
    text = README.read_text("utf-8")
    assert text.count("<!-- table ") == text.count("<!-- end -->") >= 3
    assert with_tables(text) == text
