import hashlib
from pathlib import Path

import pytest

import prompts
from prompts import joint_version, load_prompt


def test_a_prompt_is_versioned_by_its_hash() -> None:
    file = Path(prompts.__file__).parent / "answer.txt"
    prompt = load_prompt("answer", ["language", "form"])
    assert prompt.version == hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def test_braces_in_a_document_stay_text() -> None:
    prompt = load_prompt("answer_data", ["sentences", "question"])
    filled = prompt.fill(sentences="[1] {question}", question="Кто?")
    assert "[1] {question}" in filled


def test_a_template_that_its_caller_does_not_fill_is_refused_at_load() -> None:
    with pytest.raises(ValueError, match=r"answer\.txt holds"):
        load_prompt("answer", ["question"])


def test_prompts_that_go_together_have_one_version() -> None:
    rules = load_prompt("answer", ["language", "form"])
    lines, fields = load_prompt("answer_lines", []), load_prompt("answer_fields", [])
    assert len(joint_version(rules, lines)) == 12
    assert joint_version(rules, lines) != joint_version(rules, fields)
