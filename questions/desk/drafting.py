"""Answers drafted: by the assistant, in the words of a speaker, and again when documents change."""

from dataclasses import asdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questions.audit import record, subject_of
from questions.desk import leases
from questions.desk.moving import find_version, move
from questions.desk.triage import end_forward
from questions.desk.written import stripped
from questions.errors import InvalidSubmission, NotFound
from questions.evidence import Drafter, Evidence
from questions.store import Store
from questions.store.tables import ClaimCitation, Draft, DraftedClaim, Question
from questions.views import show_answer
from questions.workflow import QUESTION_MOVES, Actor, next_state
from rag.language import LANGUAGES
from rag.values import Answer, Citation, Claim

_UNPUBLISHED = ("draft", "in_review", "changes_requested", "approved")
SPOKEN = "spoken"  # the engine of an answer that a person gave


def draft(
    store: Store,
    actor: Actor,
    question_id: str,
    version: int,
    assistant: Drafter,
    language: str = "",
) -> str:
    """Have a question answered, and return the id of the new draft.

    language: that of the wording which is asked, the question's own or a merged one's; "" is the
    question's own. What was drafted before in it and is not published is superseded.
    """
    with store.read() as session:
        question = find_version(session, Question, question_id, version)
        next_state(QUESTION_MOVES, question.state, "draft", actor)
        wording, language = _wording(session, question, language or question.language)
    answer = assistant.ask(wording)
    with store.write() as session:
        question = find_version(session, Question, question_id, version)
        row = Draft(
            engine=answer.engine,
            versions=asdict(answer.versions),
            notice=answer.notice,
            language=language,
            claims=_claims(store, answer),
        )
        _add_draft(session, store, actor, question, row)
        move(session, store.clock(), actor, question, "draft", answer=row.id)
        return row.id


def record_spoken(
    store: Store, actor: Actor, question_id: str, version: int, text: str, language: str
) -> str:
    """Keep what the speaker said as a draft, and return its id.

    Nothing in it is cited, so that its approval takes an override.
    """
    text = stripped(text)
    if not text or language not in LANGUAGES:
        raise InvalidSubmission("A spoken answer takes words and one of the six languages.")
    with store.write() as session:
        question = find_version(session, Question, question_id, version)
        said = DraftedClaim(id=store.new_id(), position=1, text=text, support=0.0)
        row = Draft(engine=SPOKEN, versions={}, language=language, claims=[said])
        _add_draft(session, store, actor, question, row)
        move(session, store.clock(), actor, question, "record", answer=row.id)
        end_forward(session, question_id, store.clock())
        return row.id


def mark_stale(store: Store, actor: Actor, evidence: Evidence) -> list[str]:
    """Mark the published answers that cite words which are no longer there; return their ids.

    To be called after each `askalliance index`.
    """
    published = select(Draft).where(Draft.state == "published", Draft.is_stale.is_(False))
    with store.read() as session:
        shown = [show_answer(row) for row in session.scalars(published.order_by(Draft.id))]
    changed = [
        answer
        for answer in shown
        if not all(evidence.stands(each) for claim in answer.said for each in claim.citations)
    ]
    with store.write() as session:
        for answer in changed:
            row = session.get(Draft, answer.id)
            if row is not None and row.state == "published" and not row.is_stale:
                move(session, store.clock(), actor, row, "mark_stale")
                row.is_stale = True
    return [answer.id for answer in changed]


def supersede(session: Session, store: Store, actor: Actor, row: Draft) -> None:
    """Put an answer behind a newer one."""
    move(session, store.clock(), actor, row, "supersede")
    leases.end(session, row.id)


def cited(citation: Citation, position: int) -> ClaimCitation:
    """Return the row of a citation."""
    values = asdict(citation)
    del values["marker"]
    return ClaimCitation(position=position, **values)


def _wording(session: Session, question: Question, language: str) -> tuple[str, str]:
    """Return the words of a question in a language, its own or those of one merged into it."""
    if language == question.language:
        return question.text, language
    merged = select(Question.text).where(
        Question.merged_into == question.id, Question.language == language
    )
    text = session.scalars(merged.order_by(Question.created_at, Question.id).limit(1)).first()
    if text is None:
        raise NotFound(f"Nobody asked the question {question.id} in '{language}': leave it out.")
    return text, language


def _add_draft(
    session: Session, store: Store, actor: Actor, question: Question, row: Draft
) -> None:
    """Add the next answer in its language; the unpublished ones before it are superseded."""
    now = store.clock()
    leases.require_free(session, actor, question.id, now)
    same = (Draft.question_id == question.id, Draft.language == row.language)
    before = select(Draft).where(*same, Draft.state.in_(_UNPUBLISHED)).order_by(Draft.number)
    for old in session.scalars(before):
        supersede(session, store, actor, old)
    last = session.scalar(select(func.max(Draft.number)).where(*same)) or 0
    row.id, row.version, row.state = store.new_id(), 1, "draft"
    row.question_id, row.number, row.created_at = question.id, last + 1, now
    session.add(row)
    record(session, now, actor, "compose", subject_of(row), ("", row.state), 1)


def _claims(store: Store, answer: Answer) -> list[DraftedClaim]:
    by_marker = {citation.marker: citation for citation in answer.citations}
    kept = [(claim, False) for claim in answer.claims]
    dropped = [(claim, True) for claim in answer.dropped]
    return [
        _claim(store, claim, position, is_dropped, by_marker)
        for position, (claim, is_dropped) in enumerate([*kept, *dropped], start=1)
    ]


def _claim(
    store: Store, claim: Claim, position: int, is_dropped: bool, by_marker: dict[int, Citation]
) -> DraftedClaim:
    return DraftedClaim(
        id=store.new_id(),
        position=position,
        text=claim.text,
        support=claim.support,
        is_dropped=is_dropped,
        citations=[cited(by_marker[m], n) for n, m in enumerate(claim.citations, start=1)],
    )
