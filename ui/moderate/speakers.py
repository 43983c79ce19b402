"""What speakers are asked: their questions, a pack to take along, a view for the lectern."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from questions.desk.exporting import packed
from questions.desk.queue import MAX_ROWS, Filter, list_questions
from questions.errors import NotFound
from questions.pack import PACKS
from questions.views import ShownQuestion
from questions.workflow import Actor
from ui.moderate.page import Moderator
from ui.parts import Parts
from ui.site.render import language_of, render

__all__ = ["add_speakers"]

RENEWED_S = 20
PACK_TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# A pack has its one style sheet within it.
PACK_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'"
}

Kind = Annotated[str, Path(pattern="^(html|docx)$")]


def add_speakers(router: APIRouter, parts: Parts) -> None:
    """Add the speakers' pages."""
    event = parts.event

    @router.get("/speakers")
    def speakers(request: Request, actor: Moderator) -> HTMLResponse:
        waiting = list_questions(
            parts.store, actor, Filter(states=("forwarded",), order="votes"), MAX_ROWS
        )
        people = [
            (name, title, [each for each in waiting if each.speaker == name])
            for name, title in event.names().items()
        ]
        sessions = [
            (name, title, [each for each in waiting if each.session == name])
            for name, title in event.titles(language_of(request)).items()
        ]
        return render(
            request,
            "moderate/speakers.html",
            groups=[("form.speaker", people), ("form.session", sessions)],
        )

    @router.get("/speakers/{whom}/pack.{kind}")
    def pack(request: Request, actor: Moderator, whom: str, kind: Kind) -> Response:
        made = packed(parts.store, actor, whom, event.name, language_of(request))
        headers = PACK_HEADERS | {"Content-Disposition": f'attachment; filename="pack.{kind}"'}
        return Response(PACKS[kind](made), media_type=PACK_TYPES[kind], headers=headers)

    @router.get("/speakers/{whom}/lectern")
    def lectern(request: Request, actor: Moderator, whom: str, still: str = "") -> HTMLResponse:
        names, titles = event.names(), event.titles(language_of(request))
        if whom not in names | titles:
            raise NotFound(f"There is no speaker and no session '{whom}': see the list.")
        waiting = _waiting(parts, actor, whom, is_speaker=whom in names)
        return render(
            request,
            "moderate/lectern.html",
            headers={} if still else {"Refresh": str(RENEWED_S)},
            whom=whom,
            title=names.get(whom) or titles[whom],
            waiting=waiting,
            still=bool(still),
            seconds=RENEWED_S,
        )


def _waiting(parts: Parts, actor: Actor, whom: str, is_speaker: bool) -> list[ShownQuestion]:
    """Return what a speaker, or anybody in a session, is to answer, the most votes first."""
    speaker, session = (whom, "") if is_speaker else ("", whom)
    chosen = Filter(states=("forwarded",), speaker=speaker, session=session, order="votes")
    return list_questions(parts.store, actor, chosen, MAX_ROWS)
