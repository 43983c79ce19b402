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

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from ui.parts import Parts
    from ui.settings import Settings

app = typer.Typer(
    name="askalliance",
    help="Cited answers from official documents, or silence where they are silent.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
evaluate = typer.Typer(
    help="Measure retrieval and answers against judgments.", no_args_is_help=True
)
app.add_typer(evaluate, name="eval")
app.add_typer(desk.questions, name="questions")
app.add_typer(desk.user, name="user")
app.add_typer(desk.audit, name="audit")
app.add_typer(desk.database, name="db")
for _command in (desk.backup, desk.restore, desk.purge):
    app.command()(_command)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
JsonOut = Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")]


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
    from ui.root import open_engine
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
) -> None:
    """Serve the pages and the HTTP API."""
    from ui.service import build_app, require_free_port, serve

    require_free_port(host, port)
    parts = _parts()
    parts.assistant.warm_up()
    serve(build_app(parts), host, port)


@app.command()
def doctor() -> None:
    """Check settings, packages, encoder and index. Exit code 1 if anything fails."""
    from ui.doctor import examine
    from ui.terminal import print_findings

    findings = examine(_settings())
    print_findings(findings)
    if not all(finding.is_good for finding in findings):
        raise typer.Exit(1)


@evaluate.command("gold")
def eval_gold(
    folder: Path,
    json_out: JsonOut = None,
    gate: Annotated[
        Path | None, typer.Option(help="Exit with 1 where a figure misses its threshold here.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a report with plots here.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write a short table here.")] = None,
    judge: Annotated[
        str, typer.Option(help="An entailment model that judges citations: folder, NAME@REVISION.")
    ] = "",
) -> None:
    """Answer the gold questions of a folder and measure hits, evidence, citations and refusals."""
    from eval.gates import missed
    from eval.gold import evaluate_gold, read_gold
    from eval.html_report import html_report, markdown_table
    from eval.provenance import provenance
    from ui.terminal import print_table, progress_bar

    for path in (json_out, html, markdown):
        _check_writable(path)
    gold, assistant = read_gold(folder), _assistant()
    with progress_bar() as progress:
        report = evaluate_gold(assistant, gold, progress, judge)
    encoder = assistant.index.manifest.encoder
    run = {"provenance": provenance([folder], encoder), **report.as_json()}
    print_table(report.title, report.columns, report.rows)
    if json_out:
        json_out.write_text(json.dumps(run, ensure_ascii=False, indent=1), "utf-8")
    if html:
        html.write_text(html_report(run), "utf-8")
    if markdown:
        markdown.write_text(markdown_table(run), "utf-8")
    lines = missed(report.figures, gate) if gate else []
    for line in lines:
        print(f"Missed: {line}", file=sys.stderr)
    if lines:
        raise typer.Exit(1)


@evaluate.command("sweep")
def eval_sweep(
    file: Annotated[Path, typer.Argument(help="Values to try, as eval/sweep.toml.")],
    gold_folder: Annotated[Path, typer.Option("--gold", help="Gold questions.")] = Path(
        "data/gold"
    ),
    plot: Annotated[Path | None, typer.Option(help="Draw quality against latency, as SVG.")] = None,
    json_out: JsonOut = None,
) -> None:
    """Try every combination of settings over the documents of the index; what is done is kept."""
    from eval.gold import read_gold
    from eval.provenance import provenance
    from eval.sweep import draw_front, read_sweep, run_sweep
    from ui.root import sweep_openers
    from ui.terminal import print_table, progress_bar

    for path in (plot, json_out):
        _check_writable(path)
    trials, gold, settings = read_sweep(file), read_gold(gold_folder), _settings()
    documents = _assistant().documents()
    kept = Path(settings.home) / "trials"
    with progress_bar() as progress:
        report = run_sweep(trials, documents, gold, kept, sweep_openers(settings), progress)
    print_table(report.title, report.columns, report.rows)
    if plot:
        draw_front(report, plot)
    if json_out:
        run = {"provenance": provenance([file, gold_folder], settings.encoder), **report.as_json()}
        json_out.write_text(json.dumps(run, ensure_ascii=False, indent=1), "utf-8")


@evaluate.command("harvest")
def eval_harvest(out: Path) -> None:
    """Write what moderators published and visitors judged as candidates, as JSON lines."""
    from eval.harvest import harvest, write_candidates
    from questions.workflow import OPERATOR
    from ui.desk.common import store_of_settings

    _check_writable(out)
    with store_of_settings() as store:
        found = harvest(store, OPERATOR)
    write_candidates(out, found)
    print(f"{len(found)} candidates in {out}: decide on them with `askalliance eval judge`.")


@evaluate.command("judge")
def eval_judge(
    candidates: Path,
    out: Annotated[Path, typer.Option(help="Decisions are added here, each at once.")],
) -> None:
    """Decide at the terminal which candidates are evidence; what is decided is not asked again."""
    from eval.harvest import decide, read_candidates, undecided
    from ui.terminal import print_candidate

    _check_writable(out)
    if not candidates.is_file():
        raise UserError(f"{candidates} is not there: make it with `askalliance eval harvest`.")
    open_ones = undecided(read_candidates(candidates), out)
    documents = _assistant().index.documents
    for number, each in enumerate(open_ones, start=1):
        print_candidate(each, documents.get(each.source), f"{number} of {len(open_ones)}")
        said = typer.prompt("Do these words answer it? y, n, s to skip, q to end", default="s")
        if said == "q":
            break
        if said == "y":
            told = typer.prompt("What must an answer say? Ways to say it, with | between")
            decide(each, True, [part.strip() for part in told.split("|") if part.strip()], out)
        elif said == "n":
            decide(each, False, [], out)
    print(f"{len(undecided(open_ones, out))} candidates are open.")


