"""Server-sent events that begin before there is an answer, and end with their reader."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

__all__ = ["BEAT", "EVENTS", "HEADERS", "event", "while_waiting"]

T = TypeVar("T")
EVENTS = "text/event-stream"
BEAT_S = 10.0
# `json.dumps` makes an encoder at every call that is not as it is by default.
_to_json = json.JSONEncoder(ensure_ascii=False).encode
# A comment, by which proxies see that the connection lives.
BEAT = ": waiting\n\n"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event(name: str, data: object) -> str:
    """Return a server-sent event whose data is one line of JSON."""
    return f"event: {name}\ndata: {_to_json(data)}\n\n"


async def while_waiting(work: Coroutine[Any, Any, T]) -> AsyncIterator[T | None]:
    """Yield None every BEAT_S seconds until work is done, then its result.

    Work whose reader has gone is given up.
    """
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await asyncio.wait([task], timeout=BEAT_S)
            if not task.done():
                yield None
        yield await task
    finally:
        task.cancel()
