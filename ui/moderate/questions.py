"""A question with all that belongs to it, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from questions.desk import drafting, merging, triage
from questions.desk.queue import show
from questions.errors import NotFound
from questions.workflow import QUESTION_MOVES, REASONS, Actor, possible_moves
from ui.desk.common import read_due
from ui.moderate.page import Moderator, Text, Version, go_on
from ui.parts import Parts
from ui.site.render import language_of, render

__all__ = ["add_questions"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What the forms of a question send."""

    text: str
    reason: str
    speaker: str
    due: str
    into: str
    language: str


def _sent(
    text: Text = "",
    reason: Text = "",
    speaker: Text = "",
    due: Text = "",
    into: Text = "",
    language: Text = "",
) -> Sent:
    return Sent(text.replace("\r\n", "\n"), reason, speaker, due, into.strip(), language)


Move = Callable[[Parts, Actor, str, int, Sent], object]
MOVES: dict[str, Move] = {
    "accept": lambda p, a, i, v, _: triage.accept(p.store, a, i, v),
    "release": lambda p, a, i, v, _: triage.release(p.store, a, i, v),
    "reopen": lambda p, a, i, v, _: triage.reopen(p.store, a, i, v),
    "recall": lambda p, a, i, v, _: triage.recall(p.store, a, i, v),
    "reject": lambda p, a, i, v, s: triage.reject(p.store, a, i, v, s.reason),
    "forward": lambda p, a, i, v, s: triage.forward(p.store, a, i, v, s.speaker, read_due(s.due)),
    "merge": lambda p, a, i, v, s: merging.merge(p.store, a, i, v, s.into),
    "unmerge": lambda p, a, i, v, _: merging.unmerge(p.store, a, i, v),
    "note": lambda p, a, i, _, s: triage.note(p.store, a, i, s.text),
}
# These make an answer, and lead to it.
DRAFTS: dict[str, Callable[[Parts, Actor, str, int, Sent], str]] = {
    "draft": lambda p, a, i, v, s: drafting.draft(p.store, a, i, v, p.assistant, s.language),
    "record": lambda p, a, i, v, s: drafting.record_spoken(p.store, a, i, v, s.text, s.language),
}


def add_questions(router: APIRouter, parts: Parts) -> None:
    """Add the pages of questions."""

    @router.get("/questions/{question_id}")
    def question(request: Request, actor: Moderator, question_id: str) -> HTMLResponse:
        file = show(parts.store, actor, question_id)
        shown = file.question
        return render(
            request,
            "moderate/question.html",
            file=file,
            question=shown,
            moves=possible_moves(QUESTION_MOVES, shown.state, actor),
            wordings=dict.fromkeys([shown.language, *(each.language for each in file.merged)]),
            reasons=REASONS,
            event=parts.event,
            titles=parts.event.titles(language_of(request)),
            names=parts.event.names(),
        )

    @router.post("/questions/{question_id}/{move}")
    def act(
        request: Request,
        actor: Moderator,
        question_id: str,
        move: str,
        sent: Annotated[Sent, Depends(_sent)],
        version: Version = 0,
    ) -> RedirectResponse:
        if move in DRAFTS:
            answer_id = DRAFTS[move](parts, actor, question_id, version, sent)
            return go_on(request, f"/moderate/answers/{answer_id}")
        if move not in MOVES:
            raise NotFound(f"Nothing called '{move}' can be done to a question.")
        MOVES[move](parts, actor, question_id, version, sent)
        return go_on(request, f"/moderate/questions/{question_id}")
