"""What the desk's commands share: the store, who acts, what is read and printed.

Whoever runs them has the store's files, and acts as `operator`, with the role of an administrator,
or with `--as NAME` as that account. Without `--version` a command acts on what it finds.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from embeddings.errors import UserError

if TYPE_CHECKING:
    from questions.evidence import Documents
    from questions.store import Store
    from questions.workflow import Actor
    from rag.assistant import Assistant
    from rag.compose import Span
    from ui.settings import Settings

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON.")]
As = Annotated[str, typer.Option("--as", help="The account that acts.")]
Version = Annotated[int | None, typer.Option(help="The version that was read.")]
QuestionId = Annotated[str, typer.Argument(metavar="QUESTION", help="The question's id.")]
QuestionIds = Annotated[list[str], typer.Argument(metavar="QUESTION...", help="Ids of questions.")]
AnswerId = Annotated[str, typer.Argument(metavar="ANSWER", help="The answer's id.")]
ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="The claim's id.")]
Spans = Annotated[list[str] | None, typer.Option("--cite", help="Words, as SOURCE:START:END.")]

_SPAN = re.compile(r"(.*):([0-9]{1,12}):([0-9]{1,12})", re.DOTALL)


@contextmanager
def store_of_settings() -> "Iterator[Store]":
    from questions.store import open_store

    store = open_store(settings().store_url)
    try:
        yield store
    finally:
        store.close()


def acting(store: "Store", name: str) -> "Actor":
    from questions.accounts import Accounts

    return Accounts(store).actor(name) if name else operator()


def operator() -> "Actor":
    from questions.workflow import OPERATOR

    return OPERATOR


def assistant_of_settings() -> "Assistant":
    from ui.root import open_assistant

    return open_assistant(settings())


def documents_of_settings() -> "Documents":
    from questions.evidence import Documents

    return Documents(assistant_of_settings())


def settings() -> "Settings":
    from ui.settings import read_settings

    return read_settings(os.environ)


def ask_password(prompt: str, is_new: bool = False) -> str:
    """Return a password that is asked for, or the first line of what is piped in."""
    if sys.stdin.isatty():
        return str(typer.prompt(prompt, hide_input=True, confirmation_prompt=is_new))
    return sys.stdin.readline().rstrip("\n")


def read_span(text: str) -> "Span":
    from rag.compose import Span

    found = _SPAN.fullmatch(text)
    if found is None:
        raise UserError(f"'{text[:200]}' names no words: write SOURCE:START:END.")
    return Span(found[1], int(found[2]), int(found[3]))


def read_due(text: str) -> datetime:
    """Return a time in UTC; one without an offset is in UTC already. Raises UserError."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise UserError(
            f"'{text[:100]}' is no time: write one as 2026-11-20T18:00, in UTC, or with an offset "
            "as 2026-11-20T18:00+03:00."
        ) from error


def show_result(value: Any, as_json: bool, text: str) -> None:
    from ui.terminal import visible

    if as_json:
        print(json.dumps(_plain(value), ensure_ascii=False, default=str))
    elif text:
        print(visible(text))


def _plain(value: Any) -> Any:
    """Return values as JSON takes them."""
    from dataclasses import asdict, is_dataclass

    if isinstance(value, list):
        return [_plain(each) for each in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
