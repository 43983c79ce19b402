"""What moderators decide of questions: accept, reject, hand to a speaker, note, in bulk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.audit import record, subject_of
from questions.desk.leases import require_free
from questions.desk.moving import find, find_version, move, require_known, require_role
from questions.desk.written import stripped
from questions.errors import InvalidSubmission, NotAllowed, UserError
from questions.screening.personal import redact
from questions.store import Store
from questions.store.tables import Forward, Note, Question, Speaker
from questions.workflow import REASONS, Actor


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one question of many; `reason` says why not, "" where it was done.

    kind: the name of the error, such as "Conflict"; "" where it was done.
    """

    question_id: str
    reason: str = ""
    kind: str = ""


def accept(store: Store, actor: Actor, question_id: str, version: int) -> int:
    """Take a question up for an answer; return its new version."""
    return _move(store, actor, question_id, version, "accept")


def release(store: Store, actor: Actor, question_id: str, version: int) -> int:
    """Let a question into the queue that the screening held; return its new version."""
    return _move(store, actor, question_id, version, "release")


def reject(store: Store, actor: Actor, question_id: str, version: int, reason: str) -> int:
    """Turn a question down with a public reason, one of REASONS; return its new version."""
    if reason not in REASONS:
        raise NotAllowed(f"'{reason}' is no reason: write one of {', '.join(REASONS)}.")
    with store.write() as session:
        question = _open(session, store, actor, question_id, version)
        move(session, store.clock(), actor, question, "reject", reason=reason)
        question.reason = reason
        return question.version


def reopen(store: Store, actor: Actor, question_id: str, version: int) -> int:
    """Bring a rejected question back into the queue; return its new version."""
    with store.write() as session:
        question = find_version(session, Question, question_id, version)
        move(session, store.clock(), actor, question, "reopen")
        question.reason = ""
        return question.version


def forward(
    store: Store, actor: Actor, question_id: str, version: int, speaker: str, due_at: datetime
) -> int:
    """Hand a question to a speaker, to be answered by a time; return its new version."""
    now = store.clock()
    if due_at <= now:
        raise InvalidSubmission(f"{due_at:%Y-%m-%d %H:%M} is over: name a time to come.")
    with store.write() as session:
        question = _open(session, store, actor, question_id, version)
        require_known(session, Speaker, speaker)
        move(session, now, actor, question, "forward", speaker=speaker)
        question.speaker_id = speaker
        session.add(
            Forward(
                id=store.new_id(),
                question_id=question_id,
                speaker_id=speaker,
                account=actor.name,
                at=now,
                due_at=due_at,
            )
        )
        return question.version


def recall(store: Store, actor: Actor, question_id: str, version: int) -> int:
    """Take a question back from its speaker; return its new version."""
    with store.write() as session:
        question = find_version(session, Question, question_id, version)
        move(session, store.clock(), actor, question, "recall")
        end_forward(session, question_id, store.clock())
        return question.version


def end_forward(session: Session, question_id: str, now: datetime) -> None:
    """Note that the speaker is done with a question."""
    pending = select(Forward).where(Forward.question_id == question_id, Forward.ended_at.is_(None))
    for row in session.scalars(pending):
        row.ended_at = now


def note(store: Store, actor: Actor, question_id: str, text: str) -> None:
    """Keep a note for colleagues, without personal data; it goes when the question goes."""
    require_role(actor, "moderator")
    text = stripped(text)
    if not text:
        raise InvalidSubmission("The note is empty: write what colleagues should know.")
    with store.write() as session:
        question = find(session, Question, question_id)
        if question.state in ("withdrawn", "purged"):
            raise NotAllowed(f"The question {question_id} is {question.state}: nothing is added.")
        now = store.clock()
        session.add(
            Note(
                id=store.new_id(),
                question_id=question_id,
                account=actor.name,
                text=redact(text).text,
                at=now,
            )
        )
        record(session, now, actor, "note", subject_of(question))


def in_bulk(
    use_case: Callable[[str, int], object], chosen: Sequence[tuple[str, int]]
) -> list[Done]:
    """Do something to many questions, each for itself: one that fails stops no other.

    chosen: ids, each with the version that was read.
    """
    done = []
    for question_id, version in chosen:
        try:
            use_case(question_id, version)
            done.append(Done(question_id))
        except UserError as error:
            done.append(Done(question_id, str(error), type(error).__name__))
    return done


def _move(store: Store, actor: Actor, question_id: str, version: int, name: str) -> int:
    with store.write() as session:
        question = find_version(session, Question, question_id, version)
        move(session, store.clock(), actor, question, name)
        return question.version


def _open(session: Session, store: Store, actor: Actor, question_id: str, version: int) -> Question:
    """Return a question of which nobody else reviews an answer."""
    question = find_version(session, Question, question_id, version)
    require_free(session, actor, question_id, store.clock())
    return question
