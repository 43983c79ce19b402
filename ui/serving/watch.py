"""What stands around every request: its id, its line in the log, its figures, its span."""

import logging
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.stages import Stage
from ui.serving.logs import REQUEST_ID
from ui.serving.metrics import REQUESTS, timed
from ui.serving.tracing import span

__all__ = ["Watch", "observed"]

LOG = logging.getLogger(__name__)
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Asked every few seconds by machines: counted, not logged.
UNLOGGED = ("/healthz", "/readyz", "/metrics")
GONE = 499  # the client went away first, as nginx counts it


@contextmanager
def observed(stage: Stage) -> Iterator[None]:
    """Count and trace a step of an answer."""
    with timed(stage), span(stage):
        yield


class Watch:
    """ASGI middleware: gives each request an id, which its reply and its log lines carry.

    An id that a proxy gave is kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        token = REQUEST_ID.set(request_id)
        status, began = GONE, time.perf_counter()

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            with span(f"{scope['method']} request"):
                await self.app(scope, receive, send_marked)
        finally:
            spent_s = time.perf_counter() - began
            route = _route(scope)
            REQUESTS.labels(route, str(status)).observe(spent_s)
            if route not in UNLOGGED:
                facts = {"method": scope["method"], "route": route, "status": status}
                LOG.info("request", extra=facts | {"ms": round(spent_s * 1000, 1)})
            REQUEST_ID.reset(token)


def _route(scope: Scope) -> str:
    """Return the pattern that a path matched, not the path, which may tell what was asked."""
    path = getattr(scope.get("route"), "path", "")
    return path if path and path != "/{path:path}" else "other"
