"""Who has what: whose desk an answer is on, and until when a speaker has a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from questions.desk.moving import require_role
from questions.store import Store
from questions.store.tables import Draft, Forward, Lease
from questions.workflow import Actor


@dataclass(frozen=True, slots=True)
class Held:
    """reviewer: who reviews an answer to a question, "" for nobody; due_at: None for no speaker."""

    reviewer: str = ""
    reviewed_until: datetime | None = None
    due_at: datetime | None = None


def held(store: Store, actor: Actor, question_ids: Sequence[str]) -> dict[str, Held]:
    """Return who has each of the questions now."""
    require_role(actor, "moderator")
    leases = select(Draft.question_id, Lease.account, Lease.expires_at).join(
        Lease, Lease.draft_id == Draft.id
    )
    leases = leases.where(
        Draft.question_id.in_(question_ids), Lease.expires_at > store.clock()
    ).order_by(Lease.expires_at)
    forwards = select(Forward.question_id, Forward.due_at).where(
        Forward.question_id.in_(question_ids), Forward.ended_at.is_(None)
    )
    with store.read() as session:
        found = {question_id: Held() for question_id in question_ids}
        for question_id, account, until in session.execute(leases):
            found[question_id] = Held(account, until)
        for question_id, due_at in session.execute(forwards):
            found[question_id] = replace(found[question_id], due_at=due_at)
    return found
