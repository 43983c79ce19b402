"""`askalliance questions`: files in and out, and the programme that questions are put to."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from embeddings.errors import UserError
from ui.desk.common import As, acting, store_of_settings

T = TypeVar("T")

files = typer.Typer()


@files.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="CSV, JSON, JSON lines, tweets.js, X API, Mastodon.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it gives, keep none.")
    ] = False,
    account: As = "",
) -> None:
    """Take the questions of a hashtag export into the queue; a second time adds nothing."""
    from questions.desk.importing import import_questions
    from questions.event import read_event
    from questions.intake import in_processes, read_posts, summarise, take
    from questions.screening import screen
    from ui.terminal import print_table, progress_bar

    results = take(read_posts(file), screen, read_event().tags, in_processes)
    if dry_run:
        summary, n_new = summarise(results), None
    else:
        with store_of_settings() as store, progress_bar() as progress:
            imported = import_questions(
                store, acting(store, account), results, lambda n: progress("importing", n, n)
            )
        summary, n_new = imported.summary, imported.n_new
    rows = [tuple(map(str, row)) for row in summary.rows()]
    kept = "nothing kept: a dry run" if n_new is None else f"{n_new} new in the queue"
    title = f"{file.name}: {summary.n_questions} questions, {summary.n_set_aside} set aside; {kept}"
    print_table(title, ("what", "kind", "n", "first at line"), rows)


@files.command("export")
def export_file(out: Path, account: As = "") -> None:
    """Write every question with its published answer: OUT ends with .csv, .xlsx or .json."""
    from questions.desk.exporting import exported
    from questions.export import EXPORTS

    render = _by_ending(EXPORTS, out)
    with store_of_settings() as store:
        rows = exported(store, acting(store, account))
    _write(out, render(rows), len(rows))


@files.command("pack")
def pack_file(
    whom: Annotated[str, typer.Argument(metavar="SESSION_OR_SPEAKER", help="Its id.")],
    out: Annotated[Path, typer.Option("--out", help="A file that ends with .html or .docx.")],
    language: Annotated[str, typer.Option(help="Of the headings: one of the six.")] = "ru",
    account: As = "",
) -> None:
    """Write what a speaker takes along: the questions handed over, to print or to write into."""
    from questions.desk.exporting import packed
    from questions.event import read_event
    from questions.pack import PACKS
    from rag.language import LANGUAGES

    render = _by_ending(PACKS, out)
    if language not in LANGUAGES:
        raise UserError(f"'{language}' is not known: write one of {', '.join(LANGUAGES)}.")
    with store_of_settings() as store:
        pack = packed(store, acting(store, account), whom, read_event().name, language)
    _write(out, render(pack), len(pack.questions))


@files.command()
def programme(
    file: Annotated[Path | None, typer.Argument(help="An event.toml; else ours.")] = None,
    language: Annotated[str, typer.Option(help="Of the titles: one of the six.")] = "en",
    account: As = "",
) -> None:
    """Take in the sessions and the speakers that questions are put to."""
    from questions.desk.programme import save_programme
    from questions.event import EVENT, read_event

    event = read_event(file or EVENT)
    sessions = {each.session_id: each.title(language) for each in event.sessions}
    speakers = {each.speaker_id: each.name for each in event.speakers}
    with store_of_settings() as store:
        save_programme(store, acting(store, account), sessions, speakers)
    print(f"{len(sessions)} sessions, {len(speakers)} speakers")


def _by_ending(renderers: Mapping[str, Callable[[T], bytes]], out: Path) -> Callable[[T], bytes]:
    kind = out.suffix.removeprefix(".")
    if kind not in renderers:
        endings = ", ".join(f".{each}" for each in renderers)
        raise UserError(f"'{out.name}' ends with none of {endings}: name one.")
    return renderers[kind]


def _write(out: Path, content: bytes, n_questions: int) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UserError(f"{out} cannot be written ({error.strerror}): choose another.") from error
    print(f"{n_questions} questions in {out}")
