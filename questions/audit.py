"""The log of every move: each entry's hash covers the one before, so that no change goes unseen.

Entries hold ids, states, versions and codes, never text that a person wrote: what is erased from
the store was never in the log.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from questions.errors import BrokenChain
from questions.store import Store
from questions.store.tables import AuditEntry, Draft, Message, Question, utc_text
from questions.workflow import Actor

_BEFORE_ALL = "0" * 64
_HEAD = "audit head"
_SUBJECTS: dict[str, type[Question] | type[Draft] | type[Message]] = {
    "question": Question,
    "answer": Draft,
    "message": Message,
}
_BATCH = 1_000
_HASHED = (
    "previous", "seq", "at", "actor", "role", "move", "subject", "before", "after", "version",
    "details",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """An unbroken log: how many entries, and the hash of the last, to be kept elsewhere."""

    n_entries: int
    head: str


def subject_of(row: Question | Draft | Message) -> str:
    """Return the name of a row in the log, such as `question:5f0c`."""
    kind = next(kind for kind, table in _SUBJECTS.items() if isinstance(row, table))
    return f"{kind}:{row.id}"


def record(
    session: Session,
    at: datetime,
    actor: Actor,
    move: str,
    subject: str,
    states: tuple[str, str] = ("", ""),
    version: int = 0,
    **details: str | int | bool,
) -> None:
    """Append an entry within the caller's transaction, which must be a writer's.

    states: before and after. version: the subject's after the move, 0 where it has none.
    details: codes and ids, never what people wrote.
    """
    session.add(AuditEntry(**_sealed(session, at, actor, move, subject, states, version, details)))


def record_new(
    session: Session,
    at: datetime,
    actor: Actor,
    made: Sequence[tuple[str, str, tuple[str, str]]],
) -> None:
    """Append an entry for each of many rows that were made at once, as `record` does for one.

    made: the move, the subject and its states.
    """
    rows = [_sealed(session, at, actor, *each, version=1, details={}) for each in made]
    if rows:
        session.execute(insert(AuditEntry), rows)


def _sealed(
    session: Session,
    at: datetime,
    actor: Actor,
    move: str,
    subject: str,
    states: tuple[str, str],
    version: int,
    details: Mapping[str, str | int | bool],
) -> dict[str, Any]:
    """Return the columns of the next entry, which is the chain's head from now on."""
    seq, previous = session.info.get(_HEAD) or _head(session)
    entry: dict[str, Any] = {
        "seq": seq + 1,
        "at": at,
        "actor": actor.name,
        "role": actor.role,
        "move": move,
        "subject": subject,
        "before": states[0],
        "after": states[1],
        "version": version,
        "details": _canonical(details),
        "previous": previous,
    }
    entry["hash"] = _hash(entry)
    session.info[_HEAD] = entry["seq"], entry["hash"]
    return entry


def check_audit(store: Store, expected_head: str = "") -> Checked:
    """Return what `check_log` does, of the store as it is now."""
    with store.read() as session:
        return check_log(session, expected_head)


def check_log(session: Session, expected_head: str = "") -> Checked:
    """Return what the log holds if nobody changed it, and if it tells every change of the store.

    expected_head: a hash that an earlier check gave; it must still be in the log. Raises
    BrokenChain naming the first entry, or the row, that does not fit.
    """
    told: dict[str, tuple[str, int]] = {}
    previous, n_entries, is_seen = _BEFORE_ALL, 0, not expected_head
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
    for entry in rows.yield_per(_BATCH):
        n_entries += 1
        _check_entry(entry, n_entries, previous, told.get(entry.subject, ("", 0)))
        previous = entry.hash
        is_seen = is_seen or previous == expected_head
        if entry.version:
            told[entry.subject] = entry.after, entry.version
        elif entry.move == "erase":
            told.pop(entry.subject, None)
    _check_rows(session, told)
    if not is_seen:
        raise BrokenChain(f"The audit log lacks the entry {expected_head}: its end was cut off.")
    return Checked(n_entries, previous)


def _check_entry(entry: AuditEntry, seq: int, previous: str, told: tuple[str, int]) -> None:
    before, version = told
    if entry.seq != seq or entry.previous != previous or entry.hash != _hash(vars(entry)):
        raise BrokenChain(
            f"Entry {seq} of the audit log is not the one that was written: compare it with a "
            "backup from before."
        )
    if entry.version and (entry.version != version + 1 or (version and entry.before != before)):
        raise BrokenChain(
            f"Entry {seq} moves {entry.subject} from {entry.before} to version {entry.version}, "
            f"which was {before} at version {version}: a move is missing."
        )


def _check_rows(session: Session, told: Mapping[str, tuple[str, int]]) -> None:
    """Compare the state and the version of every row with its last entry."""
    stored: dict[str, tuple[str, int]] = {}
    for kind, table in _SUBJECTS.items():
        rows = session.execute(select(table.id, table.state, table.version))
        stored |= {f"{kind}:{row.id}": (row.state, row.version) for row in rows}
    for subject in sorted(stored.keys() | told.keys()):
        if stored.get(subject) != told.get(subject):
            raise BrokenChain(
                f"{subject} is {stored.get(subject, 'missing')}, the audit log says "
                f"{told.get(subject, 'nothing')}: it was changed past the program."
            )


def _head(session: Session) -> tuple[int, str]:
    last = select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    row = session.execute(last).first()
    return (row.seq, row.hash) if row else (0, _BEFORE_ALL)


def _hash(entry: Mapping[str, Any]) -> str:
    fields = [utc_text(entry[name]) if name == "at" else entry[name] for name in _HASHED]
    return hashlib.sha256(_canonical(fields).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
