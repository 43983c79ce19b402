"""Write the tables of figures in README and docs from the committed runs.

    python -m benchmarks.tables

A table stands between `<!-- table NAME: FILE -->` and `<!-- end -->`; a test holds the pages
against the files.
"""

import json
import re
import statistics
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs" / "evaluation.md")
_TABLE = re.compile(r"(<!-- table (\w+): (\S+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_GOLD = {
    "Russian": "Russian questions",
    "other languages": "in five other languages",
    "unanswerable, near": "unanswerable, near the subject",
    "unanswerable, off": "unanswerable, off the subject",
}
_LATENCY = ("p50_ms", "p95_ms")
_MEASURES = {
    "evidence@1": "evidence first",
    "evidence@5": "evidence in first 5",
    "answered": "answered",
    "hit": "answer hit",
    "complete": "complete",
    "cited": "evidence cited",
    "words": "words (median)",
}


def main() -> None:
    """Rewrite the tables of the pages."""
    for page in PAGES:
        page.write_text(with_tables(page.read_text("utf-8")), "utf-8")


def with_tables(text: str) -> str:
    """Return a text with its tables as the files that they name have them."""

    def table(found: re.Match[str]) -> str:
        run = json.loads((ROOT / found[3]).read_text("utf-8"))
        return f"{found[1]}{_TABLES[found[2]](run)}{found[5]}"

    return _TABLE.sub(table, text)


def _retrieval(run: Mapping[str, Any]) -> str:
    rows = [
        [name, *(f"{systems[s]['nDCG@10']:.3f}" for s in ("bm25", "dense", "joined"))]
        for name, systems in run["sets"].items()
    ]
    return _markdown(["Set", "BM25", "encoder", "joined"], rows)


def _gold(run: Mapping[str, Any]) -> str:
    rows = [
        [
            title,
            str(run[group]["n"]),
            *(_cell(run[group][measure], measure) for measure in _MEASURES),
        ]
        for group, title in _GOLD.items()
    ]
    return _markdown(["", "n", *_MEASURES.values()], rows)


def _peers(run: Mapping[str, Any]) -> str:
    sets = [name for name in run if name not in ("machine", "gold")]
    head = ["", "Russian, first", "in 5", "other languages, first", "in 5", "ms a query"]
    rows = [
        [
            system,
            *(f"{figures[key]:.3f}" for key in ("ru@1", "ru@5", "other@1", "other@5")),
            f"{figures['p50 ms']:.1f}",
            *(f"{run[name][system]['nDCG@10']:.3f}" for name in sets),
        ]
        for system, figures in run["gold"].items()
    ]
    return _markdown([*head, *sets], rows)


def _sweep(run: Mapping[str, Any]) -> str:
    trials = run["trials"]
    varied = [
        name for name in trials[0]["trial"] if len({each["trial"][name] for each in trials}) > 1
    ]
    measures = ("evidence@1", "evidence@5", "hit", "cited")
    rows = [
        [
            *(str(each["trial"][name]) for name in varied),
            *(f"{each[measure]:.3f}" for measure in measures),
            f"{each['p50_ms']:.1f}",
            "yes" if at in run["front"] else "",
        ]
        for at, each in enumerate(trials)
    ]
    return _markdown([*varied, *measures, "ms", "front"], rows)


def _compare(run: Mapping[str, Any]) -> str:
    rows = [
        [
            each["measure"],
            f"{each['a']:.3f}",
            f"{each['b']:.3f}",
            f"{each['b'] - each['a']:+.3f} [{', '.join(f'{x:+.3f}' for x in each['interval'])}]",
            f"{each['p']:.4f}",
            str(len(each["wins"])),
            str(len(each["losses"])),
        ]
        for each in run["measures"]
    ]
    head = ["measure", run["a"], run["b"], "difference [95 %]", "p", "wins", "losses"]
    return _markdown(head, rows)


def _load(run: Mapping[str, Any]) -> str:
    def row(name: str, runs: list[Mapping[str, Any]]) -> list[str]:
        middle = {key: statistics.median(r[key] for r in runs) for key in ("per_s", *_LATENCY)}
        faults = sum(r["wrong"] + r["busy"] + sum(r["errors"].values()) for r in runs)
        return [name, *(f"{middle[key]:.0f}" for key in ("per_s", *_LATENCY)), str(faults)]

    rows = [
        row("100 clients", run["ours"]),
        row("Gradio as by default, 100 clients", run["gradio_1"]),
        row("Gradio, 8 at once, 100 clients", run["gradio_8"]),
        row("300 clients", [run["ours_300"]]),
        row("1 client", [run["ours_1"]]),
        row(f"100 clients for {len(run['soak']['memory_mb']) / 4:.0f} minutes", [run["soak"]]),
    ]
    head = ["", "answers a second", "p50 ms", "p95 ms", "wrong, refused or lost"]
    return _markdown(head, rows)


def _cell(value: float | None, measure: str) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if measure == "words" else f"{value:.3f}"


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


_TABLES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "retrieval": _retrieval,
    "gold": _gold,
    "peers": _peers,
    "sweep": _sweep,
    "compare": _compare,
    "load": _load,
}

if __name__ == "__main__":
    main()
