"""Time the intake of an export: reading and cleaning alone, with the screening, and the whole.

    python -m benchmarks.intake [--rows N] [--screened N] [--json FILE]

The rows are the gold questions, dressed up as posts, each made different by its number. Every
format is read in a process of its own, so that the peak of memory is its own. Seconds are those
of the processor, so that what else the machine does counts little; `imported`, the whole into an
empty SQLite store on all cores, is timed by the clock too, and its memory is that of all its
processes, shared pages counted once (Linux).
"""

import argparse
import json
import multiprocessing
import os
import platform
import resource
import tempfile
import threading
import time
from collections import deque
from itertools import islice
from pathlib import Path
from typing import Any

from eval.gold import read_gold
from questions.desk.importing import import_questions
from questions.intake import Post, in_processes, read_posts, take
from questions.screening import Screening, screen
from questions.store import open_store
from questions.workflow import SYSTEM

GOLD = Path(__file__).parents[1] / "data" / "gold"
TAGS = ("AskOSCEAlliance", "CTHB20")
FORMATS = ("csv", "x-archive", "mastodon-lines")
LOOK_S = 1.0


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
        figures["imported"] = _imported(path, Path(folder) / "questions.db")
        print("imported", figures["imported"])
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


def _imported(path: Path, database: Path) -> dict[str, float]:
    """Return the figures of an import into an empty store."""
    store, peak = open_store(f"sqlite:///{database}"), _Peak()
    n_rows = sum(1 for _ in read_posts(path))
    before, began = sum(os.times()[:4]), time.perf_counter()
    with peak:
        import_questions(store, SYSTEM, take(read_posts(path), screen, TAGS, in_processes))
    seconds, busy_s = time.perf_counter() - began, sum(os.times()[:4]) - before
    store.close()
    return {
        "rows_per_s": round(n_rows / seconds),
        "processor_ms_per_row": round(1000 * busy_s / n_rows, 2),
        "peak_mb": round(peak.mb),
    }


class _Peak(threading.Thread):
    """The most memory that this process and its children held while it ran."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.mb, self._is_over = 0.0, threading.Event()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self.join()

    def run(self) -> None:
        """Look at the memory every LOOK_S seconds."""
        while not self._is_over.wait(LOOK_S):
            mine = Path("/proc/self/task").glob("*/children")
            children = [child for path in mine for child in path.read_text("utf-8").split()]
            self.mb = max(self.mb, sum(map(_held_mb, ["self", *children])))


def _held_mb(process: str) -> float:
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8")
    except OSError:  # it has ended
        return 0.0
    return float(told.partition("\nPss:")[2].split()[0]) / 1024


def _figures(n_rows: int, seconds: float) -> dict[str, float]:
    unit = 1024 if platform.system() == "Linux" else 1024**2
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return {"rows_per_s": round(n_rows / seconds), "peak_mb": round(peak_mb)}


if __name__ == "__main__":
    main()
