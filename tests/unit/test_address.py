"""Questions that name a unit by number go straight to it, in six languages."""

import pytest

from rag.address import named_documents, named_places
from rag.assistant import Assistant

SAMPLE = [
    ("пункт 12 резолюции A/RES/76/186", "п. 12"),
    ("What does paragraph 13 of resolution 76/186 say?", "п. 13"),
    ("Was sagt Ziffer 7 der Resolution 76/186?", "п. 7"),
    ("Que dit le paragraphe 7 de la résolution 76/186 ?", "п. 7"),
    ("¿Qué dice el párrafo 7 de 76/186?", "п. 7"),
    ("Che cosa dice il paragrafo 22 della 76/186?", "п. 22"),
    ("п.13 а/res/76/186", "п. 13"),  # a Cyrillic а
    ("сноска 8 в 76/186", "сноска 8"),
    ("footnote 8 of 76/186", "сноска 8"),
    ("Решение 3/2 подп. g) iv)", "Решение 3/2, подп. g) iv)"),
    ("decision 3/2, subparagraph (g) (iv)", "Решение 3/2, подп. g) iv)"),
    ("decision 3/1 (d)", "Решение 3/1, подп. d)"),
    ("décision 3/2, alinéa r)", "Решение 3/2, подп. r)"),
    ("Beschluss 3/2 Buchstabe r", "Решение 3/2, подп. r)"),
    ("decisione 3/2 lettera r)", "Решение 3/2, подп. r)"),
    ("decisión 3/2, letra r", "Решение 3/2, подп. r)"),
    ("пункт с) решения 3/1", "Решение 3/1, подп. c)"),  # a Cyrillic с
    ("Решение 3/4, рекомендации, пункт 6", "Решение 3/4, рекомендации, п. 6"),
]


@pytest.mark.parametrize(("question", "label"), SAMPLE)
def test_a_named_unit_is_the_first_hit(assistant: Assistant, question: str, label: str) -> None:
    places = named_places(question, assistant.documents())
    assert [place.section.label for place in places] == [label]
    first = assistant.retriever.search(question, 1)[0].passage
    assert first.source == places[0].source
    assert first.start < places[0].section.end
    assert places[0].section.start < first.end


@pytest.mark.parametrize(
    "question",
    [
        "Что в пункте 99 резолюции 76/186?",  # there is no such paragraph
        "Что сказано в пункте 7?",  # of what?
        "резолюция 76/186 о статье 5 конвенции",  # an article of another text
        "paragraph 3 of resolution 44/228",  # no such document
        "Кто стал сопредседателем?",
        "п",
        "",
    ],
)
def test_what_is_not_there_names_nothing(assistant: Assistant, question: str) -> None:
    assert named_places(question, assistant.documents()) == []


def test_a_document_is_named_by_a_tail_of_its_symbol_but_not_by_part_of_a_number(
    assistant: Assistant,
) -> None:
    documents = assistant.documents()
    assert named_documents("резолюция 76/186", documents) == {"A-RES-76-186.ru.txt"}
    assert named_documents("резолюция 76/18", documents) == set()
    assert named_documents("резолюция 6/186", documents) == set()


@pytest.mark.parametrize("symbol", ["CTOC/COP/2006/12", "СТОС/СОР/2006/12"])
def test_a_symbol_that_a_passage_mentions_is_found_however_typed(
    assistant: Assistant, symbol: str
) -> None:
    first = assistant.retriever.search(f"what kind of document is {symbol}?", 1)[0].passage
    assert "2006/12" in first.text


def test_a_named_unit_answers_in_any_language(assistant: Assistant) -> None:
    answer = assistant.ask("What does paragraph 13 of resolution 76/186 invite?")
    assert answer.outcome == "answered"
    assert all(citation.pinpoint == "A/RES/76/186, п. 13" for citation in answer.citations)
