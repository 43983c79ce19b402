"""Say how much of the gold figures in other languages is the termbase's and its writer's knowledge.

    python -m benchmarks.terms

The termbase (`rag/terms.tsv`) was written by people who had seen these questions. Three rows: with
it; for each question without the terms that touch no other question, which is a lower bound of what
terms written blindly give; and without it. The index must be there (`make index`).
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.gold import GoldQuestion, Outcome, judge, read_gold
from rag import names
from rag.assistant import Assistant
from ui.root import open_assistant
from ui.settings import read_settings

GOLD = Path(__file__).parents[1] / "data" / "gold"
Row = str


def main() -> None:
    """Print evidence, hits and answers of the gold questions that are not in Russian."""
    questions = [q for q in read_gold(GOLD) if q.is_answerable and q.language != "ru"]
    head, *rows = names.TERMS.read_text("utf-8").splitlines()
    assistant = open_assistant(read_settings(os.environ))
    with tempfile.TemporaryDirectory() as folder:
        names.TERMS = Path(folder) / "terms.tsv"

        def use(kept: Sequence[Row]) -> None:
            names.TERMS.write_text("\n".join([head, *kept]) + "\n", "utf-8")
            for cached in (names._terms, names._known, assistant.retriever._asked):
                cached.cache_clear()

        touched = _touched(questions, rows, use)
        n_touched = Counter(row for each in touched.values() for row in each)
        kept_without_own = {
            id_: [row for row in rows if row not in each or n_touched[row] > 1]
            for id_, each in touched.items()
        }
        print(f"{'':26}first  in 5   hit    cited  answered")
        for name, kept in (
            ("all terms", dict.fromkeys(touched, rows)),
            ("without a question's own", kept_without_own),
            ("no terms", dict.fromkeys(touched, rows[:0])),
        ):
            print(f"{name:26}{_figures(assistant, questions, kept, use)}", flush=True)


def _touched(
    questions: Sequence[GoldQuestion], rows: Sequence[Row], use: Callable[[Sequence[Row]], None]
) -> dict[str, set[Row]]:
    """Return the terms that change each question when they stand alone in the termbase."""

    def said() -> dict[str, str]:
        return {q.id: names.spelt_out(q.question, q.language, ("ru",)) for q in questions}

    use([])
    before = said()
    found: dict[str, set[Row]] = {q.id: set() for q in questions}
    for row in rows:
        use([row])
        for id_, text in said().items():
            if text != before[id_]:
                found[id_].add(row)
    return found


def _figures(
    assistant: Assistant,
    questions: Sequence[GoldQuestion],
    kept: dict[str, list[Row]],
    use: Callable[[Sequence[Row]], None],
) -> str:
    outcomes: list[Outcome] = []
    for question in questions:
        use(kept[question.id])
        outcomes.append(judge(question, assistant.ask(question.question, question.history)))
    shares = (
        sum(told) / len(outcomes)
        for told in (
            [each.evidence_at_1 for each in outcomes],
            [each.evidence_at_5 for each in outcomes],
            [each.is_hit for each in outcomes],
            [each.is_cited for each in outcomes],
            [each.answer.outcome == "answered" for each in outcomes],
        )
    )
    return "  ".join(f"{share:.3f}" for share in shares)


if __name__ == "__main__":
    main()
