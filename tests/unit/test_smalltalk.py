import json
import time
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.smalltalk import small_talk

SAID = {
    "greeting": [
        "Привет!",
        "Добрый день",
        "Hello!",
        "Guten Tag",
        "Bonjour",
        "Buongiorno!",
        "¡Hola!",
    ],
    "thanks": [
        "Спасибо большое!",
        "Thank you",
        "thanks a lot",
        "Merci beaucoup !",
        "Vielen Dank!",
        "Grazie mille",
        "¡Muchas gracias!",
        "ok, thanks",
    ],
    "goodbye": ["До свидания", "Bye!", "Au revoir", "Tschüss", "Arrivederci", "Adiós"],
    "who": [
        "Кто ты?",
        "ты бот?",
        "Who are you?",
        "Are you a robot?",
        "Qui êtes-vous ?",
        "Wer sind Sie?",
        "Chi sei?",
        "¿Quién eres?",
        "Hello, who are you?",
    ],
    "correction": [
        "Это неправда",
        "That's wrong",
        "C'est faux",
        "Das stimmt nicht",
        "È sbagliato",
        "Eso no es cierto",
    ],
    "errand": [
        "Напиши стихотворение о море",
        "Write me a poem about the sea.",
        "Écris un poème",
        "Schreib mir ein Gedicht",
        "Scrivimi una poesia",
        "Escríbeme un poema",
    ],
}
QUESTIONS = [
    "Привет, когда основан Альянс?",
    "Thanks. And who coordinates ICAT?",
    "Who are the partners of the Alliance?",
    "Кто вы считаете отвечает за справочник?",
    "What can you do if a State does not report?",
    "Write to whom, according to decision 3/2?",
    "Это неправда, что Пакистан участник Протокола?",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(k, text) for k, texts in SAID.items() for text in texts]
)
def test_talk_is_told_from_questions(kind: str, text: str) -> None:
    assert small_talk(text) == kind


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_with_a_greeting_or_a_doubt_is_a_question(text: str) -> None:
    assert small_talk(text) is None


def test_no_answerable_gold_question_is_talk() -> None:
    rows = Path("data/gold/questions.jsonl").read_text("utf-8").splitlines()
    assert not any(small_talk(json.loads(row)["question"]) for row in rows)


def test_a_long_message_is_read_fast() -> None:
    began = time.process_time()
    assert small_talk("спасибо большое " * 500 + "когда основан Альянс?") is None
    assert time.process_time() - began < 0.3


def test_talk_gets_a_reply_in_its_language_and_no_quotation(assistant: Assistant) -> None:
    answer = assistant.ask("Merci beaucoup !")
    assert (answer.outcome, answer.language, answer.claims, answer.hits) == (
        "rejected",
        "fr",
        (),
        (),
    )
    assert answer.notice.startswith("Je vous en prie")
    assert "helpline" in assistant.ask("Who are you?").notice
