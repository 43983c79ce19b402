"""The queue as rows for a spreadsheet, as a speaker's pack, and as questions to compare with."""

from collections.abc import Iterator

from sqlalchemy import select

from questions.desk.moving import require_role
from questions.desk.queue import MAX_ROWS, Filter, list_questions, show
from questions.errors import NotFound
from questions.export import Exported
from questions.pack import Pack
from questions.similar import Asked
from questions.store import Store
from questions.store.tables import ConferenceSession, Speaker
from questions.views import ShownAnswer, ShownQuestion
from questions.workflow import Actor


def exported(store: Store, actor: Actor) -> list[Exported]:
    """Return every question as it is exported, with its published answer in its language."""
    return [_row(store, actor, question) for question in _all(store, actor)]


def packed(store: Store, actor: Actor, whom: str, event: str, language: str) -> Pack:
    """Return the questions that were handed to a speaker, or to anybody in a session.

    whom: the id of a speaker or of a session. Those with the most votes come first. Raises
    NotFound for an id that is not known, and where nothing was handed over.
    """
    require_role(actor, "moderator")
    with store.read() as session:
        speaker, panel = session.get(Speaker, whom), session.get(ConferenceSession, whom)
        speakers = session.scalars(select(Speaker.id).order_by(Speaker.id)).all()
        panels = session.scalars(select(ConferenceSession.id).order_by(ConferenceSession.id)).all()
    if speaker is None and panel is None:
        known = ", ".join([*panels, *speakers]) or "none yet, see `askalliance questions programme`"
        raise NotFound(f"There is no session and no speaker '{whom}': known are {known}.")
    title = speaker.name if speaker else panel.title if panel else ""
    chosen = Filter(
        states=("forwarded",),
        session="" if speaker else whom,
        speaker=whom if speaker else "",
        order="votes",
    )
    rows = [_row(store, actor, question) for question in _all(store, actor, chosen)]
    if not rows:
        raise NotFound(
            f"Nothing was handed to '{whom}': do it with `askalliance questions forward`."
        )
    return Pack(title, event, language, rows)


def asked(store: Store, actor: Actor) -> list[Asked]:
    """Return every question as it is compared with others."""
    return [Asked(each.id, each.text, each.language) for each in _all(store, actor)]


def _all(store: Store, actor: Actor, chosen: Filter | None = None) -> Iterator[ShownQuestion]:
    offset = 0
    while page := list_questions(store, actor, chosen, limit=MAX_ROWS, offset=offset):
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
