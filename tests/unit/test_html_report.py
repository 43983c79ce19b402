import re
from pathlib import Path
from typing import Any

from eval.html_report import html_report, markdown_table
from eval.provenance import provenance

GROUP = {
    "n": 1, "evidence@1": 1.0, "evidence@5": 1.0, "hit": 0.0, "cited": None, "answered": 1.0,
}  # fmt: skip


def run(question: str = "Когда?") -> dict[str, Any]:
    return {
        "provenance": {"command": "askalliance eval gold data/gold"},
        "Russian": GROUP,
        "by_language": {"ru": GROUP},
        "by_tag": {"tweet": GROUP},
        "questions": [
            {
                "id": "q1",
                "language": "ru",
                "question": question,
                "scores": {"hit": 0},
                "answer": "В 2004 г. [1]",
                "evidence": [{"source": "a.md", "quote": "в 2018 г."}],
                "hits": [{"pinpoint": "п. 1", "text": "Альянс"}],
                "latency_ms": 12.0,
            }
        ],
    }


def test_the_report_holds_evidence_answer_and_hits_of_what_missed() -> None:
    html = html_report(run())
    for words in ("askalliance eval gold", "Когда?", "в 2018 г.", "В 2004 г. [1]", "п. 1", "<svg"):
        assert words in html


def test_the_report_asks_no_other_host_and_runs_nothing() -> None:
    html = html_report(run("<script>alert(1)</script>"))
    assert "<script" not in html
    addresses = set(re.findall(r"https?://[^\s\"'<]+", html))
    assert all(
        "w3.org" in a or "matplotlib.org" in a or "purl.org" in a or "creativecommons.org" in a
        for a in addresses
    )
    assert not re.search(r"<(img|link|iframe)\b|src=|url\(http", html)


def test_a_short_table_for_a_pull_request() -> None:
    assert (
        markdown_table(run()).splitlines()[2]
        == "| Russian | 1 | 1.000 | 1.000 | 0.000 | - | 1.000 |"
    )


def test_a_run_names_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.jsonl").write_text("{}")
    one = provenance([tmp_path / "gold"], "encoder@1")
    (tmp_path / "gold" / "a.jsonl").write_text("[]")
    other = provenance([tmp_path / "gold"], "encoder@1")
    assert one["encoder"] == "encoder@1"
    assert one["data gold"] != other["data gold"]
    assert {"command", "commit", "python", "machine", "numpy"} <= set(one)
