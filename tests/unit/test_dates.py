"""A date that fills a line among the first is the document's; dates in sentences are not."""

import pytest

from rag.documents.dates import find_date
from rag.documents.parse import Facts, parse_document


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("24 июля 2003 года", "2003-07-24"),
        ("Вена, 24 июля 2003 г.", "2003-07-24"),
        ("PC.DEC/557/Rev.1   7 July 2005", "2005-07-07"),
        ("July 7, 2005", "2005-07-07"),
        ("Vienne, le 1er août 2019", "2019-08-01"),
        ("1er août 2019", "2019-08-01"),
        ("Wien, 3. März 2021", "2021-03-03"),
        ("Roma, 1º dicembre 2020", "2020-12-01"),
        ("10 de diciembre de 1948", "1948-12-10"),
        ("Ausfertigungsdatum: 12.12.2019", "2019-12-12"),
        ("date: 2003-07-24", "2003-07-24"),
        ("**24\u00a0июля 2003 года**", "2003-07-24"),
        ("31 февраля 2003 года", ""),
        ("ссылаясь на решение от 24 июля 2003 года", ""),
        ("7 июля", ""),
    ],
)
def test_a_date_alone_on_its_line_is_read_in_six_languages(line: str, iso: str) -> None:
    assert find_date(f"Постоянный совет\n\n{line}\n\nРешение № 557\n") == iso


def test_only_the_first_lines_date_a_document_and_the_manifest_comes_first() -> None:
    raw = "Решение\n\n24 июля 2003 года\n\nПостоянный совет постановляет принять план.\n"
    assert parse_document(raw, "a.txt", Facts(language="ru")).date == "2003-07-24"
    given = Facts(language="ru", date="2005-07-07")
    assert parse_document(raw, "a.txt", given).date == "2005-07-07"
    assert find_date("Слово.\n\n" * 40 + "24 июля 2003 года\n") == ""
