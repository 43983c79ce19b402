import pytest

from rag.countries import countries


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("Что сказано про Узбекистан и Россию?", "ru", {"UZ", "RU"}),
        ("Which tier is Uzbekistan in?", "en", {"UZ"}),
        ("Que dit-on des États-Unis ?", "fr", {"US"}),
        ("Was gilt für Österreich?", "de", {"AT"}),
        ("Quanti casi in Italia?", "it", {"IT"}),
        ("¿Qué se dice de América Latina?", "es", {"419"}),
        ("В записке США упомянуты", "ru", {"US"}),
    ],
)
def test_countries_are_told_in_six_languages(text: str, language: str, codes: set[str]) -> None:
    assert countries(text, language) == codes


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Каких партнёров мало привлекают?", "ru"),
        ("la riunione del gruppo", "it"),
        ("Организация по безопасности и сотрудничеству в Европе", "ru"),
        ("What does the United Nations say?", "en"),
    ],
)
def test_a_word_or_an_organisation_is_no_country(text: str, language: str) -> None:
    assert not countries(text, language)
