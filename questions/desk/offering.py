"""Answers that are published already, for who is about to ask the same."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from embeddings.encoder import Encoder
from questions.similar import Asked, SimilarQuestions
from questions.store import Store
from questions.store.tables import Draft, Question
from questions.views import ShownAnswer, show_answer

MOST_OFFERED = 3
N_LIKEST = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """An answered question that asks the same; answers: those that are published, by language."""

    question_id: str
    text: str
    language: str
    likeness: float
    answers: tuple[ShownAnswer, ...]


class Offers:
    """Finds answered questions that ask the same as a text, in any language.

    What was read of the questions is kept until one is published, merged or taken back; threads
    may share it.
    """

    def __init__(self, store: Store, encoder: Encoder):
        self._store = store
        self._known = _Known((), {}, SimilarQuestions(encoder))

    def __call__(self, text: str) -> tuple[Offer, ...]:
        """Return MOST_OFFERED at most, the likest first.

        What is merged into an answered question leads to that one.
        """
        with self._store.read() as session:
            known = self._read(session)
            likest = defaultdict[str, float](float)
            for each in known.similar.suggest(text, N_LIKEST):
                if each.is_same:
                    question_id = known.leading[each.question_id].id
                    likest[question_id] = max(likest[question_id], each.likeness)
            told = {each.id: each for each in known.leading.values()}
            return tuple(
                Offer(
                    question_id=question_id,
                    text=told[question_id].text,
                    language=told[question_id].language,
                    likeness=likeness,
                    answers=published_answers(session, question_id),
                )
                for question_id, likeness in list(likest.items())[:MOST_OFFERED]
            )

    def _read(self, session: Session) -> "_Known":
        """Return the answered questions, those that are known already without reading them anew."""
        own = aliased(Question)
        joined = select(own.id, own.version, Question.id, Question.version).join(
            own, or_(own.id == Question.id, own.merged_into == Question.id)
        )
        answered = joined.where(Question.state == "answered").order_by(own.created_at, own.id)
        stamp = tuple((row[0], row[1], row[2], row[3]) for row in session.execute(answered))
        if stamp == self._known.stamp:
            return self._known
        ids = [row[0] for row in stamp]
        found = session.scalars(select(Question).where(Question.id.in_(ids)))
        rows = {row.id: row for row in found}
        known = self._known.similar
        new = [Asked(i, rows[i].text, rows[i].language) for i in ids if i not in known.ids]
        gone = [i for i in known.ids if i not in rows]
        leading = {
            own_id: _Leading(leads_to, rows[leads_to].text, rows[leads_to].language)
            for own_id, _, leads_to, _ in stamp
        }
        self._known = _Known(stamp, leading, known.without(gone).plus(new))
        return self._known


@dataclass(frozen=True, slots=True)
class _Leading:
    """An answered question, to which its own wording and those merged into it lead."""

    id: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class _Known:
    """stamp: ids and versions as they were read. leading: by the id of a wording."""

    stamp: tuple[tuple[str, int, str, int], ...]
    leading: dict[str, _Leading]
    similar: SimilarQuestions


def published_answers(session: Session, question_id: str) -> tuple[ShownAnswer, ...]:
    """Return the answers to a question that are published, by language."""
    rows = select(Draft).where(Draft.question_id == question_id, Draft.state == "published")
    return tuple(show_answer(row) for row in session.scalars(rows.order_by(Draft.language)))
