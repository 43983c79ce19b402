"""Time the intake of an export: reading and cleaning alone, and with the screening.

    python -m benchmarks.intake [--rows N] [--screened N] [--json FILE]

The rows are the gold questions, dressed up as posts, each made different by its number. Every
format is read in a process of its own, so that the peak of memory is its own. Seconds are those
of the processor, so that what else the machine does counts little.
"""

import argparse
import json
import multiprocessing
import os
import platform
import resource
import tempfile
import time
from collections import deque
from itertools import islice
from pathlib import Path
from typing import Any

from eval.gold import read_gold
from questions.intake import Post, read_posts, take
from questions.screening import Screening, screen

GOLD = Path(__file__).parents[1] / "data" / "gold"
TAGS = ("AskOSCEAlliance", "CTHB20")
FORMATS = ("csv", "x-archive", "mastodon-lines")


def main() -> None:
    """Print rows a second and peak memory in MB by format, and write them as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--screened", type=int, default=3_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in FORMATS:
            path = Path(folder) / name
            _write(path, name, arguments.rows)
            with spawn.Pool(1) as pool:
                figures[name] = pool.apply(_cleaned, (path,))
                print(name, figures[name])
        with spawn.Pool(1) as pool:
            figures["screened"] = pool.apply(_screened, (path, arguments.screened))
            print("screened", figures["screened"])
    if arguments.json:
        machine = {"python": platform.python_version(), "cores": os.cpu_count()}
        report = {"machine": machine, "n_rows": arguments.rows, **figures}
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def _write(path: Path, name: str, n_rows: int) -> None:
    gold = [each.question for each in read_gold(GOLD)]
    with path.open("w", encoding="utf-8") as file:
        file.write(
            {"csv": "id,text,date\n", "x-archive": "window.YTD.tweets.part0 = [\n"}.get(name, "")
        )
        for number in range(n_rows):
            text = (
                f"@osce_cthb {gold[number % len(gold)]} ({number}) #AskOSCEAlliance https://t.co/x"
            )
            separator = ",\n" if number and name == "x-archive" else ""
            file.write(separator + _row(name, number, text))
        file.write("\n]\n" if name == "x-archive" else "")


def _row(name: str, number: int, text: str) -> str:
    if name == "csv":
        return f'{number},"{text.replace(chr(34), chr(34) * 2)}",2020-07-20 09:15\n'
    if name == "x-archive":
        tweet = {
            "id_str": str(number),
            "full_text": text,
            "created_at": "Mon Jul 20 09:15:00 +0000 2020",
        }
        return json.dumps({"tweet": tweet}, ensure_ascii=False, indent=2)
    status = {"id": str(number), "uri": "https://social.example/1", "content": f"<p>{text}</p>"}
    return json.dumps(status, ensure_ascii=False) + "\n"


def _cleaned(path: Path) -> dict[str, float]:
    """Return the figures of reading, cleaning and splitting, screened by a stub."""
    began = time.process_time()
    results = take(read_posts(path), lambda text: Screening("ok", "ru", text), TAGS)
    n_results = sum(1 for _ in results)
    return _figures(n_results, time.process_time() - began)


def _screened(path: Path, n_rows: int) -> dict[str, float]:
    """Return the figures of the whole, with the real screening, over the first rows."""
    posts: list[Post] = [
        post for post in islice(read_posts(path), n_rows) if isinstance(post, Post)
    ]
    for gold in read_gold(GOLD):  # what is loaded at the first of a kind is loaded
        screen(gold.question)
    began = time.process_time()
    deque(take(posts, screen, TAGS), maxlen=0)
    return _figures(len(posts), time.process_time() - began)


def _figures(n_rows: int, seconds: float) -> dict[str, float]:
    unit = 1024 if platform.system() == "Linux" else 1024**2
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return {"rows_per_s": round(n_rows / seconds), "peak_mb": round(peak_mb)}


if __name__ == "__main__":
    main()
