"""The command line: `askalliance index | ask | document | screen | questions | serve | eval | ...`.

Exit codes: 0 done, 1 a gate was missed, 2 a user's mistake, named in one line on stderr.
Nothing heavy is imported here at the top, so that `--help` is instant.
"""

import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from embeddings.errors import UserError
from ui import desk
from ui.evaluation import evaluate

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from ui.settings import Settings

app = typer.Typer(
    name="askalliance",
    help="Cited answers from official documents, or silence where they are silent.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(evaluate, name="eval")
app.add_typer(desk.questions, name="questions")
app.add_typer(desk.user, name="user")
app.add_typer(desk.audit, name="audit")
app.add_typer(desk.database, name="db")
for _command in (desk.backup, desk.restore, desk.purge):
    app.command()(_command)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def main() -> None:
    """Run the command line; what a user can put right is one line on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(app(standalone_mode=False))
    except UserError as error:
        _fail(str(error))
    except typer.Abort:
        _fail("Stopped.")
    except Exception as error:  # typer's own, which name no common type of a public module
        if not hasattr(error, "format_message"):
            raise
        said = error.format_message().rstrip(".")
        if said:  # else the help has been printed
            _fail(f"{said}. See `askalliance --help`.")
        raise SystemExit(2) from None


def _fail(message: str) -> NoReturn:
    from ui.terminal import visible

    print(f"askalliance: {visible(' '.join(message.split()))}", file=sys.stderr)
    raise SystemExit(2)


@app.command()
def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders.")] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget the paths that were indexed before.")
    ] = False,
    engine: Annotated[
        str, typer.Option(help="Who does the work: local, or ray for a Ray cluster.")
    ] = "local",
) -> None:
    """Build the index from files and folders, or update it; without a path, read all again."""
    from embeddings.encoder import load_encoder
    from rag.build import build_index
    from ui.root import open_engine, open_milvus
    from ui.terminal import print_build_report, progress_bar

    settings = _settings()
    with open_engine(engine, settings) as opened, progress_bar() as progress:
        report = build_index(
            settings.index_folder,
            paths or [],
            load_encoder(settings.encoder),
            progress,
            is_fresh=fresh,
            engine=opened,
            milvus=open_milvus(settings),
        )
    print_build_report(report)


@app.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="The question.")] = None,
    as_json: JsonFlag = False,
    batch: Annotated[
        Path | None, typer.Option(help='JSON lines of {"id", "question", "history"?}.')
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the answers to --batch go.")] = None,
) -> None:
    """Answer a question from the documents, every sentence cited, or say that they do not say."""
    from rag.smalltalk import small_talk
    from ui.contract import answer_json
    from ui.terminal import print_answer

    if batch is not None:
        if text is not None or out is None:
            raise UserError("--batch takes its questions from a file: give --out, and no TEXT.")
        _ask_batch(batch, out)
        return
    if text is None:
        raise UserError('There is no question: write one, as in `askalliance ask "When …?"`.')
    answer = _assistant().ask(text)
    if as_json:
        print(json.dumps(answer_json(answer), ensure_ascii=False))
    if answer.outcome == "rejected" and small_talk(text) is None:
        raise UserError(answer.notice)
    if not as_json:
        print_answer(answer)


def _ask_batch(batch: Path, out: Path) -> None:
    from ui.batch import answer_batch, read_batch
    from ui.terminal import progress_bar

    rows = read_batch(batch)
    assistant = _assistant()
    with progress_bar() as progress:
        answer_batch(assistant, rows, out, progress)


@app.command()
def document(
    source: Annotated[str, typer.Argument(help="The document's file name.")],
    text: Annotated[
        bool, typer.Option("--text", help="Print the cleaned text that offsets refer to.")
    ] = False,
) -> None:
    """Show what the index holds of a document: its facts and units, or its text."""
    from rag.generation import read_manifest
    from rag.index import read_documents
    from ui.terminal import print_document

    folder = _settings().index_folder
    documents = read_documents(folder, read_manifest(folder))
    if source not in documents:
        raise UserError(f"No document '{source}' is in the index: it holds {', '.join(documents)}.")
    if text:
        sys.stdout.write(documents[source].text)
    else:
        print_document(documents[source])


@app.command()
def documents(as_json: JsonFlag = False) -> None:
    """List the documents that the index holds, with counts and warnings."""
    from dataclasses import asdict

    from ui.listing import list_documents
    from ui.terminal import print_documents

    listed = list_documents(_settings().index_folder)
    if as_json:
        print(json.dumps([asdict(document) for document in listed], ensure_ascii=False))
    else:
        print_documents(listed)


@app.command()
def screen(
    text: Annotated[str | None, typer.Argument(help="The message.")] = None,
    as_json: JsonFlag = False,
    batch: Annotated[Path | None, typer.Option(help='JSON lines of {"id", "text"}.')] = None,
    out: Annotated[Path | None, typer.Option(help="Where the decisions on --batch go.")] = None,
) -> None:
    """Tell a question from a call for help, personal data, abuse, orders, spam and noise."""
    from questions.screening import screen
    from ui.contract import screening_json
    from ui.terminal import print_screening

    if batch is not None:
        if text is not None or out is None:
            raise UserError("--batch takes its messages from a file: give --out, and no TEXT.")
        _screen_batch(batch, out)
        return
    if text is None:
        raise UserError('There is no message: write one, as in `askalliance screen "When …?"`.')
    screening = screen(text)
    if as_json:
        print(json.dumps(screening_json(screening), ensure_ascii=False))
    else:
        print_screening(screening)


def _screen_batch(batch: Path, out: Path) -> None:
    from ui.batch import read_messages, screen_batch
    from ui.terminal import progress_bar

    messages = read_messages(batch)
    with progress_bar() as progress:
        screen_batch(messages, out, progress)


@app.command()
def helplines() -> None:
    """List the helplines, and which of them need checking before they are shown."""
    from datetime import date

    from questions.helplines import read_helplines
    from ui.terminal import print_helplines

    print_helplines(read_helplines(), date.today())


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 7860,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes: one a core for a crowd.")
    ] = 1,
) -> None:
    """Serve the pages and the HTTP API."""
    from ui.service import open_app, require_free_port, serve

    require_free_port(host, port)
    settings = _settings()
    if workers > 1:
        _assistant()  # what is wrong is said once, not by each
    serve(open_app, host, port, workers, Path(settings.home) / "figures")


@app.command()
def doctor() -> None:
    """Check settings, packages, encoder and index. Exit code 1 if anything fails."""
    from ui.doctor import examine
    from ui.terminal import print_findings

    findings = examine(_settings())
    print_findings(findings)
    if not all(finding.is_good for finding in findings):
        raise typer.Exit(1)


def _settings() -> "Settings":
    from ui.settings import read_settings

    return read_settings(os.environ)


def _assistant() -> "Assistant":
    from ui.root import open_assistant

    return open_assistant(_settings())
