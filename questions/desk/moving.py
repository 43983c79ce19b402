"""How rows change: found by id, checked for version, moved by the table, told to the log."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.audit import record, subject_of
from questions.errors import Conflict, NotAllowed, NotFound
from questions.store.tables import Base, ConferenceSession, Draft, Message, Question, Speaker
from questions.workflow import ANSWER_MOVES, QUESTION_MOVES, Actor, Role, next_state

Row = TypeVar("Row", bound=Base)
Moved = TypeVar("Moved", Question, Draft)


def find(session: Session, table: type[Row], row_id: str) -> Row:
    """Return a row by its id. Raises NotFound."""
    row = session.get(table, row_id)
    if row is None:
        raise NotFound(f"There is no {_name(table)} '{row_id}': see `askalliance questions list`.")
    return row


def find_version(session: Session, table: type[Moved], row_id: str, version: int) -> Moved:
    """Return a row that still is as it was read. Raises NotFound, Conflict."""
    row = find(session, table, row_id)
    require_version(row, version)
    return row


def require_role(actor: Actor, role: Role) -> None:
    """Raise NotAllowed for somebody who does not have the role."""
    if not actor.may((role,)):
        raise NotAllowed(f"This takes the role {role}; {actor.name} is {actor.role}.")


def require_known(
    session: Session, table: type[ConferenceSession] | type[Speaker], row_id: str
) -> None:
    """Raise NotFound naming what is known, unless the id is "" or of a row."""
    if row_id and session.get(table, row_id) is None:
        known = ", ".join(session.scalars(select(table.id).order_by(table.id).limit(10)))
        raise NotFound(f"There is no {_name(table)} '{row_id}': known are {known or 'none yet'}.")


def require_version(row: Question | Draft | Message, version: int) -> None:
    """Raise Conflict for a row that changed since it was read."""
    if row.version != version:
        raise Conflict(
            f"The {_name(type(row))} {row.id} was changed since you read it (it is of version "
            f"{row.version}, you read {version}): read it again, then decide."
        )


def move(
    session: Session,
    at: datetime,
    actor: Actor,
    row: Question | Draft,
    name: str,
    to: str = "",
    **details: str | int | bool,
) -> None:
    """Move a row by its table, count its version up and log it. Raises NotAllowed."""
    table = QUESTION_MOVES if isinstance(row, Question) else ANSWER_MOVES
    before = row.state
    row.state = next_state(table, before, name, actor, to)
    row.version += 1
    states = before, row.state
    record(session, at, actor, name, subject_of(row), states, row.version, **details)


def _name(table: type[Base]) -> str:
    return "answer" if table is Draft else str(table.__tablename__).rstrip("s")
