"""Who has an answer on their desk, and for how long nobody else does."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.errors import Conflict
from questions.store.tables import Draft, Lease
from questions.workflow import Actor

LEASE = timedelta(minutes=30)


def holder(session: Session, draft_id: str, now: datetime) -> str:
    """Return who reviews a draft now, "" if nobody does or their time is over."""
    lease = session.get(Lease, draft_id)
    return lease.account if lease and lease.expires_at > now else ""


def take(session: Session, actor: Actor, draft_id: str, now: datetime) -> None:
    """Give a draft to somebody until LEASE from now, whoever had it."""
    session.merge(Lease(draft_id=draft_id, account=actor.name, expires_at=now + LEASE))


def end(session: Session, draft_id: str) -> None:
    """Take a draft off whose desk it is on."""
    lease = session.get(Lease, draft_id)
    if lease:
        session.delete(lease)


def require_held(session: Session, actor: Actor, draft: Draft, now: datetime) -> None:
    """Raise Conflict unless the actor reviews the draft now."""
    who = holder(session, draft.id, now)
    if who != actor.name:
        has_it = f"{who} reviews it" if who else "your time with it is over"
        raise Conflict(f"The answer {draft.id} is not on your desk ({has_it}): claim it first.")


def require_free(session: Session, actor: Actor, question_id: str, now: datetime) -> None:
    """Raise Conflict where somebody else reviews an answer to the question."""
    leases = session.execute(
        select(Lease.account, Lease.expires_at)
        .join(Draft, Draft.id == Lease.draft_id)
        .where(Draft.question_id == question_id, Lease.account != actor.name)
    )
    for account, expires_at in leases:
        if expires_at > now:
            raise Conflict(
                f"{account} reviews an answer to the question {question_id} until "
                f"{expires_at:%H:%M} UTC: wait, or take it over."
            )
