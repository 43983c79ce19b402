"""An answer on a moderator's desk: claimed, edited, verified again, approved, published."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.desk import leases
from questions.desk.drafting import cited, supersede
from questions.desk.moving import find, find_version, move
from questions.desk.written import stripped
from questions.errors import Conflict, InvalidSubmission, NotFound, Unsupported
from questions.evidence import Evidence
from questions.store import Store
from questions.store.tables import Draft, DraftedClaim, Publication, Question, Review
from questions.views import ShownAnswer, ShownClaim, show_answer
from questions.workflow import ANSWER_MOVES, Actor, next_state
from rag.compose import Span
from rag.verify import MIN_SUPPORT

# What a claim may cite: a whole document would hold words for any claim.
MAX_SPANS = 20
MAX_SPAN = 2_000  # characters


def claim(store: Store, actor: Actor, answer_id: str, version: int, take_over: bool = False) -> int:
    """Take an answer onto one's desk; return its new version.

    An approved one is in review again. take_over: also from somebody whose time is not over.
    """
    now = store.clock()
    with store.write() as session:
        row = find_version(session, Draft, answer_id, version)
        who = leases.holder(session, answer_id, now)
        if who not in ("", actor.name) and not take_over:
            raise Conflict(f"{who} reviews the answer {answer_id}: choose another or take it over.")
        is_theirs = who not in ("", actor.name)
        name = "take_over" if is_theirs else "claim"
        move(session, now, actor, row, name, **({"from": who} if is_theirs else {}))
        row.override = ""
        leases.take(session, actor, answer_id, now)
        return row.version


def let_go(store: Store, actor: Actor, answer_id: str, version: int) -> int:
    """Put an answer back for others; return its new version."""
    with store.write() as session:
        row = _held(session, store, actor, answer_id, version)
        move(session, store.clock(), actor, row, "let_go")
        leases.end(session, answer_id)
        return row.version


def edit_claim(
    store: Store,
    actor: Actor,
    answer_id: str,
    version: int,
    claim_id: str,
    evidence: Evidence,
    text: str | None = None,
    spans: Sequence[Span] | None = None,
) -> float:
    """Change the words of a claim, or the spans beneath it, and return its support anew.

    text, spans: None leaves them as they are; spans are all that the claim then has.
    Raises InvalidSubmission for more than MAX_SPANS, and for one of more than MAX_SPAN characters.
    """
    with store.read() as session:
        shown = _find_claim(
            show_answer(_editable(session, store, actor, answer_id, version)), claim_id
        )
    said = shown.text if text is None else stripped(text)
    if not said:
        raise InvalidSubmission("The claim is empty: drop it instead.")
    cites = shown.spans if spans is None else _citable(spans)
    citations = [evidence.cite(span) for span in cites]
    support = evidence.support(said, cites)
    with store.write() as session:
        row = _edited(session, store, actor, answer_id, version, claim_id)
        changed = next(each for each in row.claims if each.id == claim_id)
        changed.text, changed.support = said, support
        changed.citations.clear()
        session.flush()
        changed.citations = [cited(each, n) for n, each in enumerate(citations, start=1)]
        return support


def add_claim(
    store: Store,
    actor: Actor,
    answer_id: str,
    version: int,
    text: str,
    spans: Sequence[Span],
    evidence: Evidence,
) -> str:
    """Add a sentence at the end of an answer and return its id.

    Raises InvalidSubmission as `edit_claim` does.
    """
    with store.read() as session:
        _editable(session, store, actor, answer_id, version)
    said, cites = stripped(text), _citable(spans)
    if not said:
        raise InvalidSubmission("The claim is empty: write a sentence.")
    citations = [evidence.cite(span) for span in cites]
    support = evidence.support(said, cites)
    with store.write() as session:
        new = DraftedClaim(id=store.new_id(), text=said, support=support)
        row = _edited(session, store, actor, answer_id, version, new.id)
        new.position = max((each.position for each in row.claims), default=0) + 1
        new.citations = [cited(each, n) for n, each in enumerate(citations, start=1)]
        row.claims.append(new)
        return new.id


def set_dropped(
    store: Store, actor: Actor, answer_id: str, version: int, claim_id: str, is_dropped: bool
) -> int:
    """Take a claim out of an answer, or back into it; return the answer's new version."""
    with store.write() as session:
        row = _edited(session, store, actor, answer_id, version, claim_id)
        _find_claim(show_answer(row), claim_id)
        next(each for each in row.claims if each.id == claim_id).is_dropped = is_dropped
        return row.version


def approve(
    store: Store,
    actor: Actor,
    answer_id: str,
    version: int,
    evidence: Evidence,
    override: str = "",
) -> int:
    """Approve an answer for publication; return its new version.

    override: why it may say what its citations do not support; it is then never called cited.
    Raises Unsupported without one, and for a citation that its document no longer has.
    """
    override = stripped(override)
    with store.read() as session:
        shown = show_answer(_held(session, store, actor, answer_id, version))
    _require_standing(shown, evidence)
    unsupported = _unsupported(shown)
    if unsupported and not override:
        raise Unsupported(
            f"{unsupported}: cite what supports it, drop it, or approve with an override that "
            "says why."
        )
    with store.write() as session:
        row = _held(session, store, actor, answer_id, version)
        row.override = override if unsupported else ""
        move(session, store.clock(), actor, row, "approve", is_override=bool(unsupported))
        _review(session, store, actor, row, "approved", row.override)
        leases.end(session, answer_id)
        return row.version


