"""What the moderators' pages share: who acts, where one goes on, what a form sent."""

from collections.abc import Callable, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse

from questions.desk.moving import require_role
from questions.workflow import Actor, Role
from ui.site.render import address, language_of

__all__ = ["Admin", "Guardian", "Moderator", "Text", "Version", "go_on", "who"]

MAX_ADDRESS = 4_000  # bytes: proxies refuse longer headers

Text = Annotated[str, Form()]
Version = Annotated[int, Form()]


def who(request: Request) -> Actor:
    """Return who is signed in."""
    actor: Actor = request.state.actor
    return actor


def _with_role(role: Role) -> Callable[[Request], Actor]:
    def acting(request: Request) -> Actor:
        require_role(who(request), role)
        return who(request)

    return acting


SignedIn = Annotated[Actor, Depends(who)]
# The use cases look at the role again.
Moderator = Annotated[Actor, Depends(_with_role("moderator"))]
Guardian = Annotated[Actor, Depends(_with_role("safeguarding"))]
Admin = Annotated[Actor, Depends(_with_role("admin"))]


def go_on(
    request: Request, path: str, kept: Sequence[tuple[str, str]] = (), **query: object
) -> RedirectResponse:
    """Return the way to a page after a form.

    kept: parts of its address that may repeat; left out of one longer than MAX_ADDRESS.
    """
    path = address(path, language_of(request), **query)
    whole = f"{path}&{urlencode(kept)}" if kept else path
    return RedirectResponse(whole if len(whole) <= MAX_ADDRESS else path, 303)
