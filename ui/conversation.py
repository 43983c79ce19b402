"""The end points of the conversation's page. Nothing of a visit stays here: the page carries it.

A question is answered as server-sent events that hold HTML; what the page needs later (the answer
when it is judged, the visitor's name) is sealed and comes back with the request.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from embeddings.errors import UserError
from questions.desk.feedback import give_feedback
from rag.values import Answer
from ui.api import AskIn, turns_of
from ui.citations import claim_html
from ui.page_html import (
    chooser_html,
    collection_html,
    exchange_html,
    failed_html,
    feedback_html,
    masthead_html,
    notice_html,
    pending_html,
    question_html,
    sources_html,
    welcome_html,
)
from ui.parts import Parts
from ui.serving.admission import admit_writing, admitted, arrive
from ui.serving.answering import TooMany
from ui.serving.failing import logged
from ui.serving.streams import BEAT, EVENTS, HEADERS, event, while_waiting
from ui.site.render import language_of
from ui.strings import DEFAULT_LANGUAGE, LANGUAGES, load_strings

if TYPE_CHECKING:
    from ui.strings import Strings

__all__ = ["conversation_router"]

SCRIPT = Path(__file__).parent / "assets" / "conversation.js"
MAX_EXCHANGES = 50
MAX_SEAL = 100_000

Turn = Annotated[int, Field(ge=0, le=1_000_000)]
Language = Annotated[str, Field(max_length=20)]
Seal = Annotated[str, Field(max_length=MAX_SEAL)]


class QuestionIn(AskIn):
    """A question of the page: which exchange of it, in which language, by whom."""

    turn: Turn = 0
    language: Language = DEFAULT_LANGUAGE
    visitor: Annotated[str, Field(max_length=200)] = ""


class VerdictIn(BaseModel):
    """What a visitor says of a sealed answer; a bad one is kept once its reason is named."""

    seal: Seal
    verdict: Annotated[str, Field(pattern="^(good|bad)$")]
    reason: Annotated[str, Field(max_length=40)] = ""
    turn: Turn = 0
    language: Language = DEFAULT_LANGUAGE


class ShownIn(BaseModel):
    """An exchange as the page holds it; verdict: "", "bad" while its reason is asked, "done"."""

    seal: Seal
    turn: Turn = 0
    verdict: Annotated[str, Field(pattern="^(bad|done)?$")] = ""


class ConversationIn(BaseModel):
    """The exchanges that are to be shown in another language."""

    language: Language = DEFAULT_LANGUAGE
    exchanges: Annotated[list[ShownIn], Field(max_length=MAX_EXCHANGES)] = []


def conversation_router(parts: Parts) -> APIRouter:
    """Return the end points over the parts."""
    router = APIRouter(include_in_schema=False)
    assistant, answering, seals = parts.assistant, parts.answering, parts.seals

    @router.get("/conversation.js")
    def script() -> FileResponse:
        return FileResponse(
            SCRIPT, media_type="text/javascript", headers={"Cache-Control": "no-cache"}
        )

    @router.get("/conversation")
    def page(request: Request) -> JSONResponse:
        language = language_of(request)
        told = _frame(language) | {
            "collection": collection_html(assistant, load_strings(language)),
            "visitor": arrive(parts, request),
        }
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    @router.post("/conversation/ask")
    async def ask(request: Request, asked: QuestionIn) -> Response:
        try:
            helped = await admitted(parts, request, asked.question, asked.visitor)
        except TooMany as many:
            return _turned_away(many, asked)
        if helped:
            return Response(told(asked, helped), media_type=EVENTS, headers=HEADERS)
        return StreamingResponse(answered(asked), media_type=EVENTS, headers=HEADERS)

    async def answered(asked: QuestionIn) -> AsyncIterator[str]:
        try:
            async for answer in while_waiting(
                answering.ask(asked.question, turns_of(asked.history))
            ):
                yield BEAT if answer is None else told(asked, answer)
        except UserError as error:
            yield event("failed", {"html": _failed(asked, str(error))})
        except Exception as error:
            number = logged(error, "Answering failed")
            yield event("failed", {"html": _failed(asked, "", number)})

    def told(asked: QuestionIn, answer: Answer) -> str:
        """Return the events of an answer: each claim, then the whole with its sources."""
        strings = _strings(asked.language)
        claims = [
            event("claim", {"html": claim_html(assistant, answer, claim, asked.turn, strings)})
            for claim in answer.claims
        ]
        whole = {
            "html": exchange_html(assistant, answer, asked.turn, "", strings),
            "sources": sources_html(assistant, answer, asked.turn, strings),
            "turns": _turns(answer),
            "seal": seals.sealed(answer),
        }
        return "".join(claims) + event("done", whole)

    @router.post("/conversation/judge")
    def judge(request: Request, said: VerdictIn) -> dict[str, Any]:
        admit_writing(parts, request)
        answer, strings = seals.opened(said.seal), _strings(said.language)
        is_kept = said.verdict == "good" or bool(said.reason)
        if is_kept:
            give_feedback(parts.store, answer, said.verdict, said.reason, once=said.seal)
        state = "done" if is_kept else "bad"
        return {"verdict": state, "html": feedback_html(said.turn, state, strings)}

    @router.post("/conversation/show")
    def show(shown: ConversationIn) -> list[dict[str, str]]:
        strings = _strings(shown.language)
        answers = [(each, seals.opened(each.seal)) for each in shown.exchanges]
        return [
            {
                "html": exchange_html(assistant, answer, each.turn, each.verdict, strings),
                "sources": sources_html(assistant, answer, each.turn, strings),
            }
            for each, answer in answers
        ]

    return router


def _frame(language: str) -> dict[str, str]:
    """Return what stands around the exchanges in a language."""
    strings = load_strings(language)
    return {
        "language": language,
        "masthead": masthead_html(language),
        "chooser": chooser_html(language),
        "notice": notice_html(strings),
        "question": question_html(strings),
        "welcome": welcome_html(language),
        "pending": pending_html(strings),
        "lost": failed_html(strings, strings["answer.lost"], is_again=True),
    }


def _strings(language: str) -> "Strings":
    return load_strings(language if language in LANGUAGES else DEFAULT_LANGUAGE)


def _turns(answer: Answer) -> list[dict[str, str]]:
    """Return what an exchange adds to the history of the next question; as it was screened."""
    if answer.outcome not in ("answered", "refused"):
        return []
    return [
        {"role": "user", "content": answer.question},
        {"role": "assistant", "content": answer.text},
    ]


def _failed(asked: QuestionIn, message: str, error_id: str = "") -> str:
    strings = _strings(asked.language)
    number = strings["answer.error_id"].format(id=error_id) if error_id else ""
    return failed_html(strings, message or strings["answer.failed"], number)


def _turned_away(many: TooMany, asked: QuestionIn) -> JSONResponse:
    """Return why a question was not taken, and when it is worth another try."""
    strings = _strings(asked.language)
    text = strings["answer.often" if many.is_own else "answer.busy"].format(n=many.retry_after_s)
    html = failed_html(strings, text, strings["notice.danger"], is_again=True)
    return JSONResponse(
        {"html": html, "retry_after_s": many.retry_after_s},
        429 if many.is_own else 503,
        {"Retry-After": str(many.retry_after_s), "Cache-Control": "no-store"},
    )
