"""The service as an operator starts it: `askalliance serve` in processes of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
START_S = 90.0
LISTEN = "0A"  # as the kernel writes a socket's state


@dataclass(frozen=True)
class Service:
    """A running service."""

    address: str
    process: subprocess.Popen[str]
    log: Path

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        pid = self.process.pid
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(each) for each in found]

    def n_listening(self) -> int:
        """Return how many processes take connections; each worker has a socket of its own."""
        port = f"{int(self.address.rpartition(':')[2]):04X}"
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(row[1].endswith(f":{port}") and row[3] == LISTEN for row in rows)


@contextmanager
def service(home: Path, n_workers: int = 2, **settings: Any) -> Iterator[Service]:
    """Serve a home until the block ends, and see that the service stops when it is told to."""
    log = home / "service.log"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("ASKALLIANCE_")
    }
    environment |= {"ASKALLIANCE_HOME": str(home), "PYTHONWARNINGS": "default"}
    environment |= {f"ASKALLIANCE_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "ui", "serve", "--port", "0", "--workers", str(n_workers)]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            assert process.stdout
            said = process.stdout.readline()
            found = re.search(r"http://\S+", said)
            assert found, log.read_text()
            _wait(found[0], log)
            running = Service(found[0], process, log)
            while running.n_listening() < n_workers:
                time.sleep(0.05)
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) in (0, -signal.SIGTERM), log.read_text()


def _wait(address: str, log: Path) -> None:
    ends = time.monotonic() + START_S
    while time.monotonic() < ends:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@dataclass
class Load:
    """What clients met: answers that were right, wrong ones, what they were told instead."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0


@contextmanager
def load(
    address: str,
    questions: Sequence[str],
    is_right: Callable[[str, dict[str, Any]], bool],
    n_clients: int = 12,
) -> Iterator[Load]:
    """Let clients ask, each its next question when it has its answer, until the block ends."""
    met, over, lock = Load(), threading.Event(), threading.Lock()

    def client(number: int) -> None:
        with httpx.Client(base_url=address, timeout=60) as http:
            at = number
            while not over.is_set():
                question = questions[at % len(questions)]
                at += 5
                began = time.monotonic()
                try:
                    reply = http.post("/api/ask/stream", json={"question": question})
                except httpx.HTTPError as error:
                    with lock:
                        met.lost[type(error).__name__] += 1
                    continue
                with lock:
                    met.statuses[reply.status_code] += 1
                    met.slowest_s = max(met.slowest_s, time.monotonic() - began)
                if reply.status_code != 200:
                    continue
                name, _, data = reply.text.rstrip().rpartition("\n\n")[2].partition("\ndata: ")
                with lock:
                    if name == "event: done" and is_right(question, json.loads(data)):
                        met.right += 1
                    else:
                        met.wrong.append(f"{question}: {data[:200]}")

    threads = [threading.Thread(target=client, args=(n,)) for n in range(n_clients)]
    for thread in threads:
        thread.start()
    try:
        yield met
    finally:
        over.set()
        for thread in threads:
            thread.join(90)
