"""What moderators and administrators see of the whole: who has what, counts, gaps, the log."""

from datetime import timedelta

import pytest

from questions.desk.auditing import check, read_log
from questions.desk.drafting import draft
from questions.desk.holding import Held, held
from questions.desk.insight import gaps, insight
from questions.desk.leases import LEASE
from questions.desk.programme import save_programme
from questions.desk.review import approve, claim, publish
from questions.desk.triage import accept, forward, in_bulk, reject
from questions.errors import NotAllowed
from questions.evidence import Documents
from questions.store import Store
from questions.workflow import ANSWER_MOVES, QUESTION_MOVES, Actor, possible_moves
from rag.assistant import Assistant
from tests.conftest import WordEncoder
from tests.desk_parts import ANNA, BJORN, CHIEF, GUARD, Clock, send


def drafted(store: Store, assistant: Assistant, text: str = "") -> tuple[str, str]:
    """Return the ids of a question and of its draft."""
    question = send(store, text).question_id if text else send(store).question_id
    version = accept(store, ANNA, question, 1)
    return question, draft(store, ANNA, question, version, assistant)


def test_it_is_known_who_has_a_question(
    store: Store, clock: Clock, small_assistant: Assistant
) -> None:
    question, answer = drafted(store, small_assistant)
    other = send(store, "Сколько докладов представят государства?").question_id
    assert held(store, BJORN, [question, other]) == {question: Held(), other: Held()}
    claim(store, ANNA, answer, 1)
    until = clock.now + LEASE
    assert held(store, BJORN, [question]) == {question: Held("Анна", until)}
    clock.turn(minutes=31)
    assert held(store, BJORN, [question]) == {question: Held()}


def test_counts_and_the_median_time_to_an_answer(
    store: Store, clock: Clock, small_assistant: Assistant, documents: Documents
) -> None:
    assert insight(store, ANNA).median_time is None
    for hours in (1, 2, 9):
        _, answer = drafted(store, small_assistant)
        clock.turn(hours=hours)
        version = claim(store, ANNA, answer, 1)
        version = approve(store, ANNA, answer, version, documents)
        publish(store, ANNA, answer, version, documents)
    send(store, "Combien de rapports les États présentent-ils à la conférence ?")
    told = insight(store, ANNA)
    assert (told.n_answered, told.median_time) == (3, timedelta(hours=2))  # of 1, 2 and 9
    assert told.by_language == {"ru": 3, "fr": 1}
    assert told.by_session == {"": 4}
    assert told.by_state["answered"] == 3


def test_gaps_are_questions_of_which_no_draft_says_anything(
    store: Store, small_assistant: Assistant, word_encoder: WordEncoder
) -> None:
    drafted(store, small_assistant)
    assert gaps(store, ANNA, word_encoder) == []
    silent, _ = drafted(store, small_assistant, "Combien coûte un billet de train pour Genève ?")
    drafted(store, small_assistant, "Какая погода в Вене завтра утром?")
    alike, _ = drafted(store, small_assistant, "Combien coûte le billet de train pour Genève ?")
    first, second = gaps(store, ANNA, word_encoder)
    assert {each.id for each in first} == {silent, alike}
    assert len(second) == 1


def test_the_log_is_for_administrators_newest_first(store: Store) -> None:
    question = send(store).question_id
    accept(store, ANNA, question, 1)
    entries = read_log(store, CHIEF, 10, 0)
    assert [each.move for each in entries] == ["accept", "queue"]
    assert (entries[0].actor, entries[0].before, entries[0].after) == ("Анна", "triage", "accepted")
    assert read_log(store, CHIEF, 1, 1) == entries[1:]
    assert check(store, CHIEF).n_entries == 2


@pytest.mark.parametrize("actor", [ANNA, GUARD])
def test_others_do_not_read_the_log(store: Store, actor: Actor) -> None:
    for use_case in (lambda: read_log(store, actor, 1, 0), lambda: check(store, actor)):
        with pytest.raises(NotAllowed):
            use_case()


def test_the_safeguarding_role_sees_no_insight(store: Store, word_encoder: WordEncoder) -> None:
    for use_case in (
        lambda: held(store, GUARD, []),
        lambda: insight(store, GUARD),
        lambda: gaps(store, GUARD, word_encoder),
    ):
        with pytest.raises(NotAllowed):
            use_case()


def test_what_was_done_to_many_tells_the_kind_of_each_fault(store: Store) -> None:
    first, second = send(store).question_id, send(store).question_id
    accept(store, BJORN, second, 1)
    chosen = [(first, 1), (second, 1), ("nobody", 1)]
    done = in_bulk(lambda i, v: reject(store, ANNA, i, v, "off_topic"), chosen)
    assert [each.kind for each in done] == ["", "Conflict", "NotFound"]


def test_possible_moves_are_those_of_the_table_and_the_role() -> None:
    assert possible_moves(QUESTION_MOVES, "held", ANNA) == ["release", "reject"]
    assert possible_moves(QUESTION_MOVES, "held", GUARD) == []
    assert possible_moves(ANSWER_MOVES, "published", ANNA)[:2] == ["mark_stale", "retract"]


def test_a_due_time_is_shown_until_the_question_comes_back(store: Store, clock: Clock) -> None:
    save_programme(store, CHIEF, {}, {"speaker-1": "Докладчица Öztürk"})
    question, due = send(store).question_id, clock.now + timedelta(days=1)
    forward(store, ANNA, question, 1, "speaker-1", due)
    assert held(store, ANNA, [question])[question].due_at == due
