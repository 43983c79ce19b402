import importlib.util
import json
from pathlib import Path

import pytest

from eval.matching import holds_answer, holds_evidence

GOLD = Path(__file__).parents[2] / "data" / "gold"


@pytest.mark.parametrize(
    ("answer", "text", "holds"),
    [
        ("4/4", "в решении 44/4", False),
        ("4/4", "в решении 4/4.", True),
        ("7/1", "MC.DEC/7/17", False),
        ("пандеми", "в связи с пандемией", True),
        ("пандеми", "эпипандемия", False),
        ("ещё", "еще раз", True),
    ],
)
def test_answers_are_matched_at_word_starts(answer: str, text: str, holds: bool) -> None:
    assert holds_answer(answer, text) is holds


def test_it_agrees_with_the_matcher_that_comes_with_the_gold_questions() -> None:
    spec = importlib.util.spec_from_file_location("match", GOLD / "match.py")
    assert spec is not None
    assert spec.loader is not None
    match = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(match)
    rows = [json.loads(line) for line in (GOLD / "questions.jsonl").read_text().splitlines()]
    for row in rows:
        for answer in row["answers"]:
            for text in (" ".join(row["evidence"]), row["question"], row["pinpoint"]):
                assert holds_answer(answer, text) == match.hit(answer, text)


def test_evidence_is_found_despite_marks_and_repaired_letters() -> None:
    quote = "большим числом предполагаемых жертв1, гораздо меньшим количеством выявленных"
    text = "между большим числом предполагаемых жертв, гораздо меньшим количеством выявленных лиц"
    assert holds_evidence(quote, text)
    assert not holds_evidence(quote, "числом жертв меньшим количеством")
    assert holds_evidence("Задача 5.2.", "Задача 5.2. Устойчивое развитие")
