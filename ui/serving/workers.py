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

__all__ = ["hold", "run_workers", "send_at_once", "server_options"]

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
    open_app: Callable[[], "FastAPI"], held: socket.socket, n: int, figures: Path
) -> None:
    """Serve with n workers until stopped; one that dies is replaced.

    open_app: called in each worker. held: bound to the address and not listening, so that nobody
    else takes it. figures: the folder in which they count.
    """
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(figures)
    _Workers(open_app, held, n, figures).run()


class _Workers(BaseApplication):  # type: ignore[misc]
    def __init__(
        self, open_app: Callable[[], "FastAPI"], held: socket.socket, n: int, figures: Path
    ):
        self._open_app = open_app
        Worker.held = held
        self._settings = {
            # gunicorn wants a socket that all share; the workers listen on their own.
            "bind": f"unix:{figures / 'gunicorn.sock'}",
            "workers": n,
            "worker_class": f"{__name__}.{Worker.__name__}",
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
    """A worker that listens for itself, so that the system shares connections out evenly.

    On one socket that all share, whichever worker is awake first takes a whole crowd.
    """

    CONFIG_KWARGS = server_options() | {"backlog": BACKLOG}
    held: socket.socket

    async def _serve(self) -> None:
        self.config.app = self.wsgi
        self._install_sigquit_handler()
        with listen_beside(self.held) as own:
            await Server(config=self.config).serve(sockets=[own])


def hold(address: tuple[str, int], family: socket.AddressFamily) -> socket.socket:
    """Return a socket that holds an address for those who listen beside it. Raises OSError."""
    held = socket.socket(family, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(address)
    return held


def listen_beside(held: socket.socket) -> socket.socket:
    """Return a socket that listens at the address that is held."""
    address = held.getsockname()
    own = socket.create_server(address, family=held.family, backlog=BACKLOG, reuse_port=True)
    send_at_once(own)
    return own


def send_at_once(listening: socket.socket) -> None:
    """Let no reply wait for the client's word that it has its first part (Nagle's algorithm)."""
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _forget(arbiter: object, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
