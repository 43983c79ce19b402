"""Many at once: streamed answers beside a Gradio ChatInterface that does the same work.

    askalliance index data/corpus
    python -m benchmarks.load [--seconds 20] [--soak 600] [--json FILE]

Both serve the index of ASKALLIANCE_HOME from processes of their own, in turns, three times; the
clients run in this one, on the same cores. A client asks, reads the stream to its end, and asks
again. Each answer is held against the one that the assistant gives without a server; how often one
may ask is not limited.
"""

import argparse
import asyncio
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

from eval.gold import read_gold
from ui.root import open_assistant
from ui.settings import read_settings

ROOT = Path(__file__).parents[1]
PEER = ROOT / "benchmarks" / "gradio_chat.py"
ROUNDS = 3
# As Gradio is by default, and the best of 2, 8 and 100 where this was written.
PEER_AT_ONCE = (1, 8)
PAGES = ("/questions", "/answers", "/documents", "/moderate/sign-in", "/")
WARM_S = 3.0
WATCH_S = 15.0  # four times a minute, as the table takes it
START_S = 90.0
SETTLE_S = 5.0
# Asks a question and returns the answer's text, None where one was told to come back.
Ask = Callable[[aiohttp.ClientSession, str, str], Awaitable[str | None]]


@dataclass
class Run:
    """What a crowd met: seconds of each answer, wrong answers, honest refusals, errors."""

    n_clients: int
    seconds: float
    spent_s: list[float] = field(default_factory=list)
    wrong: int = 0
    busy: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Return the figures; milliseconds."""
        spent_ms = np.array(self.spent_s or [np.nan]) * 1000
        return {
            "clients": self.n_clients,
            "answers": len(self.spent_s),
            "per_s": round(len(self.spent_s) / self.seconds, 1),
            "p50_ms": round(float(np.percentile(spent_ms, 50)), 1),
            "p95_ms": round(float(np.percentile(spent_ms, 95)), 1),
            "max_ms": round(float(spent_ms.max()), 1),
            "wrong": self.wrong,
            "busy": self.busy,
            "errors": dict(self.errors),
        }


async def ask_ours(http: aiohttp.ClientSession, address: str, question: str) -> str | None:
    """Ask by events; the answer is in the last one."""
    async with http.post(f"{address}/api/ask/stream", json={"question": question}) as reply:
        if reply.status in (429, 503):
            assert int(reply.headers["Retry-After"]) > 0
            await asyncio.sleep(int(reply.headers["Retry-After"]))
            return None
        reply.raise_for_status()
        last = (await reply.read()).decode().rstrip().rpartition("\n\n")[2]
    name, _, data = last.partition("\ndata: ")
    assert name == "event: done", name
    return str(json.loads(data)["answer"])


async def ask_gradio(http: aiohttp.ClientSession, address: str, question: str) -> str | None:
    """Ask as Gradio's own client does: a call, then its events; the answer is in the last one."""
    call = f"{address}/gradio_api/call/chat"
    async with http.post(call, json={"data": [question]}) as reply:
        reply.raise_for_status()
        event_id = (await reply.json())["event_id"]
    async with http.get(f"{call}/{event_id}") as reply:
        reply.raise_for_status()
        last = (await reply.read()).decode().rstrip().rpartition("\n\n")[2]
    name, _, data = last.partition("\ndata: ")
    assert name == "event: complete", name
    return str(json.loads(data)[0])


async def crowd(
    ask: Ask, address: str, answers: dict[str, str], n_clients: int, seconds: float
) -> Run:
    """Return what n clients met in so many seconds, after a warm-up that is not counted."""
    run = Run(n_clients, seconds)
    questions = list(answers)
    begins = time.monotonic() + WARM_S
    ends = begins + seconds
    limit = aiohttp.ClientTimeout(total=120)
    connections = aiohttp.TCPConnector(limit=0)

    async def client(number: int) -> None:
        at = number
        while time.monotonic() < ends:
            question = questions[at % len(questions)]
            at += 7
            began = time.monotonic()
            try:
                said = await ask(http, address, question)
            except (aiohttp.ClientError, AssertionError, TimeoutError) as error:
                run.errors[type(error).__name__] += 1
                continue
            now = time.monotonic()
            if now < begins:
                continue
            if said is None:
                run.busy += 1
                continue
            run.wrong += said != answers[question]
            if now <= ends:
                run.spent_s.append(now - began)

    async with aiohttp.ClientSession(timeout=limit, connector=connections) as http:
        await asyncio.gather(*map(client, range(n_clients)))
    return run


async def look(address: str, seconds: float) -> dict[str, Any]:
    """Return how long the other pages take for somebody who looks at one after the other."""
    spent_ms, ends = list[float](), time.monotonic() + seconds
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as http:
        while time.monotonic() < ends:
            for page in PAGES:
                began = time.monotonic()
                async with http.get(address + page) as reply:
                    assert reply.status == 200
                    await reply.read()
                spent_ms.append((time.monotonic() - began) * 1000)
                await asyncio.sleep(0.1)
    return {
        "pages": len(spent_ms),
        "p50_ms": round(float(np.percentile(spent_ms, 50)), 1),
        "p95_ms": round(float(np.percentile(spent_ms, 95)), 1),
    }


