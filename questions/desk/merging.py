"""Questions that ask the same: merged, and taken apart again as they were."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from questions.desk.leases import require_free
from questions.desk.moving import find, find_version, move
from questions.errors import NotAllowed
from questions.store import Store
from questions.store.tables import Merge, Question
from questions.workflow import Actor

_LEADING = ("triage", "accepted", "drafted", "answered", "forwarded")


def merge(store: Store, actor: Actor, question_id: str, version: int, into_id: str) -> int:
    """Merge a question into another that asks the same; return its new version.

    It keeps its words, its language and its votes, and counts for the other.
    """
    with store.write() as session:
        question = find_version(session, Question, question_id, version)
        require_free(session, actor, question_id, store.clock())
        into = find(session, Question, into_id)
        if into_id == question_id or into.state not in _LEADING:
            state = "the same one" if into_id == question_id else into.state
            raise NotAllowed(f"Nothing can be merged into {into_id}, it is {state}: name another.")
        if session.scalars(_merged_into(question_id)).first() is not None:
            raise NotAllowed(
                f"Others are merged into {question_id}: merge {into_id} into it instead."
            )
        before = question.state
        move(session, store.clock(), actor, question, "merge", into=into_id)
        question.before_merge, question.merged_into = before, into_id
        session.add(
            Merge(
                id=store.new_id(),
                question_id=question_id,
                into_id=into_id,
                account=actor.name,
                at=store.clock(),
            )
        )
        return question.version


def unmerge(store: Store, actor: Actor, question_id: str, version: int) -> int:
    """Take a question out of the other, to the state that it was in; return its new version."""
    with store.write() as session:
        question = find_version(session, Question, question_id, version)
        take_out(session, store, actor, question)
        return question.version


def take_out_all(session: Session, store: Store, actor: Actor, into_id: str) -> None:
    """Take all questions out of one that is about to go."""
    for question in session.scalars(_merged_into(into_id)).all():
        take_out(session, store, actor, question)


def take_out(session: Session, store: Store, actor: Actor, question: Question) -> None:
    """Bring a merged question back to the state before. Raises NotAllowed for one that is none."""
    move(session, store.clock(), actor, question, "unmerge", question.before_merge)
    question.merged_into, question.before_merge = None, ""
    standing = select(Merge).where(Merge.question_id == question.id, Merge.undone_at.is_(None))
    for row in session.scalars(standing):
        row.undone_at, row.undone_by = store.clock(), actor.name


def _merged_into(question_id: str) -> Select[Question]:
    return select(Question).where(Question.merged_into == question_id).order_by(Question.id)
