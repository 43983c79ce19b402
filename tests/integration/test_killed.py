"""Processes that are killed while they write: what was acknowledged is there, and whole."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from questions.audit import check_audit
from questions.desk.asker import status
from questions.desk.queue import list_questions
from questions.store import open_store
from tests.desk_parts import ANNA

ROOT = Path(__file__).parents[2]


def killed_writers(database: str, n_times: int, seed: int) -> tuple[dict[str, str], set[str]]:
    """Kill two writers at a time, and return the receipts and the accepted ids that were told."""
    chance = random.Random(seed)
    receipts: dict[str, str] = {}
    accepted: set[str] = set()
    for n in range(n_times):
        writers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.writer", database, f"{n}.{which}"],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
            )
            for which in range(2)
        ]
        for writer in writers:  # the first line says that the writer has begun
            assert writer.stdout is not None
            _told(writer.stdout.readline(), receipts, accepted)
        time.sleep(chance.uniform(0, 0.5))
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
        for writer in writers:
            for line in writer.communicate()[0].splitlines(keepends=True):
                _told(line, receipts, accepted)
    return receipts, accepted


def _told(line: str, receipts: dict[str, str], accepted: set[str]) -> None:
    words = line.split()
    if not line.endswith("\n"):
        return  # cut off by the kill
    if words[0] == "sent":
        receipts[words[1]] = words[2]
    else:
        accepted.add(words[1])


def check_nothing_lost(database: str, receipts: dict[str, str], accepted: set[str]) -> None:
    store = open_store(database)
    check_audit(store)
    if store.is_sqlite:
        with store.read() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    for question_id, receipt in receipts.items():
        told = status(store, receipt)
        assert told.question_id == question_id
        assert question_id not in accepted or told.state == "accepted"
    states = {each.state for each in list_questions(store, ANNA, limit=1_000)}
    assert states <= {"triage", "accepted"}
    store.close()


def test_writers_that_are_killed_lose_nothing(database: str) -> None:
    receipts, accepted = killed_writers(database, 1, seed=1)
    assert receipts
    check_nothing_lost(database, receipts, accepted)


@pytest.mark.slow
def test_writers_that_are_killed_thirty_times_lose_nothing(database: str) -> None:
    receipts, accepted = killed_writers(database, 30, seed=30)
    print(f"\n{len(receipts)} questions acknowledged, {len(accepted)} accepted")
    assert len(receipts) >= 60
    check_nothing_lost(database, receipts, accepted)
