"""The calls for help, for the safeguarding role alone."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from questions.desk.inbox import close_call, read_inbox
from ui.moderate.page import Guardian, Version, go_on
from ui.parts import Parts
from ui.site.render import render

__all__ = ["add_safeguarding"]


def add_safeguarding(router: APIRouter, parts: Parts) -> None:
    """Add the inbox."""

    @router.get("/inbox")
    def inbox(
        request: Request, actor: Guardian, closed: Annotated[str, Query(max_length=1)] = ""
    ) -> HTMLResponse:
        calls = read_inbox(parts.store, actor, with_closed=bool(closed))
        return render(request, "moderate/inbox.html", calls=calls, with_closed=bool(closed))

    @router.post("/inbox/{call_id}/close")
    def close(
        request: Request, actor: Guardian, call_id: str, version: Version = 0
    ) -> RedirectResponse:
        close_call(parts.store, actor, call_id, version)
        return go_on(request, "/moderate/inbox")
