import pytest

from rag.asks import asks_for_adoption, holds, kinds_asked

ASKED = [
    ("date", "Когда основан Альянс?"),
    ("date", "When was the Alliance founded?"),
    ("date", "Quand l'Alliance a-t-elle été fondée ?"),
    ("date", "Seit wann gibt es die Allianz?"),
    ("date", "Quando è stata fondata l'Alleanza?"),
    ("date", "¿Cuándo se fundó la Alianza?"),
    ("day", "Какого числа начинается конференция?"),
    ("day", "What date does it open?"),
    ("number", "Сколько заседаний провела группа?"),
    ("number", "How many States attended?"),
    ("number", "Combien d'États y participent ?"),
    ("number", "Wie viele Staaten nehmen teil?"),
    ("number", "Quanti Stati partecipano?"),
    ("number", "¿Cuántos Estados participan?"),
    ("percentage", "Какой процент жертв составляют дети?"),
    ("percentage", "What percentage of victims are children?"),
    ("percentage", "Welcher Anteil der Opfer sind Kinder?"),
    ("money", "Сколько стоит участие?"),
    ("money", "What is the budget of the conference?"),
    ("money", "Combien coûte l'inscription ?"),
    ("money", "Übernimmt die OSZE die Reisekosten?"),
    ("money", "Quanto costa la partecipazione?"),
    ("money", "¿Cuánto cuesta la inscripción?"),
    ("person", "Как зовут председателя?"),
    ("person", "Come si chiamava il capo della delegazione?"),
    ("definition", "Что такое Альянс?"),
    ("definition", "Was ist die Allianz?"),
    ("definition", "Qu'est-ce que l'Alliance ?"),
    ("definition", "Che cos'è l'Alleanza?"),
    ("reference", "В каком томе Treaty Series она напечатана?"),
    ("reference", "Fundstelle des Protokolls – Band und Nummer?"),
]


@pytest.mark.parametrize(("kind", "question"), ASKED)
def test_what_a_question_asks_for_is_told_in_six_languages(kind: str, question: str) -> None:
    assert kinds_asked(question) == {kind}


@pytest.mark.parametrize(
    "question",
    [
        "When agencies exchange data, which safeguards apply?",
        "Когда государства сотрудничают, что они должны делать?",
        "Чем занимается Альянс?",
        "Почему конференция проходит онлайн?",
    ],
)
def test_a_clause_of_time_asks_for_no_date(question: str) -> None:
    assert not kinds_asked(question)


@pytest.mark.parametrize(
    ("kind", "sentence", "is_held"),
    [
        ("date", "Альянс основан в 2004 г.", True),
        ("date", "Альянс основан давно.", False),
        ("day", "Она заседала в Вене 12 и 13 октября 2021 года.", True),
        ("day", "Альянс основан в 2004 г.", False),
        ("number", "12. Группа провела четыре заседания.", True),
        ("number", "12. Группа заседала 12 октября 2021 года (A/76/120).", False),
        ("number", "4. На совещании, прошедшем в Вене 12 и 13 октября 2021 года,", False),
        ("number", "Die Konferenz tagt vom 23.–24. April 2018.", False),
        ("number", "На 4-м заседании группа утвердила доклад.", False),
        ("number", "The 20th conference is held online.", False),
        ("number", "В 20-й конференции участвуют 57 государств.", True),
        ("number", "Il gruppo ha tenuto dieci riunioni.", True),
        ("money", "Участие бесплатное.", True),
        ("money", "при наличии внебюджетных ресурсов", False),
        ("percentage", "сократилось на 52 %", True),
        ("percentage", "сократилось на 52 человека", False),
        ("person", "Совещание открыла Манижа Бахтари (Афганистан).", True),
        ("person", "Генеральная Ассамблея просит Генерального секретаря", False),
        ("person", "Новая Зеландия и Саудовская Аравия", False),
        ("reference", "⁶ Ibid., vol. 2237, No. 39574.", True),
    ],
)
def test_what_a_sentence_holds(kind: str, sentence: str, is_held: bool) -> None:
    assert holds(kind, sentence) is is_held  # type: ignore[arg-type]


def test_a_question_when_something_was_adopted_is_told() -> None:
    assert asks_for_adoption("Когда была принята резолюция 76/186?")
    assert asks_for_adoption("When was decision 3/2 adopted?")
    assert not asks_for_adoption("Когда собралась рабочая группа?")
    assert not asks_for_adoption("Кем была принята резолюция 76/186?")
