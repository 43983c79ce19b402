"""What stands before every page: closed end points, a limit on bodies, security headers.

A request that changes something must come from the pages themselves, not from another site's form;
the API takes no cookies, so it may be called from anywhere.
"""

import asyncio
import re
import time
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.strings import choose_language, load_strings

__all__ = ["Guard"]

MAX_BODY_BYTES = 1_000_000
BODY_S = 20.0
# Read only of those who are signed in, after their session was looked at.
LARGER_BODIES = {"/moderate/import": 50_000_000}
SAFE = ("GET", "HEAD", "OPTIONS")
API = ("/api/", "/v1/")
STAFF = "/moderate"

GRADIO_UNUSED = re.compile(
    r"/+(openapi\.json|docs|redoc|gradio_api/.*|login|logout|monitoring(/.*)?|svelte/.*|custom_component/.*|pwa_icon.*)",
    re.DOTALL,
)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
ADVERTISEMENT = re.compile(rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')
HTML_LANGUAGE = re.compile(rb'(<html\s+lang=)"en"')

# Gradio's templates are compiled in the browser, hence 'unsafe-eval'; its scripts stand inline.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ]
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Nobody frames what moderators see, wherever the other pages may be shown.
STAFF_HEADERS = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


class Guard:
    """ASGI middleware: answers 404 to what the pages never call, 413 to bodies too large.

    Gradio serves its page and the files of it; none of its end points is open. From its start
    page the advertisement for link previews is cut.
    embed: origins, with spaces between, of the sites that may show the page in a frame.
    """

    def __init__(self, app: ASGIApp, embed: str = "") -> None:
        self.app = app
        framed_by = f"frame-ancestors 'self' {embed}".rstrip()
        self._headers = HEADERS | {"Content-Security-Policy": f"{POLICY}; {framed_by}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        headers = Headers(scope=scope)
        is_staff = path == STAFF or path.startswith(f"{STAFF}/")
        own = STAFF_HEADERS if is_staff else self._headers
        limit = LARGER_BODIES.get(path, MAX_BODY_BYTES)

        async def send_headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                for name, value in own.items():
                    sent.setdefault(name, value)
            await send(message)

        if scope["method"] not in SAFE:
            receive = _in_time(receive)
        send_safely: Send = send_headed
        if scope["method"] == "HEAD":
            # Whatever can be read can be asked for; what is sent is then the head alone.
            scope, send_safely = {**scope, "method": "GET"}, _without_body(send_headed)
        if GRADIO_UNUSED.fullmatch(path) or CONTROL.search(path):
            await PlainTextResponse("Not found", 404)(scope, receive, send_safely)
        elif scope["method"] in ("POST", "PUT", "PATCH") and not _is_small(headers, limit):
            await _refusal("too_large", 413, scope, headers)(scope, receive, send_safely)
        elif scope["method"] not in SAFE and not path.startswith(API) and _is_foreign(headers):
            await _refusal("cross_site", 403, scope, headers)(scope, receive, send_safely)
        elif path == "/":
            await self._start_page(scope, receive, send_safely, headers)
        else:
            await self.app(scope, receive, send_safely)

    async def _start_page(
        self, scope: Scope, receive: Receive, send: Send, headers: Headers
    ) -> None:
        language = _language(scope, headers)
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = ADVERTISEMENT.sub(b"", body)
            body = HTML_LANGUAGE.sub(rb'\1"' + language.encode() + b'"', body, count=1)
            sent = MutableHeaders(scope=start)
            if "content-length" in sent:
                sent["content-length"] = str(len(body))
            sent["vary"] = "accept-language"
            await send(start)
            await send({"type": "http.response.body", "body": body})

        # Gradio would look up other pages, and visits that were kept, by what is asked here.
        bare = {**scope, "headers": plain, "query_string": b""}
        await self.app(bare, receive, rewrite)


def _in_time(receive: Receive) -> Receive:
    """Return how a body is received that must be whole BODY_S seconds from now on.

    One that is not is as good as gone: the connection is let go.
    """
    ends_at = time.monotonic() + BODY_S
    is_whole = False

    async def receive_in_time() -> Message:
        nonlocal is_whole
        if is_whole:
            return await receive()  # where it is waited for the client to go away
        try:
            message = await asyncio.wait_for(receive(), ends_at - time.monotonic())
        except TimeoutError:
            return {"type": "http.disconnect"}
        is_whole = not message.get("more_body", False)
        return message

    return receive_in_time


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head


def _language(scope: Scope, headers: Headers) -> str:
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return choose_language(query.get("lang", [""])[0], headers.get("accept-language"))


def _refusal(kind: str, status: int, scope: Scope, headers: Headers) -> PlainTextResponse:
    return PlainTextResponse(load_strings(_language(scope, headers))[f"error.{kind}"], status)


def _is_small(headers: Headers, limit: int) -> bool:
    """A body without a stated length may be of any: it is not small."""
    length = headers.get("content-length", "")
    return length.isdecimal() and int(length) <= limit


def _is_foreign(headers: Headers) -> bool:
    """True if a browser says that a request was begun by another site."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
