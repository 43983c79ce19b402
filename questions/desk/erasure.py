"""What is erased: the words of a question and all that was made of it; the log stays whole."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from questions.audit import record, subject_of
from questions.desk.merging import take_out_all
from questions.desk.moving import move, require_role
from questions.store import Store
from questions.store.tables import (
    Draft,
    Feedback,
    Forward,
    Login,
    Merge,
    Message,
    Note,
    Question,
    Vote,
)
from questions.workflow import Actor


@dataclass(frozen=True, slots=True)
class Purged:
    """How many questions and calls for help went."""

    n_questions: int
    n_messages: int


def purge(store: Store, actor: Actor, retention: timedelta) -> Purged:
    """Erase what came in before the retention time; the log and the counts stay.

    actor: the system or an administrator.
    """
    if actor.role != "system":
        require_role(actor, "admin")
    cutoff = store.clock() - retention
    with store.write() as session:
        questions = session.scalars(
            select(Question)
            .where(Question.created_at < cutoff, Question.state != "purged")
            .order_by(Question.created_at, Question.id)
        ).all()
        for question in questions:
            session.refresh(question)  # one before it may have let it go
            erase(session, store, actor, question)
            move(session, store.clock(), actor, question, "purge")
            question.receipt = None
        messages = session.scalars(select(Message).where(Message.created_at < cutoff)).all()
        for message in messages:
            record(session, store.clock(), actor, "erase", subject_of(message))
            session.delete(message)
        session.execute(delete(Feedback).where(Feedback.created_at < cutoff))
        session.execute(delete(Login).where(Login.expires_at < store.clock()))
    store.scrub()
    return Purged(len(questions), len(messages))


def erase(session: Session, store: Store, actor: Actor, question: Question) -> None:
    """Erase the words of a question, its answers, votes and notes; others come out of it."""
    take_out_all(session, store, actor, question.id)
    for answer in session.scalars(select(Draft).where(Draft.question_id == question.id)).all():
        record(session, store.clock(), actor, "erase", subject_of(answer))
        session.delete(answer)
    merged = or_(Merge.question_id == question.id, Merge.into_id == question.id)
    session.execute(delete(Merge).where(merged))
    for table in (Note, Vote, Forward):
        session.execute(delete(table).where(table.question_id == question.id))
    question.text = question.searched = question.name = ""
    question.reason = question.before_merge = ""
    question.origin = {}
    question.session_id = question.speaker_id = question.merged_into = None
