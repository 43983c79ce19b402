"""What may become of a question and of an answer: one table of moves for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from questions.errors import NotAllowed

Role = Literal["asker", "system", "moderator", "safeguarding", "admin"]
ACCOUNT_ROLES: tuple[Role, ...] = ("moderator", "safeguarding", "admin")
# Public: the asker is told, and the counts are open to all.
REASONS = (
    "abuse", "advertising", "already_answered", "not_a_question", "off_topic", "personal",
)  # fmt: skip
# An administrator may moderate; only the safeguarding role reads its inbox.
_ACTS_AS: dict[Role, tuple[Role, ...]] = {"admin": ("admin", "moderator")}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a move: the name of an account, or the asker, or the system itself."""

    name: str
    role: Role

    def may(self, roles: Sequence[Role]) -> bool:
        """Return True if one of the roles is the actor's."""
        return any(role in roles for role in _ACTS_AS.get(self.role, (self.role,)))


ASKER = Actor("asker", "asker")
SYSTEM = Actor("system", "system")
# Whoever has the files of the store.
OPERATOR = Actor("operator", "admin")


@dataclass(frozen=True, slots=True)
class Move:
    """A row of a table: in one of the states, a role may make the move, and it leads to `to`."""

    states: tuple[str, ...]
    name: str
    to: str
    roles: tuple[Role, ...] = ("moderator",)


# What waits for an answer.
OPEN = ("triage", "accepted", "drafted")
_NOT_ERASED = ("held", *OPEN, "answered", "rejected", "merged", "forwarded")

QUESTION_MOVES = (
    Move(("received",), "hold", "held", ("system",)),
    Move(("received",), "queue", "triage", ("system",)),
    Move(("held",), "release", "triage"),
    Move(("triage",), "accept", "accepted"),
    Move(("accepted", "drafted"), "draft", "drafted"),
    Move(("answered",), "draft", "answered"),
    Move(("drafted", "answered"), "publish", "answered"),
    Move(("answered",), "retract", "drafted"),
    Move(("held", *OPEN), "reject", "rejected"),
    Move(("rejected",), "reopen", "triage"),
    Move(OPEN, "forward", "forwarded"),
    Move(("forwarded",), "record", "drafted"),
    Move(("forwarded",), "recall", "accepted"),
    Move(OPEN, "merge", "merged"),
    *(Move(("merged",), "unmerge", state, ("moderator", "asker", "system")) for state in OPEN),
    Move(_NOT_ERASED, "withdraw", "withdrawn", ("asker",)),
    Move((*_NOT_ERASED, "withdrawn"), "purge", "purged", ("system", "admin")),
)

ANSWER_MOVES = (
    Move(("draft", "changes_requested", "approved", "in_review"), "claim", "in_review"),
    Move(("in_review",), "take_over", "in_review"),
    Move(("in_review",), "let_go", "draft"),
    Move(("in_review",), "edit", "in_review"),
    Move(("in_review",), "request_changes", "changes_requested"),
    Move(("in_review",), "approve", "approved"),
    Move(("approved",), "publish", "published"),
    Move(("published",), "mark_stale", "published", ("moderator", "system")),
    Move(("published",), "retract", "retracted"),
    Move(
        ("draft", "in_review", "changes_requested", "approved", "published"),
        "supersede",
        "superseded",
    ),
)

QUESTION_STATES = tuple(dict.fromkeys(s for m in QUESTION_MOVES for s in (*m.states, m.to)))
ANSWER_STATES = tuple(dict.fromkeys(s for m in ANSWER_MOVES for s in (*m.states, m.to)))


def next_state(table: Sequence[Move], state: str, name: str, actor: Actor, to: str = "") -> str:
    """Return the state that a move leads to.

    to: which of several it is, "" where there is one. Raises NotAllowed, saying what is possible.
    """
    rows = [move for move in table if state in move.states]
    named = [move for move in rows if move.name == name and to in ("", move.to)]
    if not named:
        possible = ", ".join(dict.fromkeys(move.name for move in rows)) or "nothing"
        raise NotAllowed(f"'{name}' cannot be done to what is {state}: possible is {possible}.")
    if not actor.may(named[0].roles):
        who = " or ".join(named[0].roles)
        raise NotAllowed(f"'{name}' takes the role {who}; {actor.name} is {actor.role}.")
    return named[0].to


def possible_moves(table: Sequence[Move], state: str, actor: Actor) -> list[str]:
    """Return the names of the moves that somebody may make in a state, in the table's order."""
    rows = (move for move in table if state in move.states and actor.may(move.roles))
    return list(dict.fromkeys(move.name for move in rows))
