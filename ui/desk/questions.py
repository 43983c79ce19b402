"""`askalliance questions`: the queue, and what becomes of questions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from embeddings.errors import UserError
from ui.desk.answers import answers
from ui.desk.common import (
    As,
    JsonFlag,
    QuestionId,
    QuestionIds,
    Version,
    acting,
    ask_password,
    assistant_of_settings,
    documents_of_settings,
    read_due,
    settings,
    show_result,
    store_of_settings,
)
from ui.desk.files import files

if TYPE_CHECKING:
    from questions.desk.queue import Filter
    from questions.store import Store
    from questions.views import ShownQuestion
    from questions.workflow import Actor

questions = typer.Typer(help="Questions to the speakers: the queue.", no_args_is_help=True)
questions.add_typer(answers, name="answer")
questions.add_typer(files)


@questions.command()
def submit(
    text: Annotated[str, typer.Argument(help="The question.")],
    language: Annotated[str, typer.Option(help="One of the six; detected if none.")] = "",
    name: Annotated[str, typer.Option(help="What the asker wants to be called.")] = "",
    session: Annotated[str, typer.Option(help="The session's id.")] = "",
    speaker: Annotated[str, typer.Option(help="The speaker's id.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Put a question to the speakers; the receipt is shown this once."""
    from embeddings.encoder import load_encoder
    from questions.desk.offering import Offers
    from questions.desk.submission import Submission
    from questions.desk.submission import submit as submit_question
    from ui.root import open_gate

    submission = Submission(text, language, name, session, speaker)
    encoder = load_encoder(settings().encoder)
    with store_of_settings() as store:
        sent = submit_question(store, open_gate(), submission, offers=Offers(store, encoder))
    if sent.outcome == "rejected":
        raise UserError(sent.notice)
    lines = [sent.notice or f"{sent.question_id}\nReceipt: {sent.receipt}"]
    for offer in sent.offers:
        lines.append(f"Answered already, {offer.question_id}: {offer.text}")
        lines += [f"  {answer.language}  {answer.text}" for answer in offer.answers]
    show_result(sent, as_json, "\n".join(lines))


@questions.command("similar")
def find_similar(text: str, account: As = "", as_json: JsonFlag = False) -> None:
    """Show questions of the queue that ask the same, or nearly, in any language."""
    from embeddings.encoder import load_encoder
    from questions.desk.exporting import asked
    from questions.similar import SimilarQuestions

    with store_of_settings() as store:
        known = asked(store, acting(store, account))
    found = SimilarQuestions(load_encoder(settings().encoder), known).suggest(text, 5)
    said = {each.question_id: each.text for each in known}
    lines = [f"{each.likeness:.2f} {each.question_id} {said[each.question_id]}" for each in found]
    show_result(found, as_json, "\n".join(lines))


@questions.command("status")
def show_status(receipt: str, as_json: JsonFlag = False) -> None:
    """Show what became of the question that a receipt is for."""
    from questions.desk.asker import status

    with store_of_settings() as store:
        found = status(store, receipt)
    said = [found.state, found.told, *(answer.text for answer in found.answers)]
    show_result(found, as_json, "\n".join(filter(None, said)))


@questions.command()
def withdraw(receipt: str) -> None:
    """Delete the question that a receipt is for."""
    from questions.desk.asker import withdraw

    with store_of_settings() as store:
        withdraw(store, receipt)


@questions.command()
def counts(as_json: JsonFlag = False) -> None:
    """Show how many questions are in each state."""
    from questions.desk.asker import counts

    with store_of_settings() as store:
        counted = counts(store)
    show_result(counted, as_json, "\n".join(f"{n:6} {state}" for state, n in counted.items()))