@evaluate.command("check")
def eval_check(
    folder: Path,
    against: Annotated[
        Path | None, typer.Option(help="Gold questions that none of these may repeat.")
    ] = None,
) -> None:
    """Check a gold folder: quotes, ids, languages, repetitions. Exit code 1 if any is wrong."""
    from eval.check import check_gold
    from eval.gold import read_gold
    from ui.terminal import print_table

    gold, others = read_gold(folder), read_gold(against) if against else []
    faults = check_gold(gold, _assistant().index.documents, others)
    rows = [(each.question_id, each.fault) for each in faults]
    print_table(f"{len(gold)} questions, {len(faults)} faults", ("question", "fault"), rows)
    if faults:
        raise typer.Exit(1)


@evaluate.command("compare")
def eval_compare(
    run_a: Path,
    run_b: Path,
    judged: Annotated[Path | None, typer.Option("--set", help="BEIR folder of TREC runs.")] = None,
    json_out: JsonOut = None,
) -> None:
    """Compare two runs question by question: files of `eval gold --json`, or TREC runs."""
    from eval.compare import as_report, compare, read_scores
    from ui.terminal import print_changes, print_table

    _check_writable(json_out)
    a, b = read_scores(run_a, judged), read_scores(run_b, judged)
    report = as_report(a, b, compare(a, b))
    print_table(report.title, report.columns, report.rows)
    print_changes(report.figures["measures"])
    if json_out:
        json_out.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), "utf-8")


@evaluate.command("calibrate")
def eval_calibrate(
    folder: Path,
    curve: Annotated[
        Path | None, typer.Option(help="Draw the risk-coverage curve here, as SVG.")
    ] = None,
    json_out: JsonOut = None,
) -> None:
    """Choose on gold questions how far from the documents a question must be to be refused."""
    from eval.calibration import calibrate, draw_curve, judge_all
    from eval.gold import read_gold
    from ui.terminal import print_table, progress_bar

    _check_writable(json_out)
    _check_writable(curve)
    gold, assistant = read_gold(folder), _assistant()
    with progress_bar() as progress:
        judged = judge_all(assistant, gold, progress)
    report = calibrate(assistant, judged)
    print_table(report.title, report.columns, report.rows)
    if curve:
        draw_curve(judged, curve)
    if json_out:
        json_out.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), "utf-8")


@evaluate.command("retrieval")
def eval_retrieval(folders: list[Path], json_out: JsonOut = None) -> None:
    """Search BEIR or gold folders with BM25, the encoder, both joined and reranked."""
    from embeddings.encoder import load_encoder
    from eval.provenance import provenance
    from eval.retrieval import evaluate_retrieval, is_gold
    from rag.rerank import open_reranker
    from ui.terminal import print_table, progress_bar

    _check_writable(json_out)
    settings = _settings()
    with progress_bar() as progress:
        report = evaluate_retrieval(
            folders,
            load_encoder(settings.encoder),
            Path(settings.home) / "runs",
            progress,
            open_reranker(settings.reranker) if settings.reranker else None,
            _assistant().retriever if any(map(is_gold, folders)) else None,
        )
    print_table(report.title, report.columns, report.rows)
    if json_out:
        run = {"provenance": provenance(folders, settings.encoder), **report.as_json()}
        json_out.write_text(json.dumps(run, ensure_ascii=False, indent=1), "utf-8")


@evaluate.command("mutations")
def eval_mutations(
    seed: Annotated[int, typer.Option(help="Of the choice of sentences and changes.")] = 0,
    n: Annotated[int, typer.Option(help="How many claims of each kind.")] = 300,
    json_out: JsonOut = None,
) -> None:
    """Change sentences of the index so that they are false, or say the same: which are kept?"""
    from eval.mutations import evaluate_mutations
    from ui.terminal import print_table

    _check_writable(json_out)
    retriever = _assistant().retriever
    report = evaluate_mutations(retriever.index, retriever.words, seed, n)
    print_table(report.title, report.columns, report.rows)
    if json_out:
        json_out.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), "utf-8")


@evaluate.command("safety")
def eval_safety(file: Path, json_out: JsonOut = None) -> None:
    """Screen the judged messages of a file: recall and precision per decision."""
    from eval.safety import evaluate_safety, read_judged
    from ui.terminal import print_table

    _check_writable(json_out)
    report = evaluate_safety(read_judged(file))
    print_table(report.title, report.columns, report.rows)
    if json_out:
        json_out.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), "utf-8")


def _check_writable(path: Path | None) -> None:
    """Raise UserError before the work rather than after it."""
    if path and not (path.parent.is_dir() and os.access(path.parent, os.W_OK)):
        raise UserError(f"{path} cannot be written: its folder is missing or closed.")


def _settings() -> "Settings":
    from ui.settings import read_settings

    return read_settings(os.environ)


def _parts() -> "Parts":
    from ui.parts import open_parts

    return open_parts(_settings())


def _assistant() -> "Assistant":
    from ui.root import open_assistant

    return open_assistant(_settings())
