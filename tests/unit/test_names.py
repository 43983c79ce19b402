import tomllib

import pytest

from rag.analysis import TOKEN
from rag.language import LANGUAGES
from rag.names import FILE, spelt_out

GROUP = "Межучрежденческая координационная группа по борьбе с торговлей людьми"


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("Who coordinates ICAT?", "en"),
        ("Qui coordonne l'ICAT ?", "fr"),
        ("Wer koordiniert die ICAT?", "de"),
        ("Chi coordina l'ICAT?", "it"),
        ("¿Quién coordina el icat?", "es"),
    ],
)
def test_an_abbreviation_is_searched_as_the_documents_write_it_out(
    query: str, language: str
) -> None:
    assert GROUP in spelt_out(query, language, ["ru"])


def test_in_its_own_language_it_stays_beside_the_name() -> None:
    assert spelt_out("Что такое МКГ?", "ru", ["ru"]) == f"Что такое МКГ {GROUP}?"


@pytest.mark.parametrize(
    ("query", "language"),
    [("who is coming", "en"), ("Quel mot est employé ?", "fr"), ("der Rat tagt", "de")],
)
def test_a_common_word_is_no_abbreviation(query: str, language: str) -> None:
    assert spelt_out(query, language, ["ru"]) == query


def test_each_name_is_told_in_six_languages_and_each_abbreviation_is_short() -> None:
    for forms in tomllib.loads(FILE.read_text("utf-8"))["name"]:
        assert set(forms) == set(LANGUAGES)
        assert all(len(TOKEN.findall(short)) <= 2 for each in forms.values() for short in each[1:])
