import pytest

from rag.focus import focused


@pytest.mark.parametrize(
    ("told", "asked", "language"),
    [
        (
            "Добрый день. Я переводчик и работаю с запросами.",
            "Кто должен проверять качество перевода запросов?",
            "ru",
        ),
        (
            "Soy abogado y un tribunal nos devolvió la solicitud.",
            "¿Puede un Estado rechazar una solicitud de asistencia judicial sin explicaciones?",
            "es",
        ),
        (
            "Guten Morgen, ich schreibe einen Länderbericht.",
            "Welche Behörden müssen die Vertragsstaaten dem Sekretariat melden?",
            "de",
        ),
    ],
)
def test_what_a_message_tells_beside_its_question_is_not_searched(
    told: str, asked: str, language: str
) -> None:
    assert focused(f"{told} {asked}", language) == asked


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Я читал о справочнике центральных органов. Он открыт всем?", "ru"),
        ("The note is about the 18th conference. What was its main aim?", "en"),
        ("расскажите про мандат рабочей группы", "ru"),
    ],
)
def test_a_question_that_leans_on_what_was_told_keeps_it(text: str, language: str) -> None:
    assert focused(text, language) == text
