"""What the command line prints: answers, reports, tables and progress bars."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rag.notices import notice
from rag.values import Answer, Document

if TYPE_CHECKING:
    from eval.harvest import Candidate
    from questions.helplines import Helpline
    from questions.screening import Screening
    from rag.build import BuildReport
    from ui.doctor import Finding
    from ui.listing import Listed

Progress = Callable[[str, int, int], None]
N_NEAREST = 3
LONGEST = 120  # characters
LONGEST_ANSWER = 300
AROUND = 200  # characters beside a quotation
# Control characters but tab and line feed, and those that turn the direction of writing.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield progress(step, done, total): a bar a step on a terminal, nothing elsewhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    if not sys.stderr.isatty():
        yield lambda step, done, total: None
        return
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bars:
        tasks = {}

        def update(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step)
            bars.update(tasks[step], completed=done, total=total)

        yield update


def print_answer(answer: Answer) -> None:
    """Print an answer, then each citation with its pinpoint and the words that it quotes.

    All text is printed as data: nothing in it is read as markup.
    """
    console = _console()
    if not answer.claims:
        console.print(_text(answer.notice, style="italic"))
        if answer.outcome == "refused" and answer.hits:
            _print_nearest(console, answer)
        return
    if answer.notice:
        console.print(_text(answer.notice, style="italic"))
    for claim in answer.claims:
        line = _text(claim.text)
        for marker in claim.citations:
            line.append(f" [{marker}]", style="bold cyan")
        console.print(line)
    console.print()
    for citation in answer.citations:
        line = _text(f"[{citation.marker}] ", style="bold cyan")
        line.append(visible(citation.pinpoint), style="bold")
        place = f"{citation.title} ({citation.source} {citation.start}:{citation.end})"
        line.append(visible(f"  {place}"))
        console.print(line)
        if not any(citation.quote == claim.text for claim in answer.claims):
            quote = _text(f"«{citation.quote}»", style="dim")
            console.print(Padding(quote, (0, 0, 0, 4), expand=False))


def _print_nearest(console: Console, answer: Answer) -> None:
    """Print where the first hits stand and how they begin, as what they are: no answer."""
    console.print()
    console.print(_text(notice("nearest", answer.language), style="dim"))
    for hit in answer.hits[:N_NEAREST]:
        words = " ".join(hit.passage.text.split())
        place = f"{hit.passage.pinpoint} ({hit.passage.source})"
        console.print(_text(f"  {place}: {words[:LONGEST]}…", style="dim"))


def print_build_report(report: "BuildReport") -> None:
    """Print what an index holds now and which files were left out, and why."""
    console, manifest = _console(), report.manifest
    what = "Built" if report.is_new else "Nothing changed since"
    console.print(
        _text(
            f"{what} index {manifest.generation}: {manifest.n_documents} documents, "
            f"{manifest.n_passages} passages ({report.n_parsed} files read, "
            f"{report.n_encoded} passages encoded), "
            f"encoder {manifest.encoder}."
        )
    )
    for raw in report.remarked:
        console.print(_text(f"Note: {raw.path}: {'; '.join(raw.warnings)}", style="dim"))
    for left in report.left_out:
        reason = left.reason.removeprefix(f"{left.path} ")
        console.print(_text(f"Left out: {left.path}: {reason}", style="yellow"))


def print_document(document: Document) -> None:
    """Print the facts of a document and its units by their labels."""
    console = _console()
    facts = Table.grid(padding=(0, 2))
    for name in ("source", "title", "symbol", "body", "date", "language", "url"):
        facts.add_row(_text(name, style="bold"), _text(str(getattr(document, name)) or "-"))
    facts.add_row(_text("text", style="bold"), _text(f"{len(document.text)} characters"))
    console.print(facts)
    for section in document.sections:
        words = " ".join(document.text[section.start : section.end].split())
        console.print(_text(f"{section.label}  {words[:60]}"), soft_wrap=False, overflow="ellipsis")


def print_documents(listed: Sequence["Listed"]) -> None:
    """Print a row a document, and beneath the table what a reader should know of some."""
    columns = ("source", "language", "date", "units", "notes", "passages", "linked", "title")
    rows = [
        (
            *(d.source, d.language, d.date or "-"),
            *map(str, (d.n_units, d.n_footnotes, d.n_passages, d.n_linked)),
            f"{d.symbol} {d.title}".strip(),
        )
        for d in listed
    ]
    print_table(f"{len(listed)} documents", columns, rows)
    for document in listed:
        for warning in document.warnings:
            _console().print(_text(f"Note: {document.source}: {warning}", style="dim"))


def print_screening(screening: "Screening") -> None:
    """Print a decision, the language, and the message without personal data."""
    console = _console()
    console.print(_text(f"{screening.decision} ({screening.language})", style="bold"))
    console.print(_text(screening.redacted))


def print_helplines(helplines: Sequence["Helpline"], today: date) -> None:
    """Print a row a helpline: shown as current, or to be checked at its source."""
    from questions.helplines import is_current

    rows = [
        (
            *(line.country, line.number, line.name),
            str(line.last_verified or "never"),
            "current" if is_current(line, today) else "check it",
            line.source,
        )
        for line in helplines
    ]
    n_current = sum(is_current(line, today) for line in helplines)
    title = f"{len(helplines)} helplines, {n_current} current (data/helplines.toml)"
    print_table(title, ("country", "number", "name", "last verified", "state", "source"), rows)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table of figures."""
    table = Table(title=title, title_justify="left")
    for position, column in enumerate(columns):
        table.add_column(column, justify="right" if position else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(_text, row))
    _console().print(table)


