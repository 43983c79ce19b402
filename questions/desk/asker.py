"""What the asker and the public may do and see: status by receipt, deletion, votes, counts."""

import hashlib
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questions.desk.erasure import erase
from questions.desk.moving import find, move
from questions.desk.offering import published_answers
from questions.desk.queue import Filter, select_questions
from questions.desk.submission import receipt_hash
from questions.errors import NotAllowed, NotFound
from questions.reasons import reason_sentence
from questions.store import Store
from questions.store.tables import Question, Vote
from questions.views import ShownAnswer, ShownQuestion
from questions.workflow import ASKER, QUESTION_STATES

# What a moderator has taken up is open to all.
PUBLIC = ("accepted", "drafted", "forwarded", "answered")


@dataclass(frozen=True, slots=True)
class Status:
    """What became of a question: its own state, or that of the one it was merged into.

    reason: the public code of a rejection; told: what it says, in the asker's language. answers:
    those that are published, by language.
    """

    question_id: str
    state: str
    text: str
    language: str
    reason: str
    told: str
    is_merged: bool
    answers: tuple[ShownAnswer, ...]


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A question as everybody sees it."""

    question_id: str
    state: str
    text: str
    language: str
    session: str
    speaker: str
    n_votes: int
    answers: tuple[ShownAnswer, ...]


def status(store: Store, receipt: str) -> Status:
    """Return what became of the question that a receipt is for. Raises NotFound."""
    with store.read() as session:
        own = _of_receipt(session, receipt)
        leading = find(session, Question, own.merged_into) if own.merged_into else own
        return Status(
            question_id=own.id,
            state=leading.state,
            text=own.text,
            language=own.language,
            reason=leading.reason,
            told=reason_sentence(leading.reason, own.language),
            is_merged=leading is not own,
            answers=published_answers(session, leading.id),
        )


def withdraw(store: Store, receipt: str) -> None:
    """Delete the question that a receipt is for, and all that was made of it.

    Raises NotFound, and NotAllowed for one that is gone already.
    """
    with store.write() as session:
        question = _of_receipt(session, receipt)
        move(session, store.clock(), ASKER, question, "withdraw")
        erase(session, store, ASKER, question)
    if store.is_sqlite:
        store.scrub()


def vote(store: Store, question_id: str, visitor: str) -> bool:
    """Count a visitor's vote for a question, once; return False if it was counted before.

    visitor: a random token of the visitor's browser, of which a hash is kept. Raises NotFound,
    and NotAllowed for a question that is not open to all, or is merged into one that is not.
    """
    token = hashlib.sha256(visitor.encode()).hexdigest()
    with store.write() as session:
        question = find(session, Question, question_id)
        leading = find(session, Question, question.merged_into or question_id)
        if leading.state not in PUBLIC:
            raise NotAllowed(f"The question {question_id} is {leading.state}: no votes are taken.")
        if session.get(Vote, (question_id, token)):
            return False
        session.add(Vote(question_id=question_id, visitor=token, at=store.clock()))
        return True


def public_questions(
    store: Store, chosen: Filter | None = None, limit: int = 100, offset: int = 0
) -> list[PublicQuestion]:
    """Return a page of the questions that are open to all, with their published answers.

    The filter's states are these at most.
    """
    chosen = chosen or Filter(order="votes")
    states = [state for state in PUBLIC if state in (chosen.states or PUBLIC)]
    if not states:
        return []
    with store.read() as session:
        found = select_questions(session, replace(chosen, states=states), limit, offset)
        return [_public(session, each) for each in found]


def public_question(store: Store, question_id: str) -> PublicQuestion:
    """Return a question that is open to all, or the one that it was merged into.

    Raises NotFound, also for one that is there and not open.
    """
    with store.read() as session:
        question = find(session, Question, question_id)
        shown_id = question.merged_into or question_id
        found = select_questions(session, Filter(states=PUBLIC, ids=(shown_id,)), 1, 0)
        if not found:
            raise NotFound(f"No question {question_id} is open to all: look through the list.")
        return _public(session, found[0])


def counts(store: Store) -> dict[str, int]:
    """Return how many questions are in each state; calls for help are no questions."""
    with store.read() as session:
        rows = session.execute(select(Question.state, func.count()).group_by(Question.state))
        counted = {row[0]: row[1] for row in rows}
    return {state: counted.get(state, 0) for state in QUESTION_STATES if state != "received"}


def _public(session: Session, question: ShownQuestion) -> PublicQuestion:
    return PublicQuestion(
        question_id=question.id,
        state=question.state,
        text=question.text,
        language=question.language,
        session=question.session,
        speaker=question.speaker,
        n_votes=question.n_votes,
        answers=published_answers(session, question.id),
    )


def _of_receipt(session: Session, receipt: str) -> Question:
    digest = receipt_hash(receipt)
    question = session.scalars(select(Question).where(Question.receipt == digest)).first()
    if question is None:
        raise NotFound("No question belongs to this receipt: check the code, letter by letter.")
    return question