def request_changes(store: Store, actor: Actor, answer_id: str, version: int, note: str) -> int:
    """Send an answer back with what should change; return its new version."""
    note = stripped(note)
    if not note:
        raise InvalidSubmission("Say what should change: the note is empty.")
    with store.write() as session:
        row = _held(session, store, actor, answer_id, version)
        move(session, store.clock(), actor, row, "request_changes")
        _review(session, store, actor, row, "changes_requested", note)
        leases.end(session, answer_id)
        return row.version


def publish(store: Store, actor: Actor, answer_id: str, version: int, evidence: Evidence) -> int:
    """Publish an approved answer in place of the one before; return its new version.

    Raises Unsupported where a document changed since: claim it and look again.
    """
    with store.read() as session:
        _require_standing(show_answer(find_version(session, Draft, answer_id, version)), evidence)
    with store.write() as session:
        row = find_version(session, Draft, answer_id, version)
        question = find(session, Question, row.question_id)
        now = store.clock()
        published = select(Draft).where(
            Draft.question_id == row.question_id,
            Draft.language == row.language,
            Draft.state == "published",
        )
        move(session, now, actor, question, "publish", answer=row.id)
        for old in session.scalars(published):
            supersede(session, store, actor, old)
            _end_publication(session, old.id, actor, now)
        session.flush()  # before the next: there is one published answer at any time
        move(session, now, actor, row, "publish")
        session.add(
            Publication(id=store.new_id(), draft_id=answer_id, account=actor.name, published_at=now)
        )
        return row.version


def retract(store: Store, actor: Actor, answer_id: str, version: int, note: str) -> int:
    """Take a published answer back, and say why; return its new version."""
    note = stripped(note)
    if not note:
        raise InvalidSubmission("Say why the answer is taken back: the note is empty.")
    with store.write() as session:
        row = find_version(session, Draft, answer_id, version)
        now = store.clock()
        move(session, now, actor, row, "retract")
        row.is_stale = False
        _end_publication(session, answer_id, actor, now, note)
        session.flush()
        others = select(Draft.id).where(
            Draft.question_id == row.question_id, Draft.state == "published"
        )
        if session.scalars(others).first() is None:
            question = find(session, Question, row.question_id)
            move(session, now, actor, question, "retract", answer=row.id)
        return row.version


def _unsupported(answer: ShownAnswer) -> str:
    """Return what of an answer nothing supports, "" if all is supported."""
    if not answer.said:
        return "The answer says nothing"
    for each in answer.said:
        if not each.citations:
            return f"«{each.text}» has no citation"
        if each.support < MIN_SUPPORT:
            return f"«{each.text}» has the support {each.support:.2f}, {MIN_SUPPORT} is the least"
    return ""


def _require_standing(answer: ShownAnswer, evidence: Evidence) -> None:
    for each in answer.said:
        for citation in each.citations:
            if not evidence.stands(citation):
                raise Unsupported(
                    f"{citation.source} no longer reads «{citation.quote[:80]}» where «{each.text}»"
                    " cites it: cite it anew, or draft the answer again."
                )


def _find_claim(answer: ShownAnswer, claim_id: str) -> ShownClaim:
    for each in answer.claims:
        if each.id == claim_id:
            return each
    raise NotFound(f"The answer {answer.id} has no claim '{claim_id}': read it again.")


def _held(session: Session, store: Store, actor: Actor, answer_id: str, version: int) -> Draft:
    """Return an answer that the actor reviews now."""
    row = find_version(session, Draft, answer_id, version)
    if row.state == "in_review":
        leases.require_held(session, actor, row, store.clock())
    return row


def _editable(session: Session, store: Store, actor: Actor, answer_id: str, version: int) -> Draft:
    """Return an answer whose claims the actor may change now."""
    row = _held(session, store, actor, answer_id, version)
    next_state(ANSWER_MOVES, row.state, "edit", actor)
    return row


def _citable(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the different ones of the spans. Raises InvalidSubmission."""
    spans = tuple(dict.fromkeys(spans))
    if len(spans) > MAX_SPANS:
        raise InvalidSubmission(f"A claim cites {len(spans)} places: choose {MAX_SPANS} at most.")
    for span in spans:
        if span.end - span.start > MAX_SPAN:
            raise InvalidSubmission(
                f"The citation of {span.source} has {span.end - span.start} characters: choose the "
                f"sentences that support the claim, {MAX_SPAN} characters at most."
            )
    return spans


def _edited(
    session: Session, store: Store, actor: Actor, answer_id: str, version: int, claim_id: str
) -> Draft:
    """Return an answer whose claim is about to change, its time renewed."""
    row = _held(session, store, actor, answer_id, version)
    move(session, store.clock(), actor, row, "edit", claim=claim_id)
    leases.take(session, actor, answer_id, store.clock())
    return row


def _review(
    session: Session, store: Store, actor: Actor, row: Draft, verdict: str, note: str
) -> None:
    session.add(
        Review(
            id=store.new_id(),
            draft_id=row.id,
            draft_version=row.version,
            account=actor.name,
            verdict=verdict,
            note=note,
            at=store.clock(),
        )
    )


def _end_publication(
    session: Session, answer_id: str, actor: Actor, now: datetime, note: str = ""
) -> None:
    open_ones = select(Publication).where(
        Publication.draft_id == answer_id, Publication.ended_at.is_(None)
    )
    for row in session.scalars(open_ones):
        row.ended_at, row.ended_by, row.note = now, actor.name, note
