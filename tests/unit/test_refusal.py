import pytest

from embeddings.encoder import Encoder
from rag.assistant import Assistant
from rag.build import index_in_memory
from rag.question import read_question
from rag.refusal import calibration, is_silent
from rag.retrieve import Retriever
from rag.values import Document, Passage

TEXT = "Альянс основан в 2004 году. Рабочая группа собралась в Вене. Доклад сделала Албания."


@pytest.fixture
def retriever(word_encoder: Encoder) -> Retriever:
    document = Document("d.md", "Записка", "", "ru", TEXT)
    passage = Passage("p", "d.md", 0, len(TEXT), TEXT, "", 20, "Записка")
    return Retriever(index_in_memory([document], [passage], word_encoder), word_encoder)


def silent(retriever: Retriever, text: str) -> bool:
    question = read_question(text)
    return is_silent(retriever, question, retriever.search(question.query))


@pytest.mark.parametrize("text", ["В каком году основан Альянс?", "Где собралась рабочая группа?"])
def test_a_question_that_the_documents_are_about_is_answered(
    retriever: Retriever, text: str
) -> None:
    assert not silent(retriever, text)


@pytest.mark.parametrize(
    "text", ["Какая завтра погода?", "Кто выиграл чемпионат мира по футболу в Вене?"]
)
def test_one_that_they_are_not_about_is_not(retriever: Retriever, text: str) -> None:
    assert silent(retriever, text)


def test_one_about_a_country_that_they_do_not_hold_is_not(retriever: Retriever) -> None:
    assert not silent(retriever, "Кто собралась в рабочая группа: Албания?")
    assert silent(retriever, "Кто собралась в рабочая группа: Узбекистан?")


def test_one_about_a_meeting_that_they_do_not_hold_is_not(assistant: Assistant) -> None:
    assert assistant.ask("О чём пойдёт речь на 20-й конференции Альянса?").claims
    assert not assistant.ask("О чём шла речь на 19-й конференции Альянса?").claims
    assert not assistant.ask("What was the nineteenth Alliance conference about?").claims


def test_the_shipped_encoder_is_calibrated(assistant: Assistant) -> None:
    least = calibration(assistant.index.manifest.encoder)
    assert least is not None
    assert least.other < least.own
