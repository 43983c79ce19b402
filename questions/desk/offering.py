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


@dataclass(frozen=True, slots=True)
class Offer:
    """An answered question that asks the same; answers: those that are published, by language."""

    question_id: str
    text: str
    language: str
    likeness: float
    answers: tuple[ShownAnswer, ...]


def offers(store: Store, encoder: Encoder, text: str) -> tuple[Offer, ...]:
    """Return the answered questions that ask the same as a text, in any language, likest first.

    MOST_OFFERED at most. What is merged into an answered question leads to that one.
    """
    own = aliased(Question)
    wordings = select(Question, own.id, own.text, own.language).join(
        own, or_(own.id == Question.id, own.merged_into == Question.id)
    )
    with store.read() as session:
        rows = session.execute(
            wordings.where(Question.state == "answered").order_by(own.created_at, own.id)
        ).all()
        leading = {own_id: question for question, own_id, _, _ in rows}
        known = SimilarQuestions(encoder, [Asked(i, said, spoken) for _, i, said, spoken in rows])
        likest = defaultdict[str, float](float)
        for each in known.suggest(text, len(rows)):
            question_id = leading[each.question_id].id
            if each.is_same:
                likest[question_id] = max(likest[question_id], each.likeness)
        return tuple(
            Offer(
                question_id=question_id,
                text=leading[question_id].text,
                language=leading[question_id].language,
                likeness=likeness,
                answers=published_answers(session, question_id),
            )
            for question_id, likeness in list(likest.items())[:MOST_OFFERED]
        )


def published_answers(session: Session, question_id: str) -> tuple[ShownAnswer, ...]:
    """Return the answers to a question that are published, by language."""
    rows = select(Draft).where(Draft.question_id == question_id, Draft.state == "published")
    return tuple(show_answer(row) for row in session.scalars(rows.order_by(Draft.language)))
