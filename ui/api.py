"""The HTTP API: questions as JSON, as server-sent events, and as an OpenAI-compatible model.

Answers are those of the pages and of the command line: `ui.contract` is the one form of them.
"""

import json
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from pydantic import BaseModel, Field

from rag.errors import UnknownDocument
from rag.values import Answer, Turn
from ui.contract import answer_json
from ui.problems import FAILURES, NOT_FOUND, STREAMED, TEXT, TURNED_AWAY
from ui.serving.admission import admitted
from ui.serving.failing import told_of
from ui.serving.streams import BEAT, EVENTS, HEADERS, event, while_waiting

if TYPE_CHECKING:
    from ui.parts import Parts

__all__ = ["api_router", "reference_router"]

MODEL = "askalliance"
# What a caller may send: a question may be too long, which the answer then says, after a call for
# help in it was heard.
MAX_CONTENT = 100_000
MAX_TURNS = 100
Content = Annotated[str, Field(max_length=MAX_CONTENT)]


class TurnIn(BaseModel):
    """A turn of the conversation before the question."""

    role: Literal["user", "assistant"]
    content: Content


class AskIn(BaseModel):
    """A question, and the conversation before it, oldest turn first."""

    question: Content
    history: Annotated[list[TurnIn], Field(max_length=MAX_TURNS)] = []


class Message(BaseModel):
    """A message as chat clients send it; parts that are no text are left out."""

    role: str
    content: Content | list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            texts = (part.get("text", "") for part in self.content if part.get("type") == "text")
            return "\n".join(text for text in texts if isinstance(text, str))[:MAX_CONTENT]
        return self.content or ""


class ChatIn(BaseModel):
    """A chat completion request; options of sampling are taken and have no effect."""

    messages: Annotated[list[Message], Field(min_length=1, max_length=MAX_TURNS)]
    model: str = MODEL
    stream: bool = False


