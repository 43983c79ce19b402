"""What a chat model wrote to draft claims: the numbers that it names become spans."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rag.compose import DraftClaim, Span

MAX_CLAIMS = 12
# The form of an answer for models that keep to a JSON schema.
SCHEMA: dict[str, Any] = {
    "title": "answer",
    "description": "The claims that answer the question; none where the sentences do not.",
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string", "description": "One claim, in one sentence."},
                    "sentences": {
                        "type": "array",
                        "items": {"type": "integer"},
                        "description": "The numbers of the sentences that support it.",
                    },
                },
                "required": ["text", "sentences"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["claims"],
    "additionalProperties": False,
}
_MARKER = re.compile(r"\[\s*\d+\s*\]")
_MARKERS = re.compile(r"((?: ?\[ ?\d+(?: ?, ?\d+)* ?\])+) ?\.?$")


@dataclass(frozen=True, slots=True)
class Reply:
    """The claims of a reply. `is_none`: the model says that there is no answer."""

    claims: tuple[DraftClaim, ...]
    is_none: bool


def parse_lines(reply: str, spans: Sequence[Span]) -> Reply:
    """Return the claims of a reply, one a line, with the spans that their [n] name.

    A line without a number, with one that is not on the list, or with one amid its words is no
    claim and is left out.
    """
    found = []
    for line in map(_on_one_line, reply.splitlines()):
        if match := _MARKERS.search(line):
            numbers = [int(number) for number in re.findall(r"\d+", match[1])]
            found.append(_claim(line[: match.start()], numbers, spans))
    return Reply(_first(found), is_none=reply.strip(" \n.*").upper() == "NONE")


def parse_fields(reply: object, spans: Sequence[Span]) -> Reply:
    """Return the claims of an object of the form SCHEMA, or of the part of one that has come.

    What is of another form, or names a number that is not on the list, is left out.
    """
    claims = reply.get("claims") if isinstance(reply, dict) else None
    if not isinstance(claims, list):
        return Reply((), is_none=False)
    found = []
    for claim in claims:
        if isinstance(claim, dict) and isinstance(claim.get("text"), str):
            text = _MARKERS.sub("", _on_one_line(claim["text"]))
            numbers = claim.get("sentences")
            found.append(_claim(text, numbers if isinstance(numbers, list) else [], spans))
    return Reply(_first(found), is_none=not claims)


def _claim(text: str, numbers: Sequence[object], spans: Sequence[Span]) -> DraftClaim | None:
    text = text.strip().lstrip("-*• ")
    known = [n for n in numbers if type(n) is int and 1 <= n <= len(spans)]
    if not text or not known or len(known) < len(numbers) or _MARKER.search(text):
        return None
    return DraftClaim(text, tuple(dict.fromkeys(spans[number - 1] for number in known)))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _first(claims: Iterable[DraftClaim | None]) -> tuple[DraftClaim, ...]:
    """Return the first claims, each once."""
    return tuple(dict.fromkeys(claim for claim in claims if claim))[:MAX_CLAIMS]
