"""How many questions are in each state, and how long the oldest of them has been there."""

from dataclasses import dataclass

from sqlalchemy import func, select

from questions.store import Store
from questions.store.tables import Question
from questions.workflow import QUESTION_STATES

# States in which somebody must do something.
OPEN = ("triage", "held", "accepted", "drafted", "forwarded")


@dataclass(frozen=True, slots=True)
class Waiting:
    """n questions; age_s: seconds since the oldest of them came in, 0 where nobody waits."""

    n: int
    age_s: float


def waiting(store: Store) -> dict[str, Waiting]:
    """Return how many questions are in each state and how old the oldest is."""
    by_state = select(Question.state, func.count(), func.min(Question.created_at)).group_by(
        Question.state
    )
    with store.read() as session:
        found = {state: (n, oldest) for state, n, oldest in session.execute(by_state)}
    now = store.clock()
    return {
        state: Waiting(
            found[state][0],
            max(0.0, (now - found[state][1]).total_seconds()) if state in OPEN else 0.0,
        )
        if state in found
        else Waiting(0, 0.0)
        for state in QUESTION_STATES
    }
