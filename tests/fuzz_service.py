"""Odd requests by the thousand: every reply is below 500, and no worker dies.

    python -m tests.fuzz_service --seconds 600 [--seed 1] [ADDRESS...]

Without an address a service of its own is started over the sample corpus, in a scratch home, and a
moderator is signed in. What a service failed at is printed with the bytes that repeat it; an error
within a stream counts, and so does a reply that takes longer than TIMEOUT_S. Exit code 1 for any.
"""

import argparse
import http.client
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

from embeddings.encoder import load_encoder
from questions.accounts import Accounts
from questions.store import open_store
from questions.workflow import OPERATOR
from rag.build import build_index
from tests.fuzz_requests import Known, Sent, make_request
from tests.service_process import service

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
NAME, PASSWORD = "Анна", "Ein längeres Passwort, только для проверки"
N_CLIENTS = 3
TIMEOUT_S = 60
N_SHOWN = 20
# How the streams tell of an error, whose status was sent long before.
FAILED = ("event: failed", 'data: {"error"')


@dataclass
class Met:
    """What the clients met: replies by path and status, and what failed by the same."""

    replies: Counter[str] = field(default_factory=Counter)
    failed: dict[str, Sent] = field(default_factory=dict)
    slowest_s: float = 0.0
    slowest: Sent | None = None

    def note(self, sent: Sent, told: str, spent_s: float, is_bad: bool) -> None:
        """Count a reply."""
        path = "/".join(sent.path.partition("?")[0].split("/")[:3])
        self.replies[told] += 1
        if is_bad:
            self.failed.setdefault(f"{sent.method} {path}: {told}", sent)
        if spent_s > self.slowest_s:
            self.slowest_s, self.slowest = spent_s, sent


def fuzz(address: str, seed: int, seconds: float, cookie: str = "") -> Met:
    """Let N_CLIENTS send requests to a service for so long."""
    met, ends = Met(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=_client, args=(address, seed * N_CLIENTS + n, ends, cookie, met))
        for n in range(N_CLIENTS)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return met


def _client(address: str, seed: int, ends: float, cookie: str, met: Met) -> None:
    chance, known = random.Random(seed), Known()
    known.learn(_send(address, Sent("GET", "/conversation"), cookie)[1])
    while time.monotonic() < ends:
        sent, began = make_request(chance, known), time.monotonic()
        try:
            status, body = _send(address, sent, cookie)
        except (OSError, http.client.HTTPException) as error:
            met.note(sent, type(error).__name__, time.monotonic() - began, is_bad=True)
            continue
        known.learn(body)
        is_bad = status >= 500 or any(each in body for each in FAILED)
        met.note(sent, str(status), time.monotonic() - began, is_bad)


def _send(address: str, sent: Sent, cookie: str) -> tuple[int, str]:
    """Return the status of a reply, and its location and body."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=TIMEOUT_S)
    try:
        headers = {"Cookie": cookie} | ({"Content-Type": sent.type} if sent.type else {})
        connection.request(sent.method, sent.path, sent.body or None, headers)
        reply = connection.getresponse()
        body = reply.read().decode("utf-8", "replace")
        return reply.status, f"{reply.headers.get('location', '')}\n{body}"
    finally:
        connection.close()


@contextmanager
def _own_service() -> Iterator[tuple[str, str]]:
    """Serve the sample corpus with a moderator; yields the address and the moderator's cookie.

    Raises AssertionError where a worker did not live to the end.
    """
    with TemporaryDirectory() as folder:
        home = Path(folder)
        build_index(home / "index", [CORPUS], load_encoder())
        store = open_store(f"sqlite:///{home / 'questions.db'}")
        Accounts(store).add(OPERATOR, NAME, "moderator", PASSWORD)
        store.close()
        with service(home, visitor_rate=0, address_rate=0) as running:
            before = running.workers()
            yield running.address, _sign_in(running.address)
            assert running.workers() == before, f"A worker died:\n{running.log.read_text()}"
            errors = [line for line in running.log.read_text().splitlines() if '"error"' in line]
            print(*errors[:N_SHOWN], sep="\n")


def _sign_in(address: str) -> str:
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=TIMEOUT_S)
    body = urlencode({"name": NAME, "password": PASSWORD})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/moderate/sign-in", body, kind)
    cookie = connection.getresponse().headers["set-cookie"].partition(";")[0]
    connection.close()
    return cookie


def report(met: Met) -> bool:
    """Print what was met; return whether all of it was well."""
    for what, sent in list(met.failed.items())[:N_SHOWN]:
        print(f"FAILED {what}\n{sent}\n")
    told = ", ".join(f"{n} x {what}" for what, n in met.replies.most_common())
    path = met.slowest.path[:80] if met.slowest else ""
    print(f"{met.replies.total()} requests: {told}; slowest {met.slowest_s:.1f} s ({path})")
    return not met.failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz for the time given; return 1 if a service failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.addresses:
        each_s = options.seconds / len(options.addresses)
        well = [report(fuzz(address, options.seed, each_s)) for address in options.addresses]
        return int(not all(well))
    with _own_service() as (address, cookie):
        is_well = report(fuzz(address, options.seed, options.seconds, cookie))
    return int(not is_well)


if __name__ == "__main__":
    sys.exit(main())
