import pytest

from rag.errors import InvalidQuestion
from rag.question import MAX_CHARACTERS, read_question
from rag.values import Turn


def test_hashtags_and_handles_are_not_searched() -> None:
    question = read_question("#AskOSCEAlliance seit wann gibts die Allianz @osce_cthb")
    assert question.query == "seit wann gibts die Allianz"
    assert question.language == "de"
    assert question.text.startswith("#AskOSCEAlliance")


@pytest.mark.parametrize("text", ["", " ", "?!", "#AskOSCEAlliance", "@osce_cthb #CTHB20", "12 34"])
def test_what_has_no_words_is_no_question(text: str) -> None:
    with pytest.raises(InvalidQuestion):
        read_question(text)


def test_a_question_that_is_too_long_says_how_long_it_may_be() -> None:
    with pytest.raises(InvalidQuestion, match=f"100000 знаков.*{MAX_CHARACTERS}"):
        read_question("Вопрос " * 14_285 + "Когда")


def test_a_question_that_leans_on_the_conversation_is_searched_with_it() -> None:
    history = [Turn("user", "Какое совещание прошло в октябре?"), Turn("assistant", "Первое.")]
    assert read_question("А когда оно было?", history).query.startswith("Какое совещание")


def test_a_question_that_stands_alone_is_not_polluted() -> None:
    history = [Turn("user", "Какое совещание прошло в октябре?"), Turn("assistant", "Первое.")]
    text = "Какая региональная организация стала сопредседателем Координационной группы?"
    assert read_question(text, history).query == text


def test_question_that_is_too_long_once_written_out_is_rejected() -> None:
    with pytest.raises(InvalidQuestion, match="9000"):
        read_question("ﷺ" * 500)  # 18 characters each


def test_half_a_character_is_read_as_none_in_a_question_and_in_what_was_said_before() -> None:
    history = [Turn("user", "Когда основан Альянс\ud83d?")]
    assert read_question("А где\ud83d?", history).query == "Когда основан Альянс?? А где??"