@questions.command("list")
def list_them(
    state: Annotated[list[str] | None, typer.Option(help="Only these; give it again.")] = None,
    language: str = "",
    session: str = "",
    speaker: str = "",
    search: Annotated[str, typer.Option(help="Words that all stand in the question.")] = "",
    stale: Annotated[bool, typer.Option("--stale", help="Whose answer's words changed.")] = False,
    order: Annotated[
        Literal["oldest", "newest", "votes"], typer.Option(help="What stands first.")
    ] = "oldest",
    limit: int = 100,
    offset: int = 0,
    clusters: Annotated[
        bool, typer.Option("--clusters", help="Open ones that several people ask, together.")
    ] = False,
    as_name: As = "",
    as_json: JsonFlag = False,
) -> None:
    """List the questions."""
    from questions.desk.queue import Filter, list_questions
    from questions.workflow import QUESTION_STATES

    for unknown in set(state or ()) - set(QUESTION_STATES):
        raise UserError(f"'{unknown}' is no state: write one of {', '.join(QUESTION_STATES)}.")
    with store_of_settings() as store:
        chosen = Filter(tuple(state or ()), language, session, speaker, search, stale, order)
        actor = acting(store, as_name)
        if clusters:
            _list_clusters(store, actor, chosen, slice(offset, offset + limit), as_json)
            return
        found = list_questions(store, actor, chosen, limit, offset)
    show_result(found, as_json, "\n".join(map(_line, found)))


def _list_clusters(
    store: "Store", actor: "Actor", chosen: "Filter", page: slice, as_json: bool
) -> None:
    from embeddings.encoder import load_encoder
    from questions.desk.clusters import clusters

    found = clusters(store, actor, load_encoder(settings().encoder), chosen)[page]
    show_result(found, as_json, "\n\n".join("\n".join(map(_line, each)) for each in found))


def _line(question: "ShownQuestion") -> str:
    q = question
    return f"{q.id}  {q.state:10} {q.language}  {q.n_votes:3}  {q.text}"


@questions.command()
def show(question_id: QuestionId, as_name: As = "", as_json: JsonFlag = False) -> None:
    """Show a question with its answers, what is merged into it and what was said of it."""
    from questions.desk.queue import show

    with store_of_settings() as store:
        file = show(store, acting(store, as_name), question_id)
    q = file.question
    lines = [f"{q.id} v{q.version}  {q.state} {q.reason}  {q.language}  {q.n_votes} votes", q.text]
    lines += [f"  = {each.text}" for each in file.merged]
    for each in file.answers:
        stale = " STALE" if each.is_stale else ""
        lines.append(f"{each.id} v{each.version}  {each.state}{stale}  {each.language}")
        for part in each.claims:
            mark = "-" if part.is_dropped else " "
            lines.append(f"  {mark}{part.id}  {part.support:.2f}  {part.text}")
            lines += [f"      {c.source}:{c.start}:{c.end}  «{c.quote}»" for c in part.citations]
    lines += [f"{each.at:%Y-%m-%d %H:%M} {each.account}: {each.text}" for each in file.remarks]
    show_result(file, as_json, "\n".join(lines))


def _on_questions(
    use_case: "Callable[[Store, Actor, str, int], object]",
    ids: list[str],
    version: int | None,
    as_name: str,
) -> None:
    """Do something to each of the questions; the reasons of those that fail are told at the end."""
    from questions.desk.queue import show
    from questions.desk.triage import in_bulk

    with store_of_settings() as store:
        actor = acting(store, as_name)
        read = [(i, version or show(store, actor, i).question.version) for i in ids]
        done = in_bulk(lambda i, v: use_case(store, actor, i, v), read)
    reasons = [each.reason for each in done if each.reason]
    if reasons:
        raise UserError(" ".join(reasons))


@questions.command()
def accept(ids: QuestionIds, version: Version = None, as_name: As = "") -> None:
    """Take questions up for an answer."""
    from questions.desk.triage import accept

    _on_questions(accept, ids, version, as_name)


@questions.command()
def release(ids: QuestionIds, version: Version = None, as_name: As = "") -> None:
    """Let questions into the queue that the screening held."""
    from questions.desk.triage import release

    _on_questions(release, ids, version, as_name)


@questions.command()
def reject(
    ids: QuestionIds,
    reason: Annotated[str, typer.Option(help="The public code of the reason.")],
    version: Version = None,
    as_name: As = "",
) -> None:
    """Turn questions down."""
    from questions.desk.triage import reject

    _on_questions(lambda s, a, i, v: reject(s, a, i, v, reason), ids, version, as_name)


@questions.command()
def reopen(ids: QuestionIds, version: Version = None, as_name: As = "") -> None:
    """Bring rejected questions back into the queue."""
    from questions.desk.triage import reopen

    _on_questions(reopen, ids, version, as_name)


