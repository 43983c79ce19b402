"""Time the query path over the gold questions: retrieval, and a whole ask.

    python benchmarks/ask.py [--json FILE]

The index of the sample corpus must be there (`make index`). Times are of this machine; what they
compare with is given in one run: the same questions asked of the same index.
"""

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.gold import read_gold
from ui.root import open_assistant
from ui.settings import read_settings

ROUNDS = 5
GOLD = Path(__file__).parents[1] / "data" / "gold"


def main() -> None:
    """Print p50 and p95 in milliseconds, and write them as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    assistant = open_assistant(read_settings(os.environ))
    assistant.warm_up()
    questions = [gold.question for gold in read_gold(GOLD)]
    retriever = assistant.retriever
    figures = {
        "bm25": _times_ms(lambda text: retriever.search(text, system="bm25"), questions),
        "dense": _times_ms(lambda text: retriever.search(text, system="dense"), questions),
        "joined": _times_ms(retriever.search, questions),
        "ask": _times_ms(assistant.ask, questions),
    }
    print(f"{'':8}{'p50 ms':>8}{'p95 ms':>8}")
    for name, figure in figures.items():
        print(f"{name:8}{figure['p50_ms']:8.2f}{figure['p95_ms']:8.2f}")
    if arguments.json:
        machine = {"python": platform.python_version(), "cores": os.cpu_count()}
        report = {"machine": machine, "n_questions": len(questions), "rounds": ROUNDS, **figures}
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def _times_ms(call: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    times = []
    for _ in range(ROUNDS):
        for question in questions:
            began = time.perf_counter()
            call(question)
            times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return {
        "p50_ms": round(statistics.median(times), 3),
        "p95_ms": round(times[int(0.95 * len(times))], 3),
    }


if __name__ == "__main__":
    main()
