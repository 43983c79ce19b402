import pytest

from rag.scope import read_scope, scope_names
from rag.values import Document


@pytest.mark.parametrize(
    ("text", "meeting"),
    [
        ("Кого позвали на 18-ю конференцию?", ("conference", 18)),
        ("Wer ist zur 18. Konferenz eingeladen?", ("conference", 18)),
        ("Wer kam zur 18. Allianz-Konferenz?", ("conference", 18)),
        ("What was decided at the third session?", ("session", 3)),
        ("Combien coûte la 20e conférence de l'Alliance ?", ("conference", 20)),
        ("Quali strumenti usa la 20ª conferenza?", ("conference", 20)),
        ("¿Qué se decidió en el tercer período de sesiones?", ("session", 3)),
        ("На своей третьей сессии, проведенной в Вене", ("session", 3)),
        ("the XX annual Alliance conference", ("conference", 20)),
        ("Почему двадцатая конференция проходит онлайн?", ("conference", 20)),
        ("the nineteenth session", ("session", 19)),
        ("Quand a lieu la dix-huitième conférence ?", ("conference", 18)),
        ("auf der achtzehnten Tagung", ("session", 18)),
        ("la ventesima conferenza", ("conference", 20)),
        ("la vigésima conferencia", ("conference", 20)),
    ],
)
def test_a_meeting_is_read_with_its_number_in_six_languages(
    text: str, meeting: tuple[str, int]
) -> None:
    assert read_scope(text).meetings == {meeting}


@pytest.mark.parametrize(
    "text",
    ["Was sagt Artikel 18?", "la non conferenza", "В 18 конвенциях сказано", "п. 18 доклада"],
)
def test_a_number_of_something_else_is_no_meeting(text: str) -> None:
    assert not read_scope(text).meetings


def test_a_second_number_takes_the_meeting_of_the_first() -> None:
    said = read_scope("Чем записка к 18-й конференции отличается от записки к 20-й?")
    assert said.meetings == {("conference", 18), ("conference", 20)}
    assert said.rest == "чем записка к отличается от записки к ?"


def test_kinds_bodies_and_years_are_alike_in_all_languages() -> None:
    for text in (
        "резолюция Генеральной Ассамблеи 2021 года",
        "the 2021 General Assembly resolution",
        "la résolution de l'Assemblée générale de 2021",
        "die Resolution der Generalversammlung von 2021",
        "la risoluzione dell'Assemblea generale del 2021",
        "la resolución de la Asamblea General de 2021",
    ):
        assert read_scope(text).names == {"resolution", "general assembly", "2021"}


def test_a_document_goes_by_its_title_symbol_body_and_year() -> None:
    document = Document(
        "d.md", "Решения третьей сессии", "CTOC/COP/2006/12", "ru", "", date="2006-10-18"
    )
    assert scope_names(document) == {"decision", "session", "session 3", "2006"}
