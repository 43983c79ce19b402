"""The questions as moderators see them: lists with filters, and one with all that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Subquery, func, select, union
from sqlalchemy.orm import Session

from questions.desk.moving import find, require_role
from questions.desk.submission import folded
from questions.store import Store
from questions.store.tables import Draft, Forward, Lease, Note, Question, Review, Vote
from questions.views import ShownAnswer, ShownQuestion, show_answer, show_question
from questions.workflow import Actor

MAX_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which questions, and in which order; "" and () leave all in.

    search: words that all stand in the question, parts of words too. is_stale: only those whose
    published answer cites words that are gone.
    """

    states: Sequence[str] = ()
    language: str = ""
    session: str = ""
    speaker: str = ""
    search: str = ""
    is_stale: bool = False
    order: Literal["oldest", "newest", "votes"] = "oldest"
    ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What a moderator wrote: a note on the question, or a verdict on an answer."""

    account: str
    at: datetime
    text: str
    verdict: str = ""
    answer_id: str = ""


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """A question with its answers (newest first), what is merged into it, and what was said of it.

    due_at: until when a speaker is to answer it, None if none is.
    """

    question: ShownQuestion
    answers: tuple[ShownAnswer, ...]
    merged: tuple[ShownQuestion, ...]
    remarks: tuple[Remark, ...]
    due_at: datetime | None


def list_questions(
    store: Store, actor: Actor, chosen: Filter | None = None, limit: int = 100, offset: int = 0
) -> list[ShownQuestion]:
    """Return a page of the questions, MAX_ROWS at most; equal ones in order of their ids."""
    require_role(actor, "moderator")
    with store.read() as session:
        return select_questions(session, chosen or Filter(), limit, offset)


def select_questions(
    session: Session, chosen: Filter, limit: int, offset: int
) -> list[ShownQuestion]:
    """Return a page of the questions within the caller's transaction."""
    tally, stale = _tally(), _is_stale()
    votes = func.coalesce(tally.c.n, 0)
    conditions = [
        (chosen.states, Question.state.in_(chosen.states)),
        (chosen.ids, Question.id.in_(chosen.ids)),
        (chosen.language, Question.language == chosen.language),
        (chosen.session, Question.session_id == chosen.session),
        (chosen.speaker, Question.speaker_id == chosen.speaker),
        (chosen.is_stale, stale),
    ]
    query = select(Question, votes.label("n_votes"), stale.label("is_stale"))
    query = query.outerjoin(tally, tally.c.id == Question.id)
    query = query.where(*(condition for value, condition in conditions if value))
    for word in folded(chosen.search).split():
        query = query.where(Question.searched.contains(word, autoescape=True))
    orders: dict[str, list[ColumnElement[Any]]] = {
        "oldest": [Question.created_at.asc()],
        "newest": [Question.created_at.desc()],
        "votes": [votes.desc(), Question.created_at.asc()],
    }
    query = query.order_by(*orders[chosen.order], Question.id)
    rows = session.execute(query.limit(min(max(limit, 0), MAX_ROWS)).offset(max(offset, 0)))
    return [show_question(row.Question, row.n_votes, bool(row.is_stale)) for row in rows]


def show(store: Store, actor: Actor, question_id: str) -> QuestionFile:
    """Return a question with all that belongs to it. Raises NotFound."""
    require_role(actor, "moderator")
    with store.read() as session:
        question = find(session, Question, question_id)
        tally = _tally()
        n_votes = session.scalar(select(tally.c.n).where(tally.c.id == question_id)) or 0
        is_stale = session.scalar(select(_is_stale()).where(Question.id == question_id))
        newest = select(Draft, Lease).outerjoin(Lease, Lease.draft_id == Draft.id)
        newest = newest.where(Draft.question_id == question_id)
        newest = newest.order_by(Draft.created_at.desc(), Draft.number.desc(), Draft.id)
        merged = select(Question).where(Question.merged_into == question_id)
        due = select(Forward.due_at).where(
            Forward.question_id == question_id, Forward.ended_at.is_(None)
        )
        return QuestionFile(
            question=show_question(question, n_votes, bool(is_stale)),
            answers=tuple(show_answer(row, lease) for row, lease in session.execute(newest)),
            merged=tuple(
                show_question(row) for row in session.scalars(merged.order_by(Question.created_at))
            ),
            remarks=tuple(_remarks(session, question_id)),
            due_at=session.scalars(due).first(),
        )


def show_one_answer(store: Store, actor: Actor, answer_id: str) -> ShownAnswer:
    """Return a version of an answer. Raises NotFound."""
    require_role(actor, "moderator")
    with store.read() as session:
        return show_answer(find(session, Draft, answer_id), session.get(Lease, answer_id))


def _tally() -> Subquery:
    """Return how many visitors voted for a question, or for one that is merged into it."""
    leading = func.coalesce(Question.merged_into, Question.id)
    own = select(Vote.question_id.label("id"), Vote.visitor)
    led = select(leading.label("id"), Vote.visitor).join(Vote, Vote.question_id == Question.id)
    votes = union(own, led).subquery()  # once each
    return select(votes.c.id, func.count().label("n")).group_by(votes.c.id).subquery()


def _is_stale() -> ColumnElement[bool]:
    published = select(Draft.id).where(
        Draft.question_id == Question.id, Draft.state == "published", Draft.is_stale
    )
    return published.correlate(Question).exists()


def _remarks(session: Session, question_id: str) -> list[Remark]:
    notes = session.scalars(select(Note).where(Note.question_id == question_id))
    reviews = session.scalars(
        select(Review)
        .join(Draft, Draft.id == Review.draft_id)
        .where(Draft.question_id == question_id)
    )
    remarks = [Remark(row.account, row.at, row.text) for row in notes]
    remarks += [Remark(r.account, r.at, r.note, r.verdict, r.draft_id) for r in reviews]
    return sorted(remarks, key=lambda remark: remark.at)
