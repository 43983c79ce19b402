"""What the use cases show: values, which stay as they were when they were read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questions.store.tables import ClaimCitation, Draft, Lease, Question
from rag.compose import Span
from rag.values import Citation


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question in a list; `n_votes` are of different visitors, those of merged ones among them.

    is_stale: a published answer cites words that its document no longer has.
    """

    id: str
    version: int
    state: str
    text: str
    language: str
    name: str
    decision: str
    reason: str
    session: str
    speaker: str
    merged_into: str
    created_at: datetime
    n_votes: int = 0
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A sentence of an answer, with the words beneath it."""

    id: str
    text: str
    support: float
    is_dropped: bool
    citations: tuple[Citation, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the words stand."""
        return tuple(Span(each.source, each.start, each.end) for each in self.citations)


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A version of an answer; markers count its different citations from 1.

    claims: also those that are dropped. override: why it was approved without support. reviewer:
    who has it on their desk until `reviewed_until`, "" if nobody.
    """

    id: str
    version: int
    state: str
    question_id: str
    language: str
    number: int
    engine: str
    versions: dict[str, Any]
    notice: str
    override: str
    is_stale: bool
    created_at: datetime
    claims: tuple[ShownClaim, ...]
    reviewer: str = ""
    reviewed_until: datetime | None = None

    @property
    def said(self) -> tuple[ShownClaim, ...]:
        """The claims that the answer consists of."""
        return tuple(claim for claim in self.claims if not claim.is_dropped)

    @property
    def is_cited(self) -> bool:
        """True if every sentence has words that support it; an override makes none cited."""
        return bool(self.said) and not self.override and all(c.citations for c in self.said)

    @property
    def text(self) -> str:
        """The answer as read, with [n] markers; the notice where nothing is said."""
        sentences = (
            claim.text + "".join(f" [{each.marker}]" for each in claim.citations)
            for claim in self.said
        )
        return " ".join(sentences) or self.notice


def show_question(row: Question, n_votes: int = 0, is_stale: bool = False) -> ShownQuestion:
    """Return a question as it is shown."""
    return ShownQuestion(
        id=row.id,
        version=row.version,
        state=row.state,
        text=row.text,
        language=row.language,
        name=row.name,
        decision=row.decision,
        reason=row.reason,
        session=row.session_id or "",
        speaker=row.speaker_id or "",
        merged_into=row.merged_into or "",
        created_at=row.created_at,
        n_votes=n_votes,
        is_stale=is_stale,
    )


def show_answer(row: Draft, lease: Lease | None = None) -> ShownAnswer:
    """Return an answer as it is shown."""
    markers: dict[Span, int] = {}
    claims = []
    # Dropped claims come last, so that what is said counts from 1 without gaps.
    for claim in sorted(row.claims, key=lambda c: (c.is_dropped, c.position)):
        citations = tuple(_citations(claim.citations, markers))
        claims.append(ShownClaim(claim.id, claim.text, claim.support, claim.is_dropped, citations))
    return ShownAnswer(
        id=row.id,
        version=row.version,
        state=row.state,
        question_id=row.question_id,
        language=row.language,
        number=row.number,
        engine=row.engine,
        versions=row.versions,
        notice=row.notice,
        override=row.override,
        is_stale=row.is_stale,
        created_at=row.created_at,
        claims=tuple(claims),
        reviewer=lease.account if lease else "",
        reviewed_until=lease.expires_at if lease else None,
    )


def _citations(rows: Iterable[ClaimCitation], markers: dict[Span, int]) -> Iterable[Citation]:
    for row in rows:
        marker = markers.setdefault(Span(row.source, row.start, row.end), len(markers) + 1)
        yield Citation(
            marker=marker,
            source=row.source,
            title=row.title,
            pinpoint=row.pinpoint,
            page=row.page,
            start=row.start,
            end=row.end,
            quote=row.quote,
            language=row.language,
        )
