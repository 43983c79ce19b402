"""Calls for help: a place that only the safeguarding role reads, and every reading is logged."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from questions.audit import record, subject_of
from questions.desk.moving import find, require_role, require_version
from questions.errors import NotAllowed
from questions.store import Store
from questions.store.tables import Message
from questions.workflow import Actor


@dataclass(frozen=True, slots=True)
class Call:
    """A message of a person who may be in danger, without personal data.

    state: "open", or "closed" by an account.
    """

    id: str
    version: int
    state: str
    text: str
    language: str
    account: str
    created_at: datetime


def read_inbox(store: Store, actor: Actor, with_closed: bool = False) -> list[Call]:
    """Return the calls, oldest first."""
    require_role(actor, "safeguarding")
    query = select(Message).order_by(Message.created_at, Message.id)
    if not with_closed:
        query = query.where(Message.state == "open")
    with store.write() as session:
        calls = [
            Call(m.id, m.version, m.state, m.text, m.language, m.account, m.created_at)
            for m in session.scalars(query)
        ]
        record(session, store.clock(), actor, "read_inbox", "inbox", n=len(calls))
    return calls


def close_call(store: Store, actor: Actor, call_id: str, version: int) -> int:
    """Note that a call was seen to; return its new version."""
    require_role(actor, "safeguarding")
    with store.write() as session:
        message = find(session, Message, call_id)
        require_version(message, version)
        if message.state != "open":
            raise NotAllowed(f"The call {call_id} was closed by {message.account} already.")
        message.state, message.account = "closed", actor.name
        message.version += 1
        states = "open", "closed"
        now = store.clock()
        record(session, now, actor, "close", subject_of(message), states, message.version)
        return message.version