async def crowd_and_pages(
    address: str, answers: dict[str, str], n_clients: int, seconds: float
) -> tuple[Run, dict[str, Any]]:
    """Return what a crowd met, and how the other pages were meanwhile."""
    looking = asyncio.ensure_future(look(address, seconds))
    return await crowd(ask_ours, address, answers, n_clients, seconds), await looking


@contextmanager
def server(command: list[str], probe: str) -> Iterator[tuple[str, int]]:
    """Start a server and yield its address and process id; stopped at the end."""
    port = _free_port()
    environment = os.environ | {
        "ASKALLIANCE_VISITOR_RATE": "0",
        "ASKALLIANCE_ADDRESS_RATE": "0",
        "GRADIO_ANALYTICS_ENABLED": "False",
    }
    with subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            asyncio.run(_started(address + probe))
            time.sleep(SETTLE_S)  # until all of its processes listen
            yield address, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()


def memory_mb(pid: int) -> float:
    """Return the proportional memory of a process and its children, as Linux counts it."""
    total = 0
    for each in [pid, *_children(pid)]:
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return round(total / 1024, 1)


async def soak(address: str, pid: int, answers: dict[str, str], seconds: float) -> dict[str, Any]:
    """Return figures of 100 clients over minutes, with the memory as it goes."""
    held: list[float] = []
    ends = time.monotonic() + seconds

    async def watch() -> None:
        while time.monotonic() < ends:
            held.append(memory_mb(pid))
            print(f"  {held[-1]:.0f} MB", flush=True)
            await asyncio.sleep(WATCH_S)

    watching = asyncio.ensure_future(watch())
    run = await crowd(ask_ours, address, answers, 100, seconds)
    await watching
    settled = held[len(held) // 5 :]
    return run.as_json() | {
        "memory_mb": held,
        "growth_mb_a_minute": round(
            float(np.polyfit(np.arange(len(settled)) / 4, settled, 1)[0]), 2
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--soak", type=float, default=0, help="seconds of a long run, 0 for none")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    seconds = asked.seconds
    assistant = open_assistant(read_settings(os.environ))
    questions = [each.question for each in read_gold(ROOT / "data" / "gold") if not each.history]
    answers = {question: assistant.ask(question).text for question in questions}
    figures: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "seconds": seconds,
        "workers": asked.workers,
    }
    ours = [sys.executable, "-m", "ui", "serve", "--workers", str(asked.workers)]
    peers = {f"gradio_{n}": [sys.executable, str(PEER), "--at-once", str(n)] for n in PEER_AT_ONCE}
    rounds: dict[str, list[Run]] = {"ours": [], **{peer: [] for peer in peers}}
    for _ in range(ROUNDS):
        with server(ours, "/readyz") as (address, _):
            rounds["ours"].append(asyncio.run(crowd(ask_ours, address, answers, 100, seconds)))
        for peer, command in peers.items():
            with server(command, "/gradio_api/info") as (address, _):
                met = asyncio.run(crowd(ask_gradio, address, answers, 100, seconds))
                rounds[peer].append(met)
    for who, runs in rounds.items():
        figures[who] = [_shown(f"{who}, 100 clients", run.as_json()) for run in runs]
    per_s, p95 = (
        {who: statistics.median(run[name] for run in figures[who]) for who in rounds}
        for name in ("per_s", "p95_ms")
    )
    for peer in peers:
        figures[f"against_{peer}"] = _shown(
            f"against {peer}",
            {
                "times_the_answers": round(per_s["ours"] / per_s[peer], 1),
                "share_of_p95": round(p95["ours"] / p95[peer], 3),
            },
        )
    with server(ours, "/readyz") as (address, pid):
        for n in (1, 300):
            run, pages = asyncio.run(crowd_and_pages(address, answers, n, seconds))
            figures[f"ours_{n}"] = _shown(f"ours, {n} clients", run.as_json())
            figures[f"pages_beside_{n}"] = _shown(f"other pages beside {n}", pages)
        figures["memory_mb"] = memory_mb(pid)
        if asked.soak:
            figures["soak"] = asyncio.run(soak(address, pid, answers, asked.soak))
            _shown("soak", figures["soak"])
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1), "utf-8")


def _shown(what: str, figures: dict[str, Any]) -> dict[str, Any]:
    print(f"{what}: {figures}", flush=True)
    return figures


async def _started(url: str) -> None:
    ends = time.monotonic() + START_S
    async with aiohttp.ClientSession() as http:
        while time.monotonic() < ends:
            try:
                async with http.get(url) as reply:
                    if reply.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    raise SystemExit(f"{url} did not answer within {START_S:.0f} s")


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    own = [int(each) for each in path.read_text().split()] if path.exists() else []
    return [*own, *(each for child in own for each in _children(child))]


def _free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    main()
