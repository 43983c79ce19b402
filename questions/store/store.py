"""An opened store: one writer at a time on both engines, and readers who see one moment."""

import json
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from questions.errors import Conflict, StoreUnavailable
from questions.store.migrate import revision_of, upgrade
from questions.store.tables import REVISION

BUSY_TIMEOUT_S = 60
SCRUB_TIMEOUT_S = 2
# One number for all who write: "AskA" in ASCII.
_WRITER_LOCK = 0x41736B41
_PG_SCHEME = re.compile(r"^postgres(?:ql)?://")


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return sixteen hexadecimal digits that nobody else has."""
    return secrets.token_hex(8)


class Store:
    """Sessions over an engine, with the clock and the ids that the use cases work with."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], str] = new_id,
    ):
        self.engine = engine
        self.clock = clock
        self.new_id = new_id
        # SQLite lets those who wait for it sleep and try again; a queue within the process is fair.
        self._turn = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """True on SQLite, False on PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session that writes alone; all of it is kept at the end, or nothing.

        Raises Conflict for what another writer has changed, StoreUnavailable when the others
        take longer than BUSY_TIMEOUT_S.
        """
        engine = self.engine.execution_options(writes=True)
        with (
            self._turn,
            _readable(self.engine),
            Session(engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            lock_writers(session.connection())
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees the store as it is at its first query, and changes nothing."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        engine = self.engine.execution_options(**options)
        with _readable(self.engine), Session(engine) as session:
            yield session

    def scrub(self) -> None:
        """Remove what was erased from the files, as far as the engine can while others read."""
        raw = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with _readable(self.engine), raw.connect() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("VACUUM")
                return
            # Those who read for long are not waited for: the next one who erases comes by.
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {SCRUB_TIMEOUT_S * 1000}")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}")

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def open_store(url: str, clock: Callable[[], datetime] = utc_now) -> Store:
    """Return the store at a database address, brought to the newest revision.

    url: `sqlite:///PATH` or `postgresql://USER@HOST/NAME`. Raises StoreUnavailable.
    """
    engine = connect(url)
    try:
        with _readable(engine):
            _bring_forward(engine)
    except StoreUnavailable:
        engine.dispose()
        raise
    return Store(engine, clock)


def connect(url: str) -> Engine:
    """Return an engine for an address, its tables as they are. Raises StoreUnavailable."""
    url = _PG_SCHEME.sub("postgresql+psycopg://", url)
    to_json = partial(json.dumps, ensure_ascii=False)
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            _make_private(Path(address.database or ""))
        engine = create_engine(
            address,
            pool_timeout=BUSY_TIMEOUT_S,
            json_serializer=to_json,
            hide_parameters=True,  # what people wrote is in no error message
        )
    except (ArgumentError, NoSuchModuleError, OSError, ImportError) as error:
        raise StoreUnavailable(
            f"ASKALLIANCE_DATABASE_URL names no store ({error}): write sqlite:///PATH, or "
            "postgresql://USER@HOST/NAME with the extra `postgres` installed."
        ) from error
    if address.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def lock_writers(connection: Connection) -> None:
    """Wait until no other transaction writes; SQLite has seen to that already.

    All writers take this one lock first, so that none can wait for another in a circle.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_TIMEOUT_S}s'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})"))


def _bring_forward(engine: Engine) -> None:
    with engine.connect() as connection:
        revision = revision_of(connection)
    if revision != REVISION:
        with engine.execution_options(writes=True).begin() as connection:
            lock_writers(connection)
            upgrade(connection)


def _make_private(path: Path) -> None:
    """Create the file and its folder for their owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin is the one below
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_S * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _readable(engine: Engine) -> Iterator[None]:
    """Turn the driver's errors into those that say what next."""
    try:
        yield
    except StaleDataError as error:
        raise Conflict(
            "Somebody else changed the same thing at the same time: read it again."
        ) from error
    except OperationalError as error:
        raise StoreUnavailable(
            f"The store {engine.url.render_as_string()} does not serve "
            f"({str(error.orig).strip()}): see that it runs, and that nobody holds it."
        ) from error
