"""What a page says when something is not there, not allowed, or went wrong."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from embeddings.errors import UserError
from questions.errors import (
    Busy,
    Conflict,
    NotAllowed,
    NotFound,
    SignInFailed,
    StoreUnavailable,
    Unsupported,
)
from rag.errors import SearchUnavailable, UnknownDocument
from ui.serving.answering import TooMany
from ui.serving.failing import logged
from ui.site.render import address, is_staff, language_of, render

__all__ = ["add_failures", "add_missing"]

# The kind that strings and `error` have a text for, and the status of HTTP.
_KINDS: tuple[tuple[type[UserError], str, int], ...] = (
    (NotFound, "not_found", 404),
    (UnknownDocument, "not_found", 404),
    (Conflict, "conflict", 409),
    (NotAllowed, "not_allowed", 403),
    (SignInFailed, "sign_in", 401),
    (StoreUnavailable, "unavailable", 503),
    (Busy, "unavailable", 503),
    (SearchUnavailable, "unavailable", 503),
    (Unsupported, "unsupported", 422),
    (UserError, "invalid", 422),
)
# What people write into forms; it is shown to them again, passwords never are.
_TYPED = ("text", "note", "override", "into", "due", "name")
_URLENCODED = "application/x-www-form-urlencoded"
_OF_STATUS = {401: "sign_in", 403: "not_allowed", 404: "not_found", 405: "not_found"}


def add_failures(app: FastAPI) -> None:
    """Answer errors in the visitor's language, and in JSON below /api and /v1.

    What nobody foresaw is logged by its type and place alone, with the id that the page shows.
    """
    app.exception_handler(UserError)(_user_error)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(RequestValidationError)(_invalid)
    app.add_middleware(_Unforeseen)


def add_missing(app: FastAPI) -> None:
    """Answer what the conversation's own application does not know as every other page does."""

    async def missing(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if request.url.path.startswith("/gradio_api"):
            return await http_exception_handler(request, error)
        return await _http(request, error)

    app.exception_handler(HTTPException)(missing)


async def _user_error(request: Request, error: Exception) -> Response:
    kind, status = next(
        (kind, status) for known, kind, status in _KINDS if isinstance(error, known)
    )
    if isinstance(error, TooMany):
        after = {"Retry-After": str(error.retry_after_s)}
        return _reply(request, "unavailable", 429 if error.is_own else 503, str(error), after)
    typed = await _typed(request) if is_staff(request) else []
    return _reply(request, kind, status, str(error), typed=typed)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = _OF_STATUS.get(error.status_code, "invalid")
    return _reply(request, kind, error.status_code, str(error.detail), error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # Where and why, without the value that was sent.
    told = [
        {"loc": each["loc"], "msg": each["msg"], "type": each["type"]} for each in error.errors()
    ]
    if _is_api(request):
        return JSONResponse({"detail": told}, 422)
    return _reply(request, "invalid", 422, "")


class _Unforeseen:
    """ASGI middleware: what nobody foresaw becomes a page with an id, unless a reply has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_on(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_on)
        except Exception as error:
            error_id = logged(error, "A request failed")
            if scope["type"] == "http" and not has_begun:
                reply = _reply(Request(scope), "failed", 500, error_id=error_id)
                await reply(scope, receive, send)


def _reply(
    request: Request,
    kind: str,
    status: int,
    detail: str = "",
    headers: Any = None,
    error_id: str = "",
    typed: Sequence[str] = (),
) -> Response:
    if _is_api(request):
        told = {"detail": detail or kind} | ({"error_id": error_id} if error_id else {})
        return JSONResponse(told, status, headers)
    if not is_staff(request):
        back = address("/", language_of(request))
        told = {"kind": kind, "detail": "", "error_id": error_id, "back": back}
        return render(request, "error.html", status, headers, typed=(), **told)
    page = _page(request)
    values: dict[str, Any] = {"typed": typed, "language_path": page.partition("?")[0]}
    if kind == "sign_in":
        values |= {"following": page, "problem": "", "told": ""}
        return render(request, "moderate/sign_in.html", status, headers, **values)
    # Details are for those who work here; everybody else is told in their language.
    back = address(page if request.method == "POST" else "/moderate", language_of(request))
    values |= {"kind": kind, "detail": detail, "error_id": error_id, "back": back}
    return render(request, "error.html", status, headers, **values)


def _page(request: Request) -> str:
    """Return the page of a request: its own address, or that of the page whose form was sent."""
    if request.method != "POST":
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    parts = request.url.path.split("/")
    return "/".join(parts[: 4 if parts[2:3] in (["questions"], ["answers"]) else 3])


async def _typed(request: Request) -> list[str]:
    """Return what somebody wrote into a form that was not taken in."""
    if not request.headers.get("content-type", "").startswith(_URLENCODED):
        return []
    form = await request.form()
    values = [value for name in _TYPED for value in form.getlist(name)]
    return [value for value in values if isinstance(value, str) and value.strip()]


def _is_api(request: Request) -> bool:
    return request.url.path.startswith(("/api", "/v1"))
