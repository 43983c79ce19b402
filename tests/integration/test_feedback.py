"""What visitors say of answers is kept without them, shown to moderators, and erased in time."""

from datetime import timedelta

import pytest

from questions.desk.erasure import purge
from questions.desk.feedback import give_feedback, list_feedback
from questions.errors import InvalidSubmission, NotAllowed
from questions.store import Store
from questions.workflow import SYSTEM
from rag.assistant import Assistant
from tests.desk_parts import ANNA, GUARD, QUESTION, Clock


def test_feedback_keeps_what_was_shown_until_its_time_is_over(
    store: Store, clock: Clock, small_assistant: Assistant
) -> None:
    answer = small_assistant.ask(QUESTION)
    give_feedback(store, answer, "good")
    clock.turn(days=1)
    give_feedback(store, answer, "bad", "unsupported")
    newest, oldest = list_feedback(store, ANNA)
    assert (newest.verdict, newest.reason, oldest.verdict) == ("bad", "unsupported", "good")
    assert newest.question == QUESTION
    assert newest.answer["citations"][0]["quote"] == answer.citations[0].quote
    assert newest.answer["claims"][0]["text"] == answer.claims[0].text
    with pytest.raises(NotAllowed):
        list_feedback(store, GUARD)
    clock.turn(days=364.5)
    purge(store, SYSTEM, timedelta(days=365))
    assert [each.id for each in list_feedback(store, ANNA)] == [newest.id]


@pytest.mark.parametrize("said", [("good", "unclear"), ("bad", ""), ("bad", "<b>"), ("", "")])
def test_what_says_nothing_is_not_kept(
    store: Store, small_assistant: Assistant, said: tuple[str, str]
) -> None:
    with pytest.raises(InvalidSubmission):
        give_feedback(store, small_assistant.ask(QUESTION), *said)
    assert list_feedback(store, ANNA) == []
