import pytest

from rag.analysis import content_terms, terms


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ru", "конференции", "конференция"),
        ("ru", "ещё", "еще"),
        ("en", "victims", "victim"),
        ("fr", "victimes", "victime"),
        ("de", "Opfern", "Opfer"),
        ("it", "vittime", "vittima"),
        ("es", "víctimas", "víctima"),
    ],
)
def test_forms_of_a_word_are_one_term(language: str, one: str, other: str) -> None:
    assert terms(one, language) == terms(other, language)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("CTOC/COP/2006/12", "СТОС/СОР/2006/12"),  # all Cyrillic look-alikes
        ("76/186", "A/RES/76/186"),
        ("7/17", "MC.DEC/7/17"),
        ("6/17", "No.6/17"),
        ("CTOC/COP/WG.4/2021/3", "СТОС/СОР/ВГ.4/2021/3"),  # Г is translated, the tail is not
    ],
)
def test_a_symbol_is_found_however_it_was_typed(asked: str, written: str) -> None:
    assert set(terms(asked, "ru")) & set(terms(written, "ru"))


def test_a_symbol_is_not_found_by_part_of_its_number() -> None:
    assert "4/4" not in terms("44/4", "ru")
    assert "7/1" not in terms("MC.DEC/7/17", "ru")


def test_numbers_stay_whole() -> None:
    assert terms("24.9 и 63,251", "ru") == ["24.9", "и", "63,251"]


def test_function_and_question_words_carry_no_meaning() -> None:
    assert content_terms("Почему это было когда и где, сколько?", "ru") == []
    assert content_terms("What is the and of it?", "en") == []
    assert content_terms("Warum ist das so?", "de") == []


def test_a_question_in_another_language_loses_its_own_function_words() -> None:
    found = content_terms("Where does the COVID-19 figure come from?", "ru", asked_in="en")
    assert "covid" in found
    assert not {"where", "does", "the", "from"} & set(found)
