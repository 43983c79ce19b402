"""All the moderators' pages on one router, so that none of them can be left without sign-in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from questions.errors import NotFound
from ui.moderate.administration import add_administration
from ui.moderate.answers import add_answers
from ui.moderate.importing import add_importing
from ui.moderate.insight import add_insight
from ui.moderate.questions import add_questions
from ui.moderate.queue import add_queue
from ui.moderate.safeguarding import add_safeguarding
from ui.moderate.signing import add_account_pages, sign_in_router, signed_in_route
from ui.moderate.speakers import add_speakers
from ui.parts import Parts

__all__ = ["moderators_router"]

PAGES = (
    add_account_pages,
    add_queue,
    add_questions,
    add_answers,
    add_importing,
    add_speakers,
    add_insight,
    add_safeguarding,
    add_administration,
)
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def moderators_router(parts: Parts) -> APIRouter:
    """Return the pages over the parts."""
    router = APIRouter(
        prefix="/moderate",
        route_class=signed_in_route(parts.accounts),
        include_in_schema=False,
    )
    for add in PAGES:
        add(router, parts)

    @router.api_route("/{path:path}", methods=METHODS)
    def unknown(request: Request, path: str) -> HTMLResponse:
        raise NotFound(f"There is no page '{path}' here: go back to the queue.")

    whole = APIRouter()
    whole.include_router(sign_in_router(parts))
    whole.include_router(router)
    return whole
