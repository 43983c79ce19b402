"""Backups of both engines, restored into both, also while others work."""

import hashlib
import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from questions.audit import check_audit
from questions.backup import FORMAT, back_up, restore
from questions.desk.asker import counts, status, vote
from questions.desk.drafting import draft
from questions.desk.merging import merge
from questions.desk.queue import list_questions
from questions.desk.triage import accept
from questions.errors import StoreUnavailable
from questions.store import Store, open_store
from rag.assistant import Assistant
from tests.desk_parts import ANNA, QUESTION, send
from tests.postgres import Postgres


@pytest.fixture
def filled(store: Store, small_assistant: Assistant) -> Store:
    """A store with something in most tables."""
    first, second = send(store, name="Жанна"), send(store, "Où est le fonds ?")
    accept(store, ANNA, first.question_id, 1)
    draft(store, ANNA, first.question_id, 2, small_assistant)
    vote(store, first.question_id, "visitor")
    merge(store, ANNA, second.question_id, 1, first.question_id)
    return store


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_each_engine_restores_the_others_backup(
    filled: Store, engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "backup.jsonl"
    n_rows = back_up(filled, path)
    assert path.stat().st_mode & 0o077 == 0
    if engine == "sqlite":
        url = f"sqlite:///{tmp_path / 'other.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create()
    other = open_store(url, filled.clock)
    old = send(other, "Что было здесь раньше?")
    head = check_audit(filled).head
    assert restore(other, path) == n_rows
    assert list_questions(other, ANNA) == list_questions(filled, ANNA)
    assert old.question_id not in {each.id for each in list_questions(other, ANNA)}
    assert check_audit(other, head).n_entries == check_audit(filled).n_entries + 1
    again = tmp_path / "again.jsonl"
    back_up(other, again)
    lines, copied = (p.read_text("utf-8").split("\n") for p in (path, again))
    assert set(lines[1:-2]) < set(copied)
    other.close()


def test_a_backup_under_load_is_of_one_moment(store: Store, tmp_path: Path) -> None:
    is_over = threading.Event()

    def work() -> None:
        n = 0
        while not is_over.is_set():
            sent = send(store, f"Сколько докладов за {n} лет?")
            accept(store, ANNA, sent.question_id, 1)
            n += 1

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for n in range(5):
            back_up(store, tmp_path / f"{n}.jsonl")
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    for n in range(5):
        restore(other, tmp_path / f"{n}.jsonl")
        check_audit(other)
    other.close()


def test_a_restore_while_others_work_leaves_a_whole_store(store: Store, tmp_path: Path) -> None:
    sent = send(store)
    path = tmp_path / "backup.jsonl"
    back_up(store, path)
    threads = [
        threading.Thread(target=lambda: [send(store, f"Ещё вопрос о фонде {n}?") for n in range(5)])
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    restore(store, path)
    for thread in threads:
        thread.join()
    assert status(store, sent.receipt).state == "triage"
    check_audit(store)


def test_a_backup_that_is_cut_or_changed_is_refused(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "backup.jsonl"
    back_up(filled, path)
    whole = path.read_text("utf-8")
    for broken in (
        whole.replace(QUESTION, "Другой вопрос?", 1),
        whole[: len(whole) // 2],
        "\n".join(whole.split("\n")[:-2]),
        "",
        "{}",
        "PK\x03\x04",
    ):
        path.write_text(broken, "utf-8")
        with pytest.raises(StoreUnavailable, match=r"backup"):
            restore(filled, path)
    with pytest.raises(StoreUnavailable, match="no backup"):
        restore(filled, tmp_path / "missing")
    assert sum(counts(filled).values()) == 2
    check_audit(filled)


def test_a_backup_of_an_earlier_revision_is_brought_forward(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    head = {"format": FORMAT, "revision": "0001", "at": "2026-11-20T09:00:00.000000+00:00"}
    rows = [head, {"table": "speakers", "row": {"id": "s", "name": "Panel 1 «ё»"}}]
    written = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    last = {"n_rows": 1, "sha256": hashlib.sha256(written.encode()).hexdigest()}
    path.write_text(written + json.dumps(last) + "\n", "utf-8")
    assert restore(store, path) == 1
    with store.read() as session:
        assert session.execute(text("SELECT name FROM speakers")).scalar() == "Panel 1 «ё»"


def test_a_place_that_cannot_be_written_is_named(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="missing"):
        back_up(filled, tmp_path / "missing" / "backup.jsonl")
