"""The tables of moves."""

import pytest

from questions.errors import NotAllowed
from questions.workflow import (
    ANSWER_MOVES,
    ANSWER_STATES,
    ASKER,
    QUESTION_MOVES,
    QUESTION_STATES,
    SYSTEM,
    Actor,
    Move,
    next_state,
)

MODERATOR = Actor("Анна", "moderator")


def reachable(table: tuple[Move, ...], start: str) -> set[str]:
    found, fresh = {start}, {start}
    while fresh:
        fresh = {move.to for move in table for s in move.states if s in fresh} - found
        found |= fresh
    return found


def test_every_state_is_reached() -> None:
    assert reachable(QUESTION_MOVES, "received") == set(QUESTION_STATES)
    assert reachable(ANSWER_MOVES, "draft") == set(ANSWER_STATES)


@pytest.mark.parametrize("state", [s for s in QUESTION_STATES if s not in ("received", "purged")])
def test_every_question_can_be_deleted_sooner_or_later(state: str) -> None:
    assert next_state(QUESTION_MOVES, state, "purge", SYSTEM) == "purged"
    if state != "withdrawn":
        assert next_state(QUESTION_MOVES, state, "withdraw", ASKER) == "withdrawn"


def test_nothing_leads_out_of_purged() -> None:
    assert not [move for move in QUESTION_MOVES if "purged" in move.states]


def test_an_answer_is_published_only_from_approved() -> None:
    assert [move.states for move in ANSWER_MOVES if move.to == "published"] == [
        ("approved",),
        ("published",),  # by being marked as stale
    ]


def test_an_illegal_move_says_what_is_possible() -> None:
    with pytest.raises(NotAllowed, match=r"'publish' cannot .* triage: possible is accept"):
        next_state(QUESTION_MOVES, "triage", "publish", MODERATOR)


@pytest.mark.parametrize("actor", [ASKER, Actor("Галина", "safeguarding")])
def test_a_move_takes_its_role(actor: Actor) -> None:
    with pytest.raises(NotAllowed, match="takes the role moderator"):
        next_state(QUESTION_MOVES, "triage", "accept", actor)


def test_an_administrator_may_moderate() -> None:
    assert next_state(QUESTION_MOVES, "triage", "accept", Actor("Chloé", "admin")) == "accepted"


def test_unmerging_leads_to_the_state_that_is_named() -> None:
    assert next_state(QUESTION_MOVES, "merged", "unmerge", MODERATOR, "drafted") == "drafted"
