"""Claims that people would write of sentences in six languages, with the shipped encoder."""

import json
from pathlib import Path

import pytest

from embeddings.encoder import load_encoder
from embeddings.words import WordTable
from rag.checks import judge
from rag.checks.figures import joined, number, number_word, roman
from rag.verify import MIN_SUPPORT

JUDGED = Path(__file__).parents[1] / "judged_claims.jsonl"


def judged(key: str) -> list[tuple[str, str, str, str]]:
    """Return (sentence, its language, language of the claim, claim) of the claims under a key."""
    rows = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    return [
        (row["sentence"], row["language"], language, claim)
        for row in rows
        for language, claim in row[key]
    ]


@pytest.fixture(scope="module")
def words() -> WordTable:
    table = load_encoder().words
    assert table is not None
    return table


@pytest.mark.parametrize(("sentence", "spoken", "language", "claim"), judged("supported"))
def test_what_a_sentence_says_is_kept(
    words: WordTable, sentence: str, spoken: str, language: str, claim: str
) -> None:
    assert judge(claim, language, [(sentence, spoken)], words).support >= MIN_SUPPORT


@pytest.mark.parametrize(("sentence", "spoken", "language", "claim"), judged("unsupported"))
def test_what_a_sentence_does_not_say_is_dropped(
    words: WordTable, sentence: str, spoken: str, language: str, claim: str
) -> None:
    assert judge(claim, language, [(sentence, spoken)], words).support < MIN_SUPPORT


@pytest.mark.parametrize(
    ("evidence", "claim", "reason"),
    [
        ("Взнос составляет 1 000 евро.", "Взнос составляет 100 евро.", "figure"),
        ("См. документ A/RES/76/186.", "См. документ A/RES/76/187.", "figure"),
        ("Совещание прошло в Вене.", "Совещание прошло в Женеве.", "name"),
        ("Взнос не взимается.", "Взнос взимается.", "negation"),
        ("Решение законно.", "Решение незаконно.", "negation"),
        ("Государства могут участвовать.", "Государства должны участвовать.", "modality"),
        ("Участвуют женщины и дети.", "Участвуют только женщины и дети.", "modality"),
        ("Число дел сократилось на 52%.", "Число дел выросло на 52%.", "direction"),
        ("Рост составил более 51%.", "Рост составил менее 51%.", "direction"),
        ("Доклад представлен до сессии.", "Доклад представлен после сессии.", "direction"),
    ],
)
def test_a_contradiction_says_what_it_is(evidence: str, claim: str, reason: str) -> None:
    judged = judge(claim, "ru", [(evidence, "ru")])
    assert (judged.support, judged.reason) == (0.0, reason)


@pytest.mark.parametrize(
    ("language", "sentence", "claim"),
    [
        ("en", "Prosecutions fell by 52%.", "Prosecutions rose by 52%."),
        ("fr", "Les poursuites ont diminué de 52 %.", "Les poursuites ont augmenté de 52 %."),
        ("de", "Die Zahl der Verfahren sank.", "Die Zahl der Verfahren stieg."),
        ("it", "I procedimenti sono diminuiti.", "I procedimenti sono aumentati."),
        (
            "es",
            "El informe se presenta antes de marzo.",
            "El informe se presenta después de marzo.",
        ),
    ],
)
def test_what_fell_did_not_rise(words: WordTable, language: str, sentence: str, claim: str) -> None:
    assert judge(claim, language, [(sentence, language)], words).reason == "direction"
    assert judge(sentence, language, [(sentence, language)], words).support == 1


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        ("Собрано 24,9 миллиона евро.", "Собрано 24 900 000 евро."),
        ("Сессия открылась 4 июня 2004 года.", "Сессия открылась 04.06.2004."),
        ("Это решила 20-я сессия.", "Это решила двадцатая сессия."),
        ("Прибыло двадцать пять делегаций.", "Прибыло 25 делегаций."),
        ("См. СТОС/СОР/2006/12.", "См. CTOC/COP/2006/12."),
        ("Глава XI посвящена спорту.", "Глава 11 посвящена спорту."),
        ("Решение принято по докладу A/76/10.", "Решение принято по докладу 76/10."),
        ("Организация Объединенных Наций приняла план.", "План приняла ООН."),
    ],
)
def test_what_is_written_otherwise_is_the_same(evidence: str, claim: str) -> None:
    assert judge(claim, "ru", [(evidence, "ru")]).support >= MIN_SUPPORT


def test_a_name_of_the_title_may_be_named() -> None:
    evidence = [("рекомендует государствам представить доклады", "ru")]
    claim = "Доклады рекомендует представить государствам Комитет."
    titles = [("Решения Комитета", "ru")]
    assert judge(claim, "ru", evidence).reason == "name"
    assert judge(claim, "ru", evidence, titles=titles).support >= MIN_SUPPORT


def test_numbers_are_read_as_they_are_written() -> None:
    assert [number(text) for text in ("1 000", "1.000", "1,000", "24,9", "007", "3.2.1")] == [
        "1000",
        "1000",
        "1000",
        "24.9",
        "7",
        "3.2.1",
    ]
    assert joined("24.9", "24,9", "", "million") == "24900000"
    assert joined("20", "двадцать", "5", "пять") == "25"
    assert joined("20", "20", "5", "5") == ""
    assert [number_word(*word) for word in (("третьей", "ru"), ("sechzehn", "de"))] == [3, 16]
    assert number_word("семья", "ru") is None
    assert [roman(text) for text in ("XXI", "ХIV", "IIII", "")] == [21, 14, None, None]