def api_router(parts: "Parts") -> APIRouter:
    """Return the end points over the parts."""
    router = APIRouter(responses=FAILURES)
    assistant = parts.assistant

    async def answer_to(request: Request, question: str, history: Sequence[Turn]) -> Answer:
        helped = await admitted(parts, request, question)
        return helped or await parts.answering.ask(question, history)

    async def stream(
        request: Request, question: str, history: Sequence[Turn], form: Form
    ) -> StreamingResponse:
        helped = await admitted(parts, request, question)

        async def chunks() -> AsyncIterator[str]:
            if helped:
                yield form.answer(helped)
                return
            try:
                async for answer in while_waiting(parts.answering.ask(question, history)):
                    yield BEAT if answer is None else form.answer(answer)
            except Exception as error:
                yield form.failure(told_of(error))

        return StreamingResponse(chunks(), media_type=EVENTS, headers=HEADERS)

    @router.post("/api/ask", summary="Answer a question", tags=["ask"], responses=TURNED_AWAY)
    async def ask(request: Request, asked: AskIn) -> dict[str, Any]:
        """The answer with its claims, citations and passages; offsets are into the cleaned text."""
        return answer_json(await answer_to(request, asked.question, turns_of(asked.history)))

    @router.post(
        "/api/ask/stream",
        summary="Answer as server-sent events",
        tags=["ask"],
        response_class=StreamingResponse,
        responses=TURNED_AWAY | STREAMED,
    )
    async def ask_stream(request: Request, asked: AskIn) -> StreamingResponse:
        """Events `citation`, `token` and `claim` for each claim, then `done` with the answer.

        A claim is verified before the first of its tokens is sent; while there is no answer yet, a
        comment is sent from time to time. Event `failed` ends a stream without an answer.
        """
        return await stream(request, asked.question, turns_of(asked.history), OWN)

    @router.get("/api/documents", summary="The documents", tags=["documents"])
    def documents() -> list[dict[str, Any]]:
        """What the assistant answers from."""
        return [
            {
                "source": header.source,
                "title": header.title,
                "symbol": header.symbol,
                "language": header.language,
            }
            for header in assistant.headers()
        ]

    @router.get(
        "/api/documents/{source:path}",
        summary="A document's text",
        tags=["documents"],
        response_class=PlainTextResponse,
        responses=NOT_FOUND | TEXT,
    )
    def text(source: str) -> PlainTextResponse:
        """The cleaned text that the offsets of citations refer to."""
        try:
            return PlainTextResponse(assistant.document(source).text)
        except UnknownDocument as error:
            raise HTTPException(404, "No document of that name is in the index.") from error

    @router.get("/v1/models", summary="The one model", tags=["OpenAI-compatible"])
    def models() -> dict[str, Any]:
        """The assistant, as chat clients list models."""
        found = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        return {"object": "list", "data": [found]}

    @router.post(
        "/v1/chat/completions",
        summary="Answer as a chat completion",
        tags=["OpenAI-compatible"],
        response_model=None,
        responses=TURNED_AWAY | STREAMED,
    )
    async def completions(request: Request, asked: ChatIn) -> StreamingResponse | dict[str, Any]:
        """The answer with its sources in the text, and in the field `askalliance` as JSON.

        The last message of the user is the question; messages of the system have no effect.
        """
        said = [m for m in asked.messages if m.role in ("user", "assistant")]
        if not said or said[-1].role != "user":
            raise HTTPException(422, "The last message must be the user's.")
        history = [Turn("user" if m.role == "user" else "assistant", m.text) for m in said[:-1]]
        if asked.stream:
            return await stream(request, said[-1].text, history, OPENAI)
        answer = await answer_to(request, said[-1].text, history)
        message = {"role": "assistant", "content": _with_sources(answer)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return {**_completion("chat.completion", [choice]), "askalliance": answer_json(answer)}

    return router


def reference_router(*routers: APIRouter) -> APIRouter:
    """Return the description of the end points of routers, for machines and for people."""
    router = APIRouter()

    @router.get("/api/openapi.json", include_in_schema=False)
    def schema() -> dict[str, Any]:
        return _schema(routers)

    @router.get("/api/docs", include_in_schema=False)
    def reference() -> HTMLResponse:
        policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
        html = _reference(_schema(routers))
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    return router


def turns_of(history: Sequence[TurnIn]) -> list[Turn]:
    """Return the conversation before a question."""
    return [Turn(turn.role, turn.content) for turn in history]


def _events(answer: Answer) -> Iterator[str]:
    """Yield the events of an answer."""
    whole = answer_json(answer)
    citations = {citation["marker"]: citation for citation in whole["citations"]}
    sent: set[int] = set()
    for number, claim in enumerate(whole["claims"]):
        for marker in claim["citations"]:
            if marker not in sent:
                sent.add(marker)
                yield event("citation", citations[marker])
        for word in _words(claim["text"]):
            yield event("token", {"claim": number, "text": word})
        yield event("claim", {"claim": number, **claim})
    yield event("done", whole)


def _words(text: str) -> list[str]:
    """Return the words of a text, each with the space before it, so that joined they are it."""
    words = text.split(" ")
    return [words[0], *(f" {word}" for word in words[1:])]


def _with_sources(answer: Answer) -> str:
    """Return the answer as one text: the notice, the claims, and a line for each citation."""
    lead = [answer.notice] if answer.claims and answer.notice else []
    sources = [
        f"[{citation.marker}] {citation.pinpoint}, {citation.title}"
        for citation in answer.citations
    ]
    return "\n\n".join([*lead, answer.text, *(["\n".join(sources)] if sources else [])])


def _completion(kind: str, choices: Sequence[dict[str, Any]]) -> dict[str, Any]:
    now = int(time.time())
    return {
        "id": f"chatcmpl-{time.time_ns():x}",
        "object": kind,
        "created": now,
        "model": MODEL,
        "choices": list(choices),
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    }


def _chunks(answer: Answer) -> Iterator[str]:
    """Yield an answer as chunks of a chat completion; the last but one has the whole as JSON."""

    def chunk(delta: dict[str, str], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        data = {**_completion("chat.completion.chunk", [choice]), "id": identity, **more}
        del data["usage"]
        return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"

    identity = _completion("", [])["id"]
    yield chunk({"role": "assistant", "content": ""})
    for word in _words(_with_sources(answer)):
        yield chunk({"content": word})
    yield chunk({}, "stop", askalliance=answer_json(answer))
    yield "data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Form:
    """How an answer, and a failure, read in a stream."""

    events: Callable[[Answer], Iterator[str]]
    failure: Callable[[dict[str, str]], str]

    def answer(self, answer: Answer) -> str:
        """Return all events of an answer."""
        return "".join(self.events(answer))


OWN = Form(_events, lambda told: event("failed", told))
OPENAI = Form(_chunks, lambda told: f"data: {json.dumps({'error': told}, ensure_ascii=False)}\n\n")


def _schema(routers: Sequence[APIRouter]) -> dict[str, Any]:
    app = FastAPI()
    for router in routers:
        app.include_router(router)
    return get_openapi(title="AskAlliance", version="1", routes=app.routes)


def _reference(schema: dict[str, Any]) -> str:
    """Return a page with the end points; the usual ones load scripts from another host."""
    rows = "".join(
        f"<tr><td><code>{escape(method.upper())} {escape(path)}</code></td>"
        f"<td><b>{escape(facts.get('summary', ''))}</b><br>"
        f"{escape(facts.get('description', ''))}</td></tr>"
        for path, methods in schema["paths"].items()
        for method, facts in methods.items()
    )
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>AskAlliance: the API</title>"
        "<style>body{font:1rem/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "td{vertical-align:top;padding:.5rem 1rem .5rem 0;border-top:1px solid #ccc}</style>"
        "<h1>The API</h1><p>The machine-readable description is at "
        f"<a href='/api/openapi.json'>/api/openapi.json</a>.</p><table>{rows}</table></html>"
    )
