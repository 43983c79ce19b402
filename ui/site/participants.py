"""The pages that everybody sees beside the conversation: questions to the speakers, answers."""

import secrets
from datetime import date
from typing import Annotated

from babel.dates import format_date
from fastapi import APIRouter, Cookie, Form, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from questions.desk import asker
from questions.desk.queue import Filter
from questions.desk.submission import Submission, submit
from questions.errors import Conflict, InvalidSubmission, NotAllowed, NotFound
from questions.reasons import reason_sentence
from rag.question import MAX_CHARACTERS
from ui.parts import Parts
from ui.serving.admission import admit_writing
from ui.site.render import FOLDER, address, language_of, render, style_sheet
from ui.strings import LANGUAGES, load_strings

__all__ = ["participants_router"]

PER_PAGE = 20
MAX_PAGE = 1_000
VISITOR = "askalliance_visitor"
A_YEAR_S = 365 * 24 * 3600
STATIC = ("site.js", "desk.js", "desk.css", "icon.svg")

Text = Annotated[str, Form()]


def participants_router(parts: Parts) -> APIRouter:
    """Return the pages over the parts."""
    router = APIRouter(include_in_schema=False)
    store, event = parts.store, parts.event

    @router.get("/static/site.css")
    def css() -> Response:
        return Response(style_sheet(), media_type="text/css")

    @router.get("/static/{name}")
    def static(name: str) -> Response:
        if name not in STATIC:
            raise NotFound(f"There is no file {name}: go back to the pages.")
        return FileResponse(FOLDER / "static" / name)

    @router.get("/questions")
    def form(
        request: Request, session: str = "", speaker: str = "", text: str = ""
    ) -> HTMLResponse:
        sent = Submission(text[:MAX_CHARACTERS], session=session, speaker=speaker)
        return _form(request, parts, sent)

    @router.post("/questions")
    def send(
        request: Request,
        text: Text = "",
        name: Text = "",
        session: Text = "",
        speaker: Text = "",
        written: Text = "",
        once: Text = "",
    ) -> HTMLResponse:
        admit_writing(parts, request, text)
        key = f"form:{once}" if once else ""
        sent = Submission(text, written, name, session, speaker, key=key)
        try:
            submitted = submit(store, parts.gate, sent, offers=parts.offers)
        except (InvalidSubmission, NotFound):
            return _form(request, parts, sent, "form.invalid")
        except Conflict:
            return _form(request, parts, Submission(""), "form.twice")
        return render(request, "sent.html", submitted=submitted)

    @router.get("/answers")
    def board(
        request: Request,
        q: Annotated[str, Query(max_length=200)] = "",
        session: str = "",
        written: str = "",
        answered: str = "",
        page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1,
    ) -> HTMLResponse:
        chosen = Filter(
            states=("answered",) if answered else (),
            language=written if written in LANGUAGES else "",
            session=session,
            search=q,
            order="votes",
        )
        heard = parts.gate(q)
        help_notice = heard.notice if heard.outcome == "referred" else ""
        found = asker.public_questions(store, chosen, PER_PAGE + 1, (page - 1) * PER_PAGE)
        return render(
            request,
            "answers.html",
            found=found[:PER_PAGE],
            has_more=len(found) > PER_PAGE,
            page=page,
            chosen=chosen,
            help_notice=help_notice,
            help_language=heard.language,
            answered_only=bool(answered),
            filters={"q": q, "session": session, "written": written, "answered": answered},
            event=event,
            titles=event.titles(language_of(request)),
            counts=asker.counts(store),
        )

    @router.get("/answers/{question_id}")
    def answer(request: Request, question_id: str, voted: str = "") -> HTMLResponse:
        language = language_of(request)
        question = asker.public_question(store, question_id)
        told = {"1": "board.voted", "0": "board.voted_before"}.get(voted)
        return render(
            request,
            "answer.html",
            question=question,
            title=event.titles(language).get(question.session, ""),
            told=load_strings(language)[told] if told else "",
        )

    @router.post("/answers/{question_id}/vote")
    def vote(
        request: Request,
        question_id: str,
        visitor: Annotated[str | None, Cookie(alias=VISITOR, max_length=100)] = None,
    ) -> Response:
        admit_writing(parts, request)
        visitor = visitor or secrets.token_urlsafe(24)
        is_counted = asker.vote(store, question_id, visitor)
        path = address(f"/answers/{question_id}", language_of(request), voted=int(is_counted))
        reply = RedirectResponse(path, 303)
        reply.set_cookie(
            VISITOR,
            visitor,
            max_age=A_YEAR_S,
            path="/answers",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return reply

    @router.get("/mine")
    def mine(request: Request) -> HTMLResponse:
        return _mine(request)

    @router.post("/mine")
    def status(request: Request, receipt: Text = "") -> HTMLResponse:
        try:
            found = asker.status(store, receipt)
        except NotFound:
            return _mine(request, receipt, "mine.unknown", status_code=404)
        return _mine(request, receipt, status=found)

    @router.post("/mine/delete")
    def delete(request: Request, receipt: Text = "", sure: Text = "") -> HTMLResponse:
        if not sure:
            return _mine(request, receipt, "mine.unsure", status_code=422)
        try:
            asker.withdraw(store, receipt)
        except (NotFound, NotAllowed):
            return _mine(request, receipt, "mine.unknown", status_code=404)
        return _mine(request, told="mine.deleted")

    @router.get("/documents")
    def documents(request: Request) -> HTMLResponse:
        found = parts.assistant.documents()
        language = language_of(request)
        return render(
            request,
            "documents.html",
            documents=found,
            words={each.source: len(each.text.split()) for each in found},
            day=lambda iso: _day(iso, language),
            n_passages=parts.assistant.index.manifest.n_passages,
        )

    @router.get("/about")
    def about(request: Request) -> HTMLResponse:
        return render(request, "about.html", days=parts.retention_days, event=event)

    return router


def _day(iso: str, language: str) -> str:
    return format_date(date.fromisoformat(iso), "long", locale=language) if iso else ""


def _form(request: Request, parts: Parts, sent: Submission, problem: str = "") -> HTMLResponse:
    """Return the form with what was sent in it, so that nothing is lost."""
    words = load_strings(language_of(request))
    return render(
        request,
        "questions.html",
        422 if problem else 200,
        event=parts.event,
        sent=sent,
        once=secrets.token_urlsafe(16),
        problem=words[problem].format(n=MAX_CHARACTERS) if problem else "",
        max_characters=MAX_CHARACTERS,
    )


def _mine(
    request: Request,
    receipt: str = "",
    problem: str = "",
    told: str = "",
    status: asker.Status | None = None,
    status_code: int = 200,
) -> HTMLResponse:
    language = language_of(request)
    words = load_strings(language)
    return render(
        request,
        "mine.html",
        status_code,
        receipt=receipt,
        problem=words[problem] if problem else "",
        told=words[told] if told else "",
        found=status,
        reason=reason_sentence(status.reason, language) if status else "",
    )
