"""The queue as rows for a spreadsheet, and as questions to compare with."""

from collections.abc import Iterator

from questions.desk.queue import MAX_ROWS, list_questions, show
from questions.export import Exported
from questions.similar import Asked
from questions.store import Store
from questions.views import ShownAnswer, ShownQuestion
from questions.workflow import Actor


def exported(store: Store, actor: Actor) -> list[Exported]:
    """Return every question as it is exported, with its published answer in its language."""
    return [_row(store, actor, question) for question in _all(store, actor)]


def asked(store: Store, actor: Actor) -> list[Asked]:
    """Return every question as it is compared with others."""
    return [Asked(each.id, each.text, each.language) for each in _all(store, actor)]


def _all(store: Store, actor: Actor) -> Iterator[ShownQuestion]:
    offset = 0
    while page := list_questions(store, actor, limit=MAX_ROWS, offset=offset):
        yield from page
        offset += len(page)


def _row(store: Store, actor: Actor, question: ShownQuestion) -> Exported:
    answer = _published(store, actor, question)
    citations = (each for claim in answer.said for each in claim.citations) if answer else ()
    return Exported(
        question_id=question.id,
        question=question.text,
        status=question.state,
        language=question.language,
        votes=question.n_votes,
        answer=answer.text if answer else "",
        citations=tuple({each.marker: each for each in citations}.values()),
    )


def _published(store: Store, actor: Actor, question: ShownQuestion) -> ShownAnswer | None:
    if question.state != "answered":
        return None
    answers = [
        each for each in show(store, actor, question.id).answers if each.state == "published"
    ]
    own = [each for each in answers if each.language == question.language]
    return next(iter([*own, *answers]), None)
