"""A message to a stored question: screened first, and without what is personal."""

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from questions.audit import record, record_new, subject_of
from questions.desk.moving import require_known
from questions.desk.offering import Offer
from questions.errors import Conflict, InvalidSubmission
from questions.gate import ends_of, is_only_personal
from questions.notices import notice
from questions.screening import Screening, screen
from questions.screening.personal import redact
from questions.store import Store
from questions.store.tables import ConferenceSession, Message, Question, Speaker
from questions.workflow import ASKER, QUESTION_MOVES, SYSTEM, Actor, next_state
from rag.language import LANGUAGES
from rag.question import MAX_CHARACTERS
from rag.screen import Screen

RECEIPT_BYTES = 20  # of chance: 160 bits
MAX_NAME = 100  # characters
_AT_ONCE = 500  # keys looked up in one query
# What these say of a message can be wrong: a moderator looks before it is gone.
_HELD = ("abuse", "injection", "spam")
# The move that led a new question to its state.
_ENTERS = {"held": "hold", "triage": "queue"}


@dataclass(frozen=True, slots=True)
class Submission:
    """A message for the speakers, as it was sent.

    language: one of the six, "" to detect it. name: what the asker wants to be called, "" for
    nobody. session, speaker: ids, "" for none. origin: where an import found it. key: what an
    import knows it by, so that a second import adds nothing; "" for none.
    """

    text: str
    language: str = ""
    name: str = ""
    session: str = ""
    speaker: str = ""
    origin: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a message.

    outcome: "received"; "held" until a moderator has looked; "referred" for a call for help, of
    which the asker gets no receipt; "rejected" and not stored. receipt: the code that shows and
    deletes the question, told this once. text: as stored. notice: what the asker is told, in
    their language, "" where it was received. offers: what is answered already and asks the same.
    """

    outcome: Literal["received", "held", "referred", "rejected"]
    text: str
    language: str
    notice: str = ""
    question_id: str = ""
    receipt: str = ""
    offers: tuple[Offer, ...] = ()


def submit(
    store: Store,
    gate: Screen,
    submission: Submission,
    new_receipt: Callable[[], str] | None = None,
    offers: Callable[[str], tuple[Offer, ...]] | None = None,
) -> Submitted:
    """Take in one message, and return what the asker is told.

    offers: finds answered questions that ask the same (`offering.Offers`); None offers none.
    Raises InvalidSubmission for one that is too long or names no known language or session, and
    Conflict for a key that is known.
    """
    called = _call_for_help(submission)
    if called:
        _keep_message(store, called)
        return Submitted("referred", called.redacted, called.language, gate(called.redacted).notice)
    _require_valid(submission)
    screening = screen(submission.text)
    if is_only_personal(screening):
        told_in = submission.language or screening.language
        return Submitted("rejected", screening.redacted, told_in, notice("personal", told_in))
    if screening.decision == "invalid":
        told = gate(submission.text).notice
        return Submitted("rejected", screening.redacted, screening.language, told)
    receipt = (new_receipt or make_receipt)()
    with store.write() as session:
        if submission.key and _known_keys(session, [str(_key_hash(submission.key))]):
            raise Conflict("This question arrived before: its receipt code was shown then.")
        require_known(session, ConferenceSession, submission.session)
        require_known(session, Speaker, submission.speaker)
        question = _keep(session, store, submission, screening, ASKER, receipt_hash(receipt))
    is_held = question.state == "held"
    return Submitted(
        outcome="held" if is_held else "received",
        text=question.text,
        language=question.language,
        notice=gate(submission.text).notice if is_held else "",
        question_id=question.id,
        receipt=receipt,
        offers=offers(question.text) if offers and not is_held else (),
    )


def take_in(
    store: Store, actor: Actor, screened: Sequence[tuple[Submission, Screening]]
) -> list[str]:
    """Keep imported messages that are not known yet, and return the ids of the new questions.

    All of them are kept, or none. Calls for help go to the inbox; what says nothing is left out.
    """
    with store.write() as session:
        keys = [_key_hash(submission.key) for submission, _ in screened]
        known = _known_keys(session, [key for key in keys if key])
        rows = list[dict[str, Any]]()
        for key, (submission, screening) in zip(keys, screened, strict=True):
            if key in known or screening.decision == "invalid":
                continue
            if key:
                known.add(key)
            if screening.decision == "urgent_help":
                if not _is_in_inbox(session, screening.redacted):
                    _add_message(session, store, screening)
            else:
                rows.append(_columns(store, submission, screening))
        if rows:
            session.execute(insert(Question), rows)
        made = [
            (_ENTERS[r["state"]], f"question:{r['id']}", ("received", r["state"])) for r in rows
        ]
        record_new(session, store.clock(), actor, made)
    return [row["id"] for row in rows]


def make_receipt() -> str:
    """Return a code that cannot be guessed: 32 letters and digits in groups of four."""
    code = base64.b32encode(secrets.token_bytes(RECEIPT_BYTES)).decode()
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def receipt_hash(receipt: str) -> str:
    """Return what is stored of a code, however it was typed.

    A plain hash, since nobody can try 2**160 codes.
    """
    code = "".join(filter(str.isalnum, receipt)).upper()
    return hashlib.sha256(code.encode()).hexdigest()


def folded(text: str) -> str:
    """Return a text as it is searched: in lower case, with е for ё."""
    return text.casefold().replace("ё", "е")


def _call_for_help(submission: Submission) -> Screening | None:
    """Return the call for help that a message is, before anything else is asked of it.

    It may stand in the name, or be longer than a question may be.
    """
    said = "\n".join(filter(None, (submission.name, submission.text)))
    for part in (submission.text, submission.name, said):
        heard = screen(ends_of(part))
        if heard.decision == "urgent_help":
            return Screening("urgent_help", heard.language, redact(ends_of(said)).text)
    return None


def _require_valid(submission: Submission) -> None:
    if len(submission.text) > MAX_CHARACTERS:
        raise InvalidSubmission(
            f"The question has {len(submission.text)} characters: {MAX_CHARACTERS} at most."
        )
    if len(submission.name) > MAX_NAME:
        raise InvalidSubmission(
            f"The name has {len(submission.name)} characters: {MAX_NAME} at most."
        )
    if submission.language and submission.language not in LANGUAGES:
        raise InvalidSubmission(
            f"The language '{submission.language}' is not known: write one of "
            f"{', '.join(LANGUAGES)}, or none."
        )


def _is_in_inbox(session: Session, text: str) -> bool:
    """True if a message of that text is kept: a second import does not call for help again."""
    return session.scalar(select(Message.id).where(Message.text == text).limit(1)) is not None


def _keep(
    session: Session,
    store: Store,
    submission: Submission,
    screening: Screening,
    actor: Actor,
    receipt: str | None = None,
) -> Question:
    question = Question(**_columns(store, submission, screening), receipt=receipt)
    session.add(question)
    name, states = _ENTERS[question.state], ("received", question.state)
    record(session, question.created_at, actor, name, subject_of(question), states, 1)
    return question


def _columns(store: Store, submission: Submission, screening: Screening) -> dict[str, Any]:
    """Return what is stored of a message, but for its receipt."""
    name = "hold" if screening.decision in _HELD else "queue"
    return {
        "id": store.new_id(),
        "version": 1,
        "state": next_state(QUESTION_MOVES, "received", name, SYSTEM),
        "text": screening.redacted,
        "searched": folded(screening.redacted),
        "language": submission.language or screening.language,
        "name": redact(submission.name, is_named=False).text,
        "decision": screening.decision,
        "session_id": submission.session or None,
        "speaker_id": submission.speaker or None,
        "origin": dict(submission.origin),
        "intake_key": _key_hash(submission.key),
        "created_at": store.clock(),
    }


def _keep_message(store: Store, screening: Screening) -> None:
    with store.write() as session:
        _add_message(session, store, screening)


def _add_message(session: Session, store: Store, screening: Screening) -> None:
    message = Message(
        id=store.new_id(),
        version=1,
        state="open",
        text=screening.redacted,
        language=screening.language,
        created_at=store.clock(),
    )
    session.add(message)
    states = "", message.state
    record(session, message.created_at, SYSTEM, "refer", subject_of(message), states, 1)


def _key_hash(key: str) -> str | None:
    """Return what is stored of an import's key, which stays when the question is erased."""
    return hashlib.sha256(key.encode()).hexdigest() if key else None


def _known_keys(session: Session, keys: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        found = session.scalars(select(Question.intake_key).where(Question.intake_key.in_(part)))
        known |= {key for key in found if key}
    return known
