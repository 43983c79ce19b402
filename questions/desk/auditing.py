"""The log for administrators: read a page at a time, and checked as a whole."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from questions.audit import Checked, check_audit
from questions.desk.moving import require_role
from questions.store import Store
from questions.store.tables import AuditEntry
from questions.workflow import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """A move as the log tells it; details: JSON of codes and ids."""

    seq: int
    at: datetime
    actor: str
    role: str
    move: str
    subject: str
    before: str
    after: str
    details: str


def read_log(store: Store, actor: Actor, limit: int, offset: int) -> list[Entry]:
    """Return a page of the log, the newest entry first."""
    require_role(actor, "admin")
    newest = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(limit).offset(offset)
    with store.read() as session:
        return [
            Entry(e.seq, e.at, e.actor, e.role, e.move, e.subject, e.before, e.after, e.details)
            for e in session.scalars(newest)
        ]


def check(store: Store, actor: Actor) -> Checked:
    """Return what the log holds if nobody changed it. Raises BrokenChain."""
    require_role(actor, "admin")
    return check_audit(store)