def print_changes(measures: Sequence[Mapping[str, Any]]) -> None:
    """Print for each measure the questions that were won and lost, with both answers."""
    console = _console()
    for found in measures:
        for what, style in (("wins", "green"), ("losses", "red")):
            for row in found[what]:
                console.print(_text(f"{found['measure']} {what}: {row['id']}", style=style))
                for run in ("a", "b"):
                    if row[run]:
                        said = " ".join(row[run].split())
                        console.print(_text(f"  {run}: {said[:LONGEST_ANSWER]}"))


def print_candidate(candidate: "Candidate", document: Document | None, title: str) -> None:
    """Print a question and the words that may answer it, within what stands around them."""
    console = _console()
    console.rule(title)
    console.print(_text(candidate.question, style="bold"))
    said = f"{candidate.origin} {candidate.reason}".strip()
    console.print(_text(f"{candidate.pinpoint} ({candidate.source}; {said})", style="dim"))
    start, end = candidate.start, candidate.end
    if document is None or document.text[start:end] != candidate.quote:
        console.print(_text(candidate.quote, style="reverse"))
        console.print(_text("The document has changed: these words are not there any more."))
        return
    before, after = document.text[max(start - AROUND, 0) : start], document.text[end : end + AROUND]
    console.print(_text(before) + _text(candidate.quote, style="reverse") + _text(after))


def print_findings(findings: Sequence["Finding"]) -> None:
    """Print what the doctor found, a line each."""
    console = _console()
    for finding in findings:
        mark = (
            _text("ok    ", style="green") if finding.is_good else _text("FAILS ", style="bold red")
        )
        console.print(mark + _text(f"{finding.what}: {finding.detail}"))


def visible(text: str) -> str:
    """Return the text with control and direction characters written out, so that none acts.

    Line feeds and tabs stay. An escape sequence of a document, a question or a model would
    otherwise reach the terminal.
    """
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _text(text: str, style: str = "") -> Text:
    return Text(visible(text), style=style)


def _console() -> Console:
    # Into a file or a pipe nothing is cut: lines there have no width.
    width = None if sys.stdout.isatty() else 10_000
    return Console(width=width, highlight=False, markup=False, emoji=False)
