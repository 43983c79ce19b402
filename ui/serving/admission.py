"""Who may ask now: visitors by the name that their page was given, others by their address."""

import math
from typing import TYPE_CHECKING

from fastapi import Request

from rag.values import Answer
from ui.serving.answering import TooMany
from ui.serving.metrics import TURNED_AWAY

if TYPE_CHECKING:
    from ui.parts import Parts

__all__ = ["admit_writing", "admitted", "arrive"]


def arrive(parts: "Parts", request: Request) -> str:
    """Return a name for a visitor, "" where an address was given more than a hall needs."""
    if parts.limits.arrivals.wait_s(_address(request)):
        return ""
    return parts.seals.new_visitor()


async def admitted(
    parts: "Parts", request: Request, question: str, visitor: str = ""
) -> Answer | None:
    """Count a question. Return None where it may be asked now.

    Where it may not, a call for help gets its answer, and everything else raises TooMany.
    """
    try:
        name = visitor if visitor and parts.seals.is_visitor(visitor) else ""
        wait_s = parts.limits.wait_s(name, _address(request))
        if wait_s:
            TURNED_AWAY.labels("often").inc()
            raise TooMany(math.ceil(wait_s), is_own=True)
        parts.answering.require_room()
    except TooMany:
        helped = await parts.answering.help_for(question)
        if helped is None:
            raise
        return helped
    return None


def admit_writing(parts: "Parts", request: Request, text: str = "") -> None:
    """Count something that is to be kept. Raises TooMany for an address that sends too much.

    A text that calls for help is let in whatever was sent before.
    """
    wait_s = parts.limits.writing.wait_s(_address(request))
    if wait_s and not (text and parts.gate(text).outcome == "referred"):
        TURNED_AWAY.labels("often").inc()
        raise TooMany(math.ceil(wait_s), is_own=True)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
