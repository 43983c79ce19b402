"""The whole store as JSON lines, of one moment, and back: each engine restores the other's.

The first line tells the format and the revision, the last one the checksum of those before it.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, MetaData, Table, delete, insert, select
from sqlalchemy.orm import Session

from questions.audit import check_log, record
from questions.errors import StoreUnavailable
from questions.store.migrate import upgrade
from questions.store.store import Store, connect
from questions.store.tables import REVISION, Base, UtcTime, utc_text
from questions.workflow import SYSTEM

FORMAT = "askalliance questions"
_AT_ONCE = 500  # rows
Row = tuple[str, dict[str, Any]]


def back_up(store: Store, path: Path) -> int:
    """Write the store to a file while others work with it; return the number of rows.

    The file appears once it is complete, for its owner alone. Raises StoreUnavailable.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file, store.read() as session:
            n_rows = _dump(session.connection(), file, store.clock())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise StoreUnavailable(
            f"{path} cannot be written ({error.strerror}): name another file."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return n_rows


def restore(store: Store, path: Path) -> int:
    """Put a backup in place of all that the store holds; return the number of rows.

    One transaction: others see the store before it, or after it. A backup of an earlier revision
    is brought forward. Raises StoreUnavailable for a file that is no whole backup, BrokenChain
    for one that was changed; the store is then as before.
    """
    revision = _check(path)
    if revision != REVISION:
        with tempfile.TemporaryDirectory() as folder:
            return restore(store, _brought_forward(path, revision, Path(folder)))
    with store.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
        n_rows = _insert(session, Base.metadata, _rows(path))
        check_log(session)
        record(session, store.clock(), SYSTEM, "restore", "store", n=n_rows)
    store.scrub()
    return n_rows


def _dump(connection: Connection, file: IO[str], at: datetime) -> int:
    digest, n_rows = hashlib.sha256(), 0
    head = {"format": FORMAT, "revision": REVISION, "at": at}
    for line in _lines(connection, head):
        file.write(line)
        digest.update(line.encode())
        n_rows += 1
    file.write(_line({"n_rows": n_rows - 1, "sha256": digest.hexdigest()}))
    return n_rows - 1


def _lines(connection: Connection, head: dict[str, Any]) -> Iterator[str]:
    yield _line(head)
    for table in Base.metadata.sorted_tables:
        rows = connection.execution_options(yield_per=_AT_ONCE).execute(select(table))
        for row in rows.mappings():
            yield _line({"table": table.name, "row": dict(row)})


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=utc_text) + "\n"


def _check(path: Path) -> str:
    """Return the revision of a backup that is whole."""
    digest, lines, revision = hashlib.sha256(), 0, ""
    last: dict[str, Any] = {}
    try:
        with path.open("rb") as file:
            for line in file:
                if lines == 0:
                    head = json.loads(line)
                    revision = head["revision"] if head["format"] == FORMAT else ""
                last = json.loads(line) if line.startswith(b'{"n_rows"') else {}
                digest.update(b"" if last else line)
                lines += 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreUnavailable(
            f"{path} is no backup ({type(error).__name__}): name a file of `askalliance backup`."
        ) from error
    if not revision or last.get("sha256") != digest.hexdigest():
        raise StoreUnavailable(f"{path} is not whole, or was changed: take an earlier backup.")
    if revision > REVISION:
        raise StoreUnavailable(
            f"{path} is of revision {revision}, this program knows {REVISION}: install the newer."
        )
    return revision


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            value = json.loads(line)
            if "row" in value:
                yield value["table"], value["row"]


def _insert(target: Session | Connection, metadata: MetaData, rows: Iterable[Row]) -> int:
    n_rows = 0
    for name, of_table in groupby(rows, key=lambda row: row[0]):
        table = metadata.tables[name]
        for part in _parts([row for _, row in of_table]):
            target.execute(insert(table), [_read(table, row) for row in part])
            n_rows += len(part)
    return n_rows


def _parts(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def _read(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its times as the table takes them."""
    return {
        name: datetime.fromisoformat(value)
        if value and isinstance(table.columns[name].type, UtcTime)
        else value
        for name, value in row.items()
    }


def _brought_forward(path: Path, revision: str, folder: Path) -> Path:
    """Return a backup of the newest revision with what is in an earlier one."""
    engine = connect(f"sqlite:///{folder / 'old.db'}")
    with engine.execution_options(writes=True).begin() as connection:
        upgrade(connection, revision)
        metadata = MetaData()
        metadata.reflect(connection)
        _insert(connection, metadata, _rows(path))
        upgrade(connection)
    store = Store(engine)
    try:
        back_up(store, folder / "new.jsonl")
    finally:
        store.close()
    return folder / "new.jsonl"
