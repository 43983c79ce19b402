"""What visitors say of an answer of the assistant: the question and the answer are kept with it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from questions.desk.moving import require_role
from questions.errors import InvalidSubmission
from questions.store import Store
from questions.store.tables import Feedback
from questions.workflow import Actor
from rag.values import Answer

VERDICTS = ("good", "bad")
# Why an answer is bad; "" for a good one.
REASONS = ("unsupported", "incomplete", "off_target", "unclear")
MAX_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class ShownFeedback:
    """answer: its claims with their markers, and its citations, as the visitor saw them."""

    id: str
    verdict: str
    reason: str
    question: str
    language: str
    outcome: str
    answer: Mapping[str, Any]
    created_at: datetime


def give_feedback(
    store: Store, answer: Answer, verdict: str, reason: str = "", once: str = ""
) -> str:
    """Keep what a visitor says of an answer, and return its id; nothing of the visitor is kept.

    The question stands in the answer as it was screened. once: what is said under the same name
    again changes nothing. Raises InvalidSubmission.
    """
    is_known = (verdict, reason) == ("good", "") or (verdict == "bad" and reason in REASONS)
    if not is_known or answer.outcome not in ("answered", "refused"):
        raise InvalidSubmission(
            f"'{verdict}' with the reason '{reason}' of what was {answer.outcome} says nothing: "
            f"send good, or bad with one of {', '.join(REASONS)}."
        )
    feedback_id = sha256(once.encode()).hexdigest()[:16] if once else store.new_id()
    with store.write() as session:
        if session.get(Feedback, feedback_id):
            return feedback_id
        row = Feedback(
            id=feedback_id,
            verdict=verdict,
            reason=reason,
            question=answer.question,
            language=answer.language,
            outcome=answer.outcome,
            answer={
                "claims": [asdict(claim) for claim in answer.claims],
                "citations": [asdict(citation) for citation in answer.citations],
                "engine": answer.engine,
                "versions": asdict(answer.versions),
            },
            created_at=store.clock(),
        )
        session.add(row)
    return feedback_id


def list_feedback(
    store: Store, actor: Actor, limit: int = 100, offset: int = 0
) -> list[ShownFeedback]:
    """Return a page of what was said, newest first, MAX_ROWS at most."""
    require_role(actor, "moderator")
    newest = select(Feedback).order_by(Feedback.created_at.desc(), Feedback.id)
    with store.read() as session:
        return [
            ShownFeedback(
                id=row.id,
                verdict=row.verdict,
                reason=row.reason,
                question=row.question,
                language=row.language,
                outcome=row.outcome,
                answer=row.answer,
                created_at=row.created_at,
            )
            for row in session.scalars(newest.limit(min(limit, MAX_ROWS)).offset(max(offset, 0)))
        ]
