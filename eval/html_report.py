"""A run of the gold questions as one HTML file that asks no other host for anything."""

import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

MEASURES = ("evidence@1", "evidence@5", "hit", "cited")
N_WORST = 20
STYLE = """
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto;
  padding: 0 1rem; color: #1c2b2d }
h1, h2 { font-family: Georgia, serif; line-height: 1.2 }
h2 { margin-top: 2.5rem }
table { border-collapse: collapse }
tr { border-bottom: 1px solid #ddd }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.2rem }
article { border-top: 3px solid #0b5c7a; padding: .6rem 0 1rem }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 3px solid #f2c14e }
.soft { color: #5b6a6c }
svg { max-width: 100%; height: auto; background: #fff }
@media (prefers-color-scheme: dark) {
  body { background: #12191a; color: #e6ecec }
  .soft { color: #9fb0b2 }
  tr { border-color: #333 }
}
"""


def html_report(run: Mapping[str, Any]) -> str:
    """Return the report of what `eval gold --json` wrote."""
    rows = run["questions"]
    answerable = [row for row in rows if "hit" in row["scores"]]
    worst = [row for row in answerable if not row["scores"]["hit"]][:N_WORST]
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'><title>Gold questions</title>",
        f"<style>{STYLE}</style><h1>Gold questions</h1>",
        _facts(run.get("provenance", {})),
        "<h2>By group</h2>",
        _groups({name: run[name] for name in run if _is_group(run[name])}),
        "<h2>By language</h2>",
        _bars(run["by_language"]),
        _groups(run["by_language"]),
        "<h2>By tag</h2>",
        _groups(run["by_tag"]),
        "<h2>Latency</h2>",
        _latency([row["latency_ms"] for row in rows]),
        f"<h2>Answers that miss ({len(worst)})</h2>",
        *map(_side_by_side, worst),
        "</html>",
    ]
    return "\n".join(parts)


def _is_group(figures: object) -> bool:
    return isinstance(figures, Mapping) and "answered" in figures


def _facts(facts: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td><code>{escape(value)}</code></td></tr>"
        for name, value in facts.items()
    )
    return f"<table>{rows}</table>"


def _groups(groups: Mapping[str, Mapping[str, Any]]) -> str:
    names = list(next(iter(groups.values()), {}))
    head = "".join(f"<th class=n>{escape(name)}</th>" for name in names)
    body = "".join(
        f"<tr><th>{escape(group)}</th>"
        + "".join(f"<td class=n>{_number(figures[name], name)}</td>" for name in names)
        + "</tr>"
        for group, figures in groups.items()
    )
    return f"<table><tr><th></th>{head}</tr>{body}</table>"


def _number(value: float | None, name: str) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if name in ("n", "words") else f"{value:.3f}"


def _bars(groups: Mapping[str, Mapping[str, Any]]) -> str:
    import numpy as np

    figure, axes = _plot(8.0, 3.2)
    places = np.arange(len(groups))
    for number, measure in enumerate(MEASURES):
        heights = [figures[measure] or 0 for figures in groups.values()]
        axes.bar(places + (number - 1.5) * 0.2, heights, 0.2, label=measure)
    axes.set_xticks(places, list(groups))
    axes.set_ylim(0, 1)
    axes.legend(ncols=len(MEASURES), fontsize=8, loc="lower center")
    axes.grid(axis="y", alpha=0.3)
    return _svg(figure)


def _latency(milliseconds: Sequence[float]) -> str:
    import numpy as np

    figure, axes = _plot(8.0, 2.4)
    axes.hist(milliseconds, bins=40, color="#0b5c7a")
    for share in (0.5, 0.95):
        at = float(np.quantile(milliseconds, share))
        axes.axvline(at, color="#b5651d", linewidth=1)
        axes.text(at, axes.get_ylim()[1] * 0.9, f" p{share * 100:.0f} {at:.0f} ms", fontsize=8)
    axes.set_xlabel("milliseconds an answer")
    return _svg(figure)


def _plot(width: float, height: float) -> tuple[Any, Any]:
    """Return a figure of so many inches and its axes."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height), layout="constrained")


def _svg(figure: Any) -> str:
    from matplotlib import pyplot

    file = io.StringIO()
    with pyplot.rc_context({"svg.hashsalt": "askalliance"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
    pyplot.close(figure)
    svg = file.getvalue()
    return svg[svg.index("<svg") :]


def _side_by_side(row: Mapping[str, Any]) -> str:
    quotes = "".join(
        f"<blockquote>{escape(e['quote'])}<br><span class=soft>{escape(e['source'])}</span>"
        "</blockquote>"
        for e in row["evidence"]
    )
    hits = "".join(
        f"<li><b>{escape(hit['pinpoint'])}</b> {escape(hit['text'])}</li>" for hit in row["hits"]
    )
    scores = ", ".join(f"{name} {value}" for name, value in row["scores"].items())
    return (
        f"<article><h3>{escape(row['id'])} <span class=soft>{escape(row['language'])}: "
        f"{escape(scores)}</span></h3><p>{escape(row['question'])}</p><div class=sides>"
        f"<div><h4>Evidence</h4>{quotes}</div><div><h4>Answer</h4><p>{escape(row['answer'])}</p>"
        f"</div><div><h4>Hits</h4><ol>{hits}</ol></div></div></article>"
    )


def markdown_table(run: Mapping[str, Any]) -> str:
    """Return a short table for a pull request."""
    groups = {name: run[name] for name in run if _is_group(run[name])}
    head = "| | n | " + " | ".join(MEASURES) + " | answered |"
    lines = [head, "|---" * (len(MEASURES) + 3) + "|"]
    for name, figures in groups.items():
        cells = [_number(figures[measure], measure) for measure in (*MEASURES, "answered")]
        lines.append(f"| {name} | {figures['n']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
