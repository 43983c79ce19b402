"""The tables. What can be edited has a version, and every change of it counts one up.

Claims and citations change through their draft and its version. Ids are made by the program, so
that a dump of one engine fits the other. No row holds an address of a visitor.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

REVISION = "0004"


def utc_text(at: datetime) -> str:
    """Return a time that knows its zone as ISO 8601 in UTC with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class UtcTime(TypeDecorator[datetime]):
    """A time as `utc_text` writes it, alike on both engines and sorted by time."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the text of a time that knows its zone."""
        return utc_text(value) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Return the time of a text."""
        return datetime.fromisoformat(value) if value else None


class Written(TypeDecorator[str]):
    """A text that both engines keep: PostgreSQL knows no NUL, which a form may well send."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text with the sign for what cannot be shown in place of each NUL."""
        return value.replace("\x00", "\ufffd") if value else value


class Base(DeclarativeBase):
    """What the tables have in common: how Python's types are kept."""

    type_annotation_map = {str: Written, datetime: UtcTime, dict[str, Any]: JSON}  # noqa: RUF012


def _owned(column: str) -> Mapped[str]:
    return mapped_column(ForeignKey(column, ondelete="CASCADE"), index=True)


class Speaker(Base):
    """Somebody to whom questions are put."""

    __tablename__ = "speakers"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class ConferenceSession(Base):
    """A session of the conference."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]


class Question(Base):
    """A question without personal data. `searched` is its text as `folded` makes it.

    decision: of the screening. reason: the public code of a rejection. intake_key: the hash of
    what an import knows it by. receipt: the hash of the asker's code. before_merge: the state to
    go back to.
    """

    __tablename__ = "questions"
    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    searched: Mapped[str]
    language: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    decision: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    session_id: Mapped[str | None] = mapped_column(ForeignKey("sessions.id"))
    speaker_id: Mapped[str | None] = mapped_column(ForeignKey("speakers.id"))
    merged_into: Mapped[str | None] = mapped_column(
        ForeignKey("questions.id", deferrable=True, initially="DEFERRED"), index=True
    )
    before_merge: Mapped[str] = mapped_column(default="")
    origin: Mapped[dict[str, Any]] = mapped_column(default=dict)
    intake_key: Mapped[str | None] = mapped_column(unique=True)
    receipt: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012


class Draft(Base):
    """A version of an answer in a language; `number` counts them from 1.

    versions: of index, encoder, prompt and reranker. override: why an answer was approved that
    its citations do not support. is_stale: a cited span no longer reads as it did.
    """

    __tablename__ = "drafts"
    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(index=True)
    question_id: Mapped[str] = _owned("questions.id")
    language: Mapped[str]
    number: Mapped[int]
    engine: Mapped[str]
    versions: Mapped[dict[str, Any]]
    notice: Mapped[str] = mapped_column(default="")
    override: Mapped[str] = mapped_column(default="")
    is_stale: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    claims: Mapped[list["DraftedClaim"]] = relationship(
        order_by="DraftedClaim.position", cascade="all, delete-orphan", lazy="selectin"
    )
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("question_id", "language", "number"),
        # Two people who publish at once: the second meets this index, whatever they have read.
        Index(
            "one_published",
            "question_id",
            "language",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
    )


class DraftedClaim(Base):
    """A sentence of a draft; is_dropped: not part of the answer, kept for those who review it."""

    __tablename__ = "claims"
    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = _owned("drafts.id")
    position: Mapped[int]
    text: Mapped[str]
    support: Mapped[float]
    is_dropped: Mapped[bool] = mapped_column(default=False)
    citations: Mapped[list["ClaimCitation"]] = relationship(
        order_by="ClaimCitation.position", cascade="all, delete-orphan", lazy="selectin"
    )


class ClaimCitation(Base):
    """The exact words beneath a claim, as they stood when they were cited."""

    __tablename__ = "citations"
    claim_id: Mapped[str] = mapped_column(
        ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    title: Mapped[str]
    pinpoint: Mapped[str]
    page: Mapped[int | None]
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str]
    language: Mapped[str]


class Lease(Base):
    """Who reviews a draft, and until when nobody else does unless they take it over."""

    __tablename__ = "leases"
    draft_id: Mapped[str] = mapped_column(
        ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True
    )
    account: Mapped[str]
    expires_at: Mapped[datetime]


class Review(Base):
    """What somebody said of a draft at one of its versions."""

    __tablename__ = "reviews"
    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = _owned("drafts.id")
    draft_version: Mapped[int]
    account: Mapped[str]
    verdict: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class Publication(Base):
    """A draft that was published, until it ended by retraction or by another one."""

    __tablename__ = "publications"
    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = _owned("drafts.id")
    account: Mapped[str]
    published_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class Merge(Base):
    """That a question was merged into another, and whether that was undone."""

    __tablename__ = "merges"
    id: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = _owned("questions.id")
    into_id: Mapped[str] = _owned("questions.id")
    account: Mapped[str]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(default="")


class Forward(Base):
    """That a question was handed to a speaker, who is to answer it by a time."""

    __tablename__ = "forwards"
    id: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = _owned("questions.id")
    speaker_id: Mapped[str] = mapped_column(ForeignKey("speakers.id"))
    account: Mapped[str]
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Note(Base):
    """What moderators tell each other about a question."""

    __tablename__ = "notes"
    id: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = _owned("questions.id")
    account: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]


class Message(Base):
    """A call for help, for the safeguarding role alone: no question, never in the queue."""

    __tablename__ = "inbox"
    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str]
    text: Mapped[str]
    language: Mapped[str]
    account: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012


class Feedback(Base):
    """What a visitor said of an answer of the assistant; it names nobody.

    answer: the claims and citations as they were shown.
    """

    __tablename__ = "feedback"
    id: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    reason: Mapped[str]
    question: Mapped[str]
    language: Mapped[str]
    outcome: Mapped[str]
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)


class AuditEntry(Base):
    """A move: `hash` covers the entry and the hash before it. It holds no text that people wrote.

    details: canonical JSON. version: of the subject after the move, 0 where it has none.
    """

    __tablename__ = "audit"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str]
    move: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    before: Mapped[str]
    after: Mapped[str]
    version: Mapped[int]
    details: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]


class Vote(Base):
    """A visitor's wish to hear a question answered; the visitor is a hash of a random token."""

    __tablename__ = "votes"
    question_id: Mapped[str] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    visitor: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Account(Base):
    """Somebody who signs in. `failures` counts wrong passwords since the last right one.

    version: counts what people change of it, not who signs in.
    """

    __tablename__ = "accounts"
    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    role: Mapped[str]
    password: Mapped[str]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    is_disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Login(Base):
    """A signed-in browser, known by the hash of its token."""

    __tablename__ = "logins"
    token: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.name", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
