"""`askalliance questions answer`: review and publication."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from ui.desk.common import (
    AnswerId,
    As,
    ClaimId,
    Spans,
    Version,
    acting,
    documents_of_settings,
    read_span,
    store_of_settings,
)

if TYPE_CHECKING:
    from questions.store import Store
    from questions.workflow import Actor

answers = typer.Typer(help="Answers to them: review and publication.", no_args_is_help=True)


def _on_answer(
    use_case: "Callable[[Store, Actor, int], object]",
    answer_id: str,
    version: int | None,
    as_name: str,
) -> None:
    from questions.desk.queue import show_one_answer

    with store_of_settings() as store:
        actor = acting(store, as_name)
        read = version or show_one_answer(store, actor, answer_id).version
        said = use_case(store, actor, read)
        if isinstance(said, float):
            print(f"support {said:.2f}")


@answers.command()
def claim(
    answer_id: AnswerId,
    take_over: Annotated[bool, typer.Option("--take-over", help="From a colleague too.")] = False,
    version: Version = None,
    as_name: As = "",
) -> None:
    """Take an answer onto your desk."""
    from questions.desk.review import claim

    _on_answer(lambda s, a, v: claim(s, a, answer_id, v, take_over), answer_id, version, as_name)


@answers.command()
def let_go(answer_id: AnswerId, version: Version = None, as_name: As = "") -> None:
    """Put an answer back for others."""
    from questions.desk.review import let_go

    _on_answer(lambda s, a, v: let_go(s, a, answer_id, v), answer_id, version, as_name)


@answers.command()
def edit(
    answer_id: AnswerId,
    claim_id: ClaimId,
    text: Annotated[str | None, typer.Option(help="The claim's new words.")] = None,
    cite: Spans = None,
    version: Version = None,
    as_name: As = "",
) -> None:
    """Change a claim's words, or all that it cites; its support is told anew."""
    from questions.desk.review import edit_claim

    spans, documents = [read_span(each) for each in cite] if cite else None, documents_of_settings()
    _on_answer(
        lambda s, a, v: edit_claim(s, a, answer_id, v, claim_id, documents, text, spans),
        answer_id,
        version,
        as_name,
    )


@answers.command()
def add(
    answer_id: AnswerId,
    text: str,
    cite: Spans = None,
    version: Version = None,
    as_name: As = "",
) -> None:
    """Add a claim to an answer."""
    from questions.desk.review import add_claim

    spans, documents = [read_span(each) for each in cite or []], documents_of_settings()
    _on_answer(
        lambda s, a, v: add_claim(s, a, answer_id, v, text, spans, documents),
        answer_id,
        version,
        as_name,
    )


@answers.command()
def drop(
    answer_id: AnswerId,
    claim_id: ClaimId,
    back: Annotated[bool, typer.Option("--back", help="Take it in again.")] = False,
    version: Version = None,
    as_name: As = "",
) -> None:
    """Take a claim out of an answer."""
    from questions.desk.review import set_dropped

    _on_answer(
        lambda s, a, v: set_dropped(s, a, answer_id, v, claim_id, not back),
        answer_id,
        version,
        as_name,
    )


@answers.command()
def approve(
    answer_id: AnswerId,
    override: Annotated[str, typer.Option(help="Why, if its words do not support it.")] = "",
    version: Version = None,
    as_name: As = "",
) -> None:
    """Approve an answer for publication."""
    from questions.desk.review import approve

    documents = documents_of_settings()
    _on_answer(
        lambda s, a, v: approve(s, a, answer_id, v, documents, override),
        answer_id,
        version,
        as_name,
    )


@answers.command()
def request_changes(
    answer_id: AnswerId, note: str, version: Version = None, as_name: As = ""
) -> None:
    """Send an answer back with what should change."""
    from questions.desk.review import request_changes

    _on_answer(
        lambda s, a, v: request_changes(s, a, answer_id, v, note), answer_id, version, as_name
    )


@answers.command()
def publish(answer_id: AnswerId, version: Version = None, as_name: As = "") -> None:
    """Publish an approved answer."""
    from questions.desk.review import publish

    documents = documents_of_settings()
    _on_answer(lambda s, a, v: publish(s, a, answer_id, v, documents), answer_id, version, as_name)


@answers.command()
def retract(answer_id: AnswerId, note: str, version: Version = None, as_name: As = "") -> None:
    """Take a published answer back."""
    from questions.desk.review import retract

    _on_answer(lambda s, a, v: retract(s, a, answer_id, v, note), answer_id, version, as_name)
