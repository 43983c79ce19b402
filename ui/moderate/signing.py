"""Sign-in, sign-out, one's password; and what stands before every other page: a session."""

import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute

from questions.accounts import MAX_PASSWORD, MIN_PASSWORD, SESSION, Accounts
from questions.errors import InvalidSubmission, SignInFailed
from questions.naming import MAX_NAME
from ui.moderate.page import SignedIn, Text, go_on
from ui.parts import Parts
from ui.site.render import address, language_of, render
from ui.strings import load_strings

__all__ = ["add_account_pages", "sign_in_router", "signed_in_route"]

COOKIE = "askalliance_session"
FOLDER = "/moderate"
SIGN_IN = f"{FOLDER}/sign-in"
# A page of ours: a path below /moderate, and a query; none that signs in or out.
_OURS = re.compile(r"/moderate(?!/sign-)(?:/\w[\w.-]*)*(?:\?[\w.,:%&=+*~-]*)?", re.ASCII)

Token = Annotated[str, Cookie(alias=COOKIE, max_length=200)]


def signed_in_route(accounts: Accounts) -> type[APIRoute]:
    """Return the kind of route that answers 401 without a session, before it reads a body."""

    class SignedInRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def signed_in(request: Request) -> Response:
                token = request.cookies.get(COOKIE, "")
                request.state.actor = await run_in_threadpool(accounts.signed_in, token)
                return await handle(request)

            return signed_in

    return SignedInRoute


def sign_in_router(parts: Parts) -> APIRouter:
    """Return the one page below /moderate that needs no session."""
    router = APIRouter(prefix=FOLDER, include_in_schema=False)
    accounts = parts.accounts

    @router.get("/sign-in")
    def form(request: Request, following: str = FOLDER, changed: str = "") -> HTMLResponse:
        told = load_strings(language_of(request))["sign.changed"] if changed else ""
        return _form(request, following, told=told)

    @router.post("/sign-in")
    def sign_in(
        request: Request, name: Text = "", password: Text = "", following: Text = FOLDER
    ) -> Response:
        try:
            token = accounts.sign_in(name[:MAX_NAME], password[:MAX_PASSWORD])
        except SignInFailed:
            return _form(request, following, "sign.failed", status=401)
        reply = RedirectResponse(_ours(following), 303)
        reply.set_cookie(
            COOKIE,
            token,
            max_age=int(SESSION.total_seconds()),
            path=FOLDER,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return reply

    return router


def add_account_pages(router: APIRouter, parts: Parts) -> None:
    """Add what everybody who is signed in may do with their own account."""
    accounts = parts.accounts

    @router.get("")
    @router.get("/")
    def start(request: Request, actor: SignedIn) -> RedirectResponse:
        return go_on(request, f"{FOLDER}/{'queue' if actor.may(('moderator',)) else 'inbox'}")

    @router.post("/sign-out")
    def sign_out(request: Request, token: Token) -> RedirectResponse:
        accounts.sign_out(token)
        return _signed_out(request)

    @router.get("/password")
    def form(request: Request) -> HTMLResponse:
        return _password(request)

    @router.post("/password")
    def change(
        request: Request, actor: SignedIn, password: Text = "", new: Text = "", again: Text = ""
    ) -> Response:
        if new != again:
            return _password(request, "sign.differ")
        try:
            accounts.change_password(actor.name, password, new)
        except SignInFailed:
            return _password(request, "sign.failed")
        except InvalidSubmission:
            return _password(request, "sign.weak")
        return _signed_out(request, changed=1)


def _ours(following: str) -> str:
    """Return the address if it is one below /moderate, else the first page there."""
    return following if _OURS.fullmatch(following) else FOLDER


def _signed_out(request: Request, **query: object) -> RedirectResponse:
    reply = RedirectResponse(address(SIGN_IN, language_of(request), **query), 303)
    reply.delete_cookie(COOKIE, path=FOLDER, httponly=True, samesite="strict")
    return reply


def _form(
    request: Request, following: str, problem: str = "", told: str = "", status: int = 200
) -> HTMLResponse:
    problem = load_strings(language_of(request))[problem] if problem else ""
    return render(
        request,
        "moderate/sign_in.html",
        status,
        following=_ours(following),
        problem=problem,
        told=told,
        typed=(),
    )


def _password(request: Request, problem: str = "") -> HTMLResponse:
    words = load_strings(language_of(request))
    return render(
        request,
        "moderate/password.html",
        422 if problem else 200,
        problem=words[problem].format(n=MIN_PASSWORD) if problem else "",
        least=MIN_PASSWORD,
    )