@questions.command()
def forward(
    ids: QuestionIds,
    speaker: Annotated[str, typer.Option(help="The speaker's id.")],
    due: Annotated[str, typer.Option(help="Until when, as 2026-11-20T18:00; UTC if no offset.")],
    version: Version = None,
    as_name: As = "",
) -> None:
    """Hand questions to a speaker."""
    from questions.desk.triage import forward

    due_at = read_due(due)
    _on_questions(lambda s, a, i, v: forward(s, a, i, v, speaker, due_at), ids, version, as_name)


@questions.command()
def recall(ids: QuestionIds, version: Version = None, as_name: As = "") -> None:
    """Take questions back from their speaker."""
    from questions.desk.triage import recall

    _on_questions(recall, ids, version, as_name)


@questions.command()
def record(
    question_id: QuestionId,
    text: Annotated[str, typer.Argument(help="What the speaker said.")],
    language: Annotated[str, typer.Option(help="One of the six.")] = "ru",
    version: Version = None,
    as_name: As = "",
) -> None:
    """Keep what a speaker said as a draft of the answer."""
    from questions.desk.drafting import record_spoken

    def keep(store: "Store", actor: "Actor", question_id: str, version: int) -> None:
        print(record_spoken(store, actor, question_id, version, text, language))

    _on_questions(keep, [question_id], version, as_name)


@questions.command()
def draft(
    ids: QuestionIds,
    language: Annotated[str, typer.Option(help="Of a merged wording; else its own.")] = "",
    version: Version = None,
    as_name: As = "",
) -> None:
    """Have questions answered, and print the answers' ids."""
    from questions.desk.drafting import draft

    assistant = assistant_of_settings()

    def answer(store: "Store", actor: "Actor", question_id: str, version: int) -> None:
        print(draft(store, actor, question_id, version, assistant, language))

    _on_questions(answer, ids, version, as_name)


@questions.command()
def merge(
    ids: QuestionIds,
    into: Annotated[str, typer.Option(help="The question that stays.")],
    version: Version = None,
    as_name: As = "",
) -> None:
    """Merge questions into another that asks the same."""
    from questions.desk.merging import merge

    _on_questions(lambda s, a, i, v: merge(s, a, i, v, into), ids, version, as_name)


@questions.command()
def unmerge(ids: QuestionIds, version: Version = None, as_name: As = "") -> None:
    """Take merged questions apart again."""
    from questions.desk.merging import unmerge

    _on_questions(unmerge, ids, version, as_name)


@questions.command()
def note(question_id: QuestionId, text: str, as_name: As = "") -> None:
    """Keep a note for colleagues."""
    from questions.desk.triage import note

    with store_of_settings() as store:
        note(store, acting(store, as_name), question_id, text)


@questions.command()
def vote(
    question_id: QuestionId, visitor: Annotated[str, typer.Option(help="A random token.")]
) -> None:
    """Count a visitor's vote, once."""
    from questions.desk.asker import vote

    with store_of_settings() as store:
        print("counted" if vote(store, question_id, visitor) else "counted before")


@questions.command()
def stale(as_json: JsonFlag = False) -> None:
    """Mark published answers whose words changed; run it after `askalliance index`."""
    from questions.desk.drafting import mark_stale
    from questions.workflow import SYSTEM

    with store_of_settings() as store:
        marked = mark_stale(store, SYSTEM, documents_of_settings())
    show_result(marked, as_json, "\n".join(marked))


@questions.command()
def inbox(
    as_name: Annotated[str, typer.Option("--as", help="An account of the safeguarding role.")],
    close: Annotated[str, typer.Option(help="The id of a call that was seen to.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Show the calls for help to the safeguarding role, which is asked for its password."""
    from questions.accounts import Accounts
    from questions.desk.inbox import close_call, read_inbox

    with store_of_settings() as store:
        accounts = Accounts(store)
        accounts.require_password(as_name, ask_password("Password"))
        actor = accounts.actor(as_name)
        calls = read_inbox(store, actor)
        for call in calls:
            if call.id == close:
                close_call(store, actor, call.id, call.version)
    show_result(
        calls, as_json, "\n".join(f"{c.id}  {c.created_at:%Y-%m-%d %H:%M}  {c.text}" for c in calls)
    )
