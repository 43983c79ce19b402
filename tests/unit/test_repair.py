"""Words broken at a line's end are joined, in a time that grows with the length of the text."""

import time

import pytest

from rag.documents.parse import Facts, parse_document
from rag.documents.repair import hyphen_joiner


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_long_paragraph_of_broken_words_is_joined_in_linear_time(gap: str) -> None:
    raw = f"сло-{gap}во " * (200_000 // (7 + len(gap)))
    start = time.process_time()
    document = parse_document(raw, "a.md", Facts(language="ru"))
    assert time.process_time() - start < 3
    assert document.text.startswith("слово")


def test_only_the_word_before_the_hyphen_counts() -> None:
    join = hyphen_joiner("слово", "ru")
    assert join("Много слов, последнее сло-", "во здесь") == "Много слов, последнее слово здесь"
