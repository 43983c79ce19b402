import pytest

from embeddings.encoder import Encoder
from rag.build import index_in_memory
from rag.extract import ExtractiveEngine
from rag.question import read_question
from rag.retrieve import Retriever
from rag.values import Document, Passage

FIRST = "Альянс основан в 2004 году."
SECOND = "Рабочая группа собралась в Вене."
HEADING = "Записка о двадцатой конференции"


@pytest.fixture
def retriever(word_encoder: Encoder) -> Retriever:
    text = f"{FIRST} {SECOND}"
    document = Document("d.md", HEADING, "", "ru", text)
    passage = Passage("p", "d.md", 0, len(text), text, "", 20, HEADING)
    return Retriever(index_in_memory([document], [passage], word_encoder), word_encoder)


def said(retriever: Retriever, text: str) -> list[str]:
    question = read_question(text)
    draft = ExtractiveEngine(retriever).compose(question, retriever.search(question.query))
    return [claim.text for claim in draft.claims]


def test_the_sentence_that_holds_most_of_the_question_is_quoted(retriever: Retriever) -> None:
    assert said(retriever, "В каком году основан Альянс?") == [FIRST]
    assert said(retriever, "Где собралась рабочая группа?") == [SECOND]


def test_a_span_is_the_sentence_in_its_document(retriever: Retriever) -> None:
    question = read_question("Где собралась рабочая группа?")
    draft = ExtractiveEngine(retriever).compose(question, retriever.search(question.query))
    span = draft.claims[0].spans[0]
    assert retriever.index.document(span.source).text[span.start : span.end] == SECOND
