"""What the whole queue tells: counts, the time to an answer, what the documents do not say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from embeddings.encoder import Encoder
from questions.desk.asker import counts
from questions.desk.moving import require_role
from questions.desk.queue import MAX_ROWS, Filter, select_questions
from questions.similar import Asked, SimilarQuestions
from questions.store import Store
from questions.store.tables import Draft, DraftedClaim, Publication, Question
from questions.views import ShownQuestion
from questions.workflow import Actor

_GONE = ("withdrawn", "purged")


@dataclass(frozen=True, slots=True)
class Insight:
    """Counts of questions, and how long those took that were answered.

    by_session: "" is none. median_time: from arrival to the first publication, None for no answer.
    """

    by_state: Mapping[str, int]
    by_language: Mapping[str, int]
    by_session: Mapping[str, int]
    n_answered: int
    median_time: timedelta | None


def insight(store: Store, actor: Actor) -> Insight:
    """Return what the queue tells now."""
    require_role(actor, "moderator")
    first = (
        select(Question.created_at, func.min(Publication.published_at))
        .join(Draft, Draft.question_id == Question.id)
        .join(Publication, Publication.draft_id == Draft.id)
        .group_by(Question.id, Question.created_at)
    )
    with store.read() as session:
        rows = session.execute(first)
        seconds = [(published - arrived).total_seconds() for arrived, published in rows]
    return Insight(
        by_state=counts(store),
        by_language=_counted(store, Question.language),
        by_session=_counted(store, Question.session_id),
        n_answered=len(seconds),
        median_time=timedelta(seconds=median(seconds)) if seconds else None,
    )


def gaps(store: Store, actor: Actor, encoder: Encoder) -> list[list[ShownQuestion]]:
    """Return the questions of which every draft says nothing, those alike together.

    The largest cluster comes first; of MAX_ROWS questions at most, the newest.
    """
    require_role(actor, "moderator")
    says = select(DraftedClaim.id).where(
        DraftedClaim.draft_id == Draft.id, DraftedClaim.is_dropped.is_(False)
    )
    drafted = select(Draft.question_id)
    silent = (
        select(Question.id)
        .where(
            Question.id.in_(drafted),
            Question.id.not_in(drafted.where(says.exists())),
            Question.state.not_in(_GONE),
        )
        .order_by(Question.created_at.desc(), Question.id)
        .limit(MAX_ROWS)
    )
    with store.read() as session:
        ids = session.scalars(silent).all()
        found = select_questions(session, Filter(ids=ids), MAX_ROWS, 0) if ids else []
    by_id = {each.id: each for each in found}
    asked = [Asked(each.id, each.text, each.language) for each in found]
    alike = SimilarQuestions(encoder, asked).clusters()
    return sorted(([by_id[each] for each in cluster] for cluster in alike), key=len, reverse=True)


def _counted(
    store: Store, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
) -> dict[str, int]:
    """Return how many questions have each value of a column, most first."""
    n = func.count()
    rows = select(column, n).where(Question.state.not_in(_GONE)).group_by(column)
    with store.read() as session:
        return {row[0] or "": row[1] for row in session.execute(rows.order_by(n.desc(), column))}
