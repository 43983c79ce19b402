"""A PostgreSQL server for the tests: the real one, in a folder of its own, on a socket."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

_PORT = 5432  # of the socket's name alone: nothing listens on a network


class Postgres:
    """A running server that makes databases; `restart` ends every connection to it."""

    def __init__(self, folder: Path, user: str, restart: Callable[[], None]):
        self.restart = restart
        self._host = f"user={user} host={folder} port={_PORT}"
        self._address = f"postgresql://{user}@/{{}}?host={folder}&port={_PORT}"
        self._numbers = count(1)

    def create(self) -> str:
        """Return the address of a new, empty database."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(f"{self._host} dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        return self._address.format(name)


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL server that is installed, None if none is."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).parent)
    return max(folders, key=lambda folder: folder.parent.name.zfill(4), default=None)


@contextmanager
def postgres_server(tools: Path) -> Iterator[Postgres]:
    """Start a server, and stop it at the end."""
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="askalliance-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    data, log = folder / "data", folder / "log"

    def run(*command: str | Path) -> None:
        subprocess.run(
            command,
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            user=user if os.geteuid() == 0 else None,
        )

    try:
        run(tools / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "--no-locale")
        options = f"-k {folder} -p {_PORT} -c listen_addresses='' -c fsync=off"

        def start() -> None:
            run(tools / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")

        def stop() -> None:
            run(tools / "pg_ctl", "-D", data, "-w", "-m", "fast", "stop")

        def restart() -> None:
            stop()
            start()

        start()
        try:
            yield Postgres(folder, user, restart)
        finally:
            stop()
    finally:
        shutil.rmtree(folder)
