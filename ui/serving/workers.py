"""Several processes on one port: gunicorn watches them, uvicorn serves in each.

What is the same for all is loaded before they part, so that a new one is there at once and their
memory is shared. A worker opens index and store for itself, and keeps nothing that others need.
"""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from uvicorn import Server
from uvicorn_worker import UvicornWorker

from ui.serving.logs import log_as_json
from ui.serving.protocol import Protocol

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["KEEP_ALIVE_S", "STOP_S", "run_workers", "server_options"]

BACKLOG = 2048
KEEP_ALIVE_S = 15
STOP_S = 30
STUCK_S = 120


def server_options() -> dict[str, Any]:
    """Return what uvicorn is set to, in one process or in several."""
    return {
        "access_log": False,
        "server_header": False,
        "log_config": None,
        "http": Protocol,
        "loop": "asyncio",
        "timeout_keep_alive": KEEP_ALIVE_S,
        "timeout_graceful_shutdown": STOP_S,
    }


def run_workers(
    open_app: Callable[[], "FastAPI"], listening: socket.socket, n: int, figures: Path
) -> None:
    """Serve with n workers until stopped; one that dies is replaced.

    open_app: called in each worker. figures: the folder in which they count.
    """
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(figures)
    _Workers(open_app, listening, n).run()


class _Workers(BaseApplication):  # type: ignore[misc]
    def __init__(self, open_app: Callable[[], "FastAPI"], listening: socket.socket, n: int):
        self._open_app = open_app
        self._settings = {
            "bind": f"fd://{listening.fileno()}",
            "workers": n,
            "worker_class": f"{__name__}.{Worker.__name__}",
            "backlog": BACKLOG,
            "keepalive": KEEP_ALIVE_S,
            "graceful_timeout": STOP_S,
            "timeout": STUCK_S,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _: log_as_json(),
            "child_exit": _forget,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> "FastAPI":
        log_as_json()
        return self._open_app()


class Worker(UvicornWorker):  # type: ignore[misc]
    """A worker that takes connections one by one, so that a crowd is shared among all."""

    CONFIG_KWARGS = server_options() | {"backlog": 1}

    async def _serve(self) -> None:
        self.config.app = self.wsgi
        server = _Server(self.config)
        self._install_sigquit_handler()
        await server.serve(sockets=self.sockets)


class _Server(Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # asyncio takes as many connections at a time as the backlog says: one. So many may wait.
        for each in sockets or []:
            each.listen(BACKLOG)


def _forget(arbiter: object, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
