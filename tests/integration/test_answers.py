"""What the extractive engine says over the sample corpus, as a participant would ask it."""

import pytest

from rag.assistant import Assistant


def said(assistant: Assistant, question: str) -> str:
    return assistant.ask(question).text


def test_a_note_comes_with_the_sentence_if_the_answer_stands_in_it(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Где опубликована Дополнительная конвенция об упразднении рабства: том и номер?"
    )
    assert "vol. 266, No. 3822" in answer.text
    assert "A/RES/76/186, сноска 8" in [citation.pinpoint for citation in answer.citations]


def test_the_date_of_adoption_is_quoted_from_the_document(assistant: Assistant) -> None:
    answer = assistant.ask("Когда была принята резолюция 76/186?")
    assert "16 декабря 2021" in answer.text
    assert all(citation.source == "A-RES-76-186.ru.txt" for citation in answer.citations)


def test_a_list_is_quoted_with_its_items(assistant: Assistant) -> None:
    text = said(assistant, "В каких областях возможна техническая помощь по решению 3/4, пункт 7?")
    assert all(word in text for word in ("нужд жертв", "защите свидетелей", "семинаров"))


def test_a_document_that_disagrees_with_itself_is_shown_to(assistant: Assistant) -> None:
    answer = assistant.ask("Пакистан — участник Протокола о торговле людьми?")
    assert [claim.text.split(".")[0] for claim in answer.claims] == ["21", "22"]
    assert all(claim.text.endswith(": Пакистан.") for claim in answer.claims)
    assert all(len(claim.citations) == 2 and claim.support == 1 for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        (
            "Участвовали ли Соединенные Штаты в совещании рабочей группы?",
            [
                "Александра Гелбер (Соединенные Штаты)",
                "Портер Глок (Соединенные Штаты)",
                "Соединенных Штатов",
                "Соединенные Штаты",
            ],
        ),
        ("Участвовал ли Европейский союз в совещании?", ["Европейского Союза", "Европейский союз"]),
        ("Участвовала ли Япония в совещании?", ["Япония"]),
        ("Кто такая Александра Гелбер?", ["Александра Гелбер (Соединенные Штаты)"]),
    ],
)
def test_another_name_of_a_list_is_not_the_one_asked_for(
    assistant: Assistant, question: str, items: list[str]
) -> None:
    answer = assistant.ask(question)
    quoted = {citation.marker: citation.quote for citation in answer.citations}
    assert [quoted[claim.citations[1]] for claim in answer.claims] == items


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("What is the Alliance, is it an international organization?", "in Russian"),
        ("Was ist die Allianz gegen Menschenhandel?", "auf Russisch"),
        ("Qu'est-ce que l'Alliance contre la traite des personnes ?", "en russe"),
        ("Che cos'è l'Alleanza contro la tratta di persone?", "in russo"),
        ("¿Qué es la Alianza contra la trata de personas?", "en ruso"),
    ],
)
def test_words_in_another_language_are_led_in_by_the_askers(
    assistant: Assistant, question: str, lead: str
) -> None:
    answer = assistant.ask(question)
    assert "неформальная платформа" in answer.text
    assert lead in answer.notice
    assert {citation.language for citation in answer.citations} == {"ru"}


def test_the_symbol_of_a_document_alone_is_no_answer(assistant: Assistant) -> None:
    text = said(assistant, "Was sagt Resolution 76/186 über Opfer?")
    assert text.strip(" .[]0123456789/")


def test_words_in_the_askers_language_need_no_lead(assistant: Assistant) -> None:
    assert assistant.ask("Что такое Альянс по борьбе с торговлей людьми?").notice == ""


@pytest.mark.parametrize(
    "question",
    [
        "Сколько стоит участие в 20-й конференции?",
        "Как зовут координатора ОБСЕ по борьбе с торговлей людьми?",
        "Which tier did the report put Uzbekistan in?",
        "What percentage of the delegates were women?",
        "Übernimmt die OSZE die Reisekosten der Teilnehmer?",
        "Какая завтра погода в Вене?",
        "Quelle est la recette de la ratatouille ?",
    ],
)
def test_what_the_documents_do_not_say_is_not_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.outcome, answer.claims, answer.citations) == ("refused", (), ())
    assert answer.hits  # offered as near, not as an answer


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    question = "Какие цифры стоят за разрывом между предполагаемыми и выявленными жертвами?"
    answers = [assistant.ask(question) for _ in range(3)]
    assert answers[0].claims
    assert all(answer.claims == answers[0].claims for answer in answers)


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("Участвовала ли Россия?", "Российская Федерация"),
        ("Did the United Kingdom take part?", "Соединенное Королевство"),
    ],
)
def test_a_country_is_found_in_a_list_by_any_of_its_names(
    assistant: Assistant, question: str, item: str
) -> None:
    answer = assistant.ask(question)
    assert item in answer.claims[0].text
    assert all(len(claim.text) < 400 for claim in answer.claims)


@pytest.mark.parametrize(
    "question", ["Что говорит резолюция 76/187?", "Что сказано в пункте 99 резолюции 76/186?"]
)
def test_what_is_named_and_not_there_is_not_answered(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).outcome == "refused"
