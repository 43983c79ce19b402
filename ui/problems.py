"""How the HTTP API fails, as its schema tells it."""

from typing import Any

from pydantic import BaseModel

from ui.serving.streams import EVENTS

__all__ = ["FAILURES", "NOT_FOUND", "STREAMED", "TEXT", "TURNED_AWAY", "problems"]

Responses = dict[int | str, dict[str, Any]]


class Problem(BaseModel):
    """Why there is no other reply: in words, or place by place where the form is wrong."""

    detail: str | list[dict[str, Any]]


def problems(told: dict[int, str]) -> Responses:
    """Return how an end point may fail, by status."""
    content = {"application/json": {"schema": Problem.model_json_schema()}}
    return {status: {"description": why, "content": content} for status, why in told.items()}


TEXT: Responses = {200: {"content": {"text/plain": {}}}}
STREAMED: Responses = {200: {"content": {EVENTS: {}}}}
FAILURES = problems(
    {
        400: "The body cannot be read.",
        422: "The request's form is wrong, or what it names cannot be taken.",
        503: "The store or the index cannot be read at this moment.",
    }
) | {413: {"description": "The body is too large."} | TEXT[200]}
TURNED_AWAY = problems(
    {
        429: "Asked too often: try again after the seconds of Retry-After.",
        503: "Too many ask: try again after the seconds of Retry-After.",
    }
)
NOT_FOUND = problems({404: "There is none of that name."})
# What no name can be is told before a route is looked for, as a body is that is too large.
NOT_FOUND[404]["content"] |= TEXT[200]["content"]
