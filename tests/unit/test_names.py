import tomllib

import pytest

from rag.analysis import TOKEN
from rag.language import LANGUAGES
from rag.names import FILE, TERMS, spelt_out

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


@pytest.mark.parametrize(
    ("query", "language", "term"),
    [
        ("Was sagen die Vertragsstaaten über Menschenhandel?", "de", "торговля людьми"),
        ("Who prosecutes trafficking in persons?", "en", "торговля людьми"),
        ("Que fait-on contre la traite des personnes ?", "fr", "торговля людьми"),
        ("Cosa si fa contro la tratta di persone?", "it", "торговля людьми"),
        ("¿Quién pide asistencia judicial recíproca?", "es", "взаимная правовая помощь"),
    ],
)
def test_a_term_is_searched_as_the_documents_say_it(query: str, language: str, term: str) -> None:
    assert term in spelt_out(query, language, ["ru"])


def test_a_term_of_the_documents_own_language_stays() -> None:
    query = "Что говорится о торговле людьми?"
    assert spelt_out(query, "ru", ["ru"]) == query


def test_each_term_is_told_once_in_six_languages() -> None:
    head, *rows = TERMS.read_text("utf-8").splitlines()
    assert set(head.split("\t")) == set(LANGUAGES)
    told = [row.split("\t") for row in rows]
    assert all(len(cells) == len(LANGUAGES) and all(cells) for cells in told)
    assert len({cells[0] for cells in told}) == len(told)
