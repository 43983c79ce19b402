"""The commands `askalliance eval ...`, imported by `ui.cli`; heavy things only when run."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from embeddings.errors import UserError

if TYPE_CHECKING:
    from eval.retrieval import Qrels
    from rag.assistant import Assistant
    from ui.settings import Settings

evaluate = typer.Typer(
    help="Measure retrieval and answers against judgments.", no_args_is_help=True
)

JsonOut = Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")]


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
    judged: Annotated[
        Path | None, typer.Option("--set", help="BEIR or gold folder of TREC runs.")
    ] = None,
    json_out: JsonOut = None,
) -> None:
    """Compare two runs question by question: files of `eval gold --json`, or TREC runs."""
    from eval.compare import as_report, compare, read_scores
    from ui.terminal import print_changes, print_table

    _check_writable(json_out)
    qrels = _qrels(judged) if judged else None
    a, b = read_scores(run_a, qrels), read_scores(run_b, qrels)
    report = as_report(a, b, compare(a, b))
    print_table(report.title, report.columns, report.rows)
    print_changes(report.figures["measures"])
    if json_out:
        json_out.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), "utf-8")


def _qrels(folder: Path) -> "Qrels":
    from eval.retrieval import is_gold, read_beir, read_gold_set

    judged = read_gold_set(folder, _assistant().index) if is_gold(folder) else read_beir(folder)
    return judged.qrels


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


def _assistant() -> "Assistant":
    from ui.root import open_assistant

    return open_assistant(_settings())
