"""Every test and every file that `docs/security.md` names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)
    assert len(named) > 40
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not re.search(rf"def {name}\(", (ROOT / path).read_text("utf-8"))
    ]
    assert missing == []


def test_every_file_that_the_threat_model_names_exists() -> None:
    named = re.findall(r"`((?:rag|ui|questions|embeddings|prompts|docs|deploy)/[\w./-]+)`", TEXT)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_line_of_both_lists_names_a_test_and_what_is_left() -> None:
    rows = re.findall(r"^\| ((?:A|LLM)\d\d)\b.*\|$", TEXT, re.MULTILINE)
    assert [row for row in rows if row.startswith("LLM")] == [f"LLM{n:02}" for n in range(1, 11)]
    assert [row for row in rows if not row.startswith("LLM")] == [f"A{n:02}" for n in range(1, 11)]
    for line in TEXT.splitlines():
        if re.match(r"\| (A|LLM)\d\d", line):
            assert "`tests/" in line, line[:60]
            assert line.count(" | ") == 4, line[:60]
