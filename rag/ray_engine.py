"""A build shared out among the processes and machines of a Ray cluster, resumable.

Files travel as bytes, so no node needs the folder that they stand in. Each node needs this
package and the encoder; Ray itself refuses nodes of another version of Ray or Python.
"""

import os
import platform
import secrets
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from embeddings.encoder import Encoder, load_encoder
from embeddings.errors import EncoderUnavailable
from rag.engine import Reason, Step
from rag.errors import IndexMismatch, UserError
from rag.generation import FORMAT
from rag.parts import Parts

if TYPE_CHECKING:
    import ray

T = TypeVar("T")
R = TypeVar("R")

LOCAL_CLUSTER = "local"
# So often an item may take its process with it before it is left out.
ATTEMPTS = 3
# So many items for each processor are sent ahead of the one whose result is awaited.
AHEAD = 3
LEAST_AHEAD = 8
CONNECT_S = 10
# What Ray would report to its makers, and warns of; it reads these when it starts.
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}


class RayEngine:
    """Carries out steps as Ray tasks; use it as a context manager.

    encoder: the setting that names the encoder, on every node. parts: where finished results
    wait until the build is done, so that the next one goes on where a killed one was.
    address: of a cluster; LOCAL_CLUSTER starts one on this machine alone.
    Raises UserError where Ray is not installed or the cluster cannot be reached.
    """

    def __init__(self, encoder: str, parts: Path, address: str = LOCAL_CLUSTER):
        if find_spec("ray") is None:
            raise UserError(
                'The engine "ray" needs a package that is not installed: '
                'pip install "askalliance[ray]".'
            )
        self._encoder = encoder
        self._parts = Parts(parts)
        self._address = address

    def __enter__(self) -> "RayEngine":
        _start(self._address)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        import ray

        ray.shutdown()
        if error is None:
            self._parts.clear()

    def opener(self, encoder: Encoder) -> Callable[[], Encoder]:
        """Return what opens the encoder of that name on any node."""
        return NodeEncoder(self._encoder, encoder.name)

    def map(self, step: Step[T, R], items: Iterable[T]) -> Iterator[R | Reason]:
        """Yield what the step makes of each item, in order; finished results are kept.

        An item that ends its process ATTEMPTS times is left out; what a lost node did is done
        again on another. Raises UserError where the cluster itself fails.
        """
        tasks: _Tasks[T, R] = _Tasks(step, self._parts)
        n_ahead = max(LEAST_AHEAD, AHEAD * _n_processors())
        pending: deque[_Pending[T]] = deque()
        for item in items:
            pending.append(tasks.begin(item))
            if len(pending) == n_ahead:
                yield tasks.finish(pending.popleft())
        while pending:
            yield tasks.finish(pending.popleft())


@dataclass(frozen=True, slots=True)
class NodeEncoder:
    """Opens the encoder of a setting on a node, where it must have the name that it has here."""

    setting: str
    name: str

    def __call__(self) -> Encoder:
        """Return the encoder. Raises EncoderUnavailable where the node has another."""
        encoder = _encoder_here(self.setting)
        if encoder.name != self.name:
            raise EncoderUnavailable(
                f"Node {platform.node()} has encoder {encoder.name}, this one has {self.name}: "
                "install the same on both."
            )
        return encoder


@dataclass(frozen=True, slots=True)
class _Pending(Generic[T]):
    """An item with what was kept of it, else with what will bring its result."""

    item: T
    key: str
    kept: bytes | None
    ref: "ray.ObjectRef[bytes | Reason] | None"


class _Tasks(Generic[T, R]):
    """One step as Ray tasks, but for the items whose results were kept."""

    def __init__(self, step: Step[T, R], parts: Parts):
        import ray

        self._step, self._parts = step, parts
        self._sent = ray.put(step)
        # Ray would repeat without end what runs out of memory: attempts are counted here.
        self._task: Any = ray.remote(max_retries=0)(_carry_out)

    def begin(self, item: T) -> "_Pending[T]":
        """Send an item that nothing was kept of."""
        key = self._step.key(item)
        kept = self._parts.read(key)
        return _Pending(item, key, kept, None if kept else self._send(item))

    def finish(self, pending: "_Pending[T]") -> R | Reason:
        """Wait for the result of an item, and keep it."""
        found = pending.kept or self._result(pending.item, pending.ref)
        if isinstance(found, Reason):
            return found
        if not pending.kept:
            self._parts.keep(pending.key, found)
        return self._step.load(found)

    def _send(self, item: T) -> Any:
        return self._task.remote(FORMAT, self._sent, item)

    def _result(self, item: T, ref: Any) -> bytes | Reason:
        import ray
        from ray.exceptions import OutOfMemoryError, RayError, RayTaskError, WorkerCrashedError

        failures: list[RayError] = []
        while len(failures) < ATTEMPTS:
            try:
                found: bytes | Reason = ray.get(ref)
                return found
            except RayTaskError as error:
                if isinstance(error.cause, UserError):
                    raise error.cause from None
                raise UserError(
                    f"A node of the Ray cluster cannot work ({_said(error.cause)}): install the "
                    "same version of askalliance on all of them."
                ) from error
            except RayError as error:
                failures.append(error)
                ref = self._send(item)
        what = type(failures[-1]).__name__
        if isinstance(failures[-1], (OutOfMemoryError, WorkerCrashedError)):
            return Reason(
                f"{self._step.name(item)} ended {ATTEMPTS} processes that worked on it ({what}): "
                "it is damaged or too large; save it anew or split it."
            )
        raise UserError(
            f"The Ray cluster fails ({what}): mend it and run `askalliance index` again, "
            "which goes on where it was."
        )


def _carry_out(version: int, step: Step[T, R], item: T) -> bytes | Reason:
    """Return what a step makes of an item as bytes; runs on a node.

    Whatever else a step trips over, the item is at fault; but not for what is not installed.
    """
    if version != FORMAT:
        raise IndexMismatch(
            f"Node {platform.node()} writes indexes of format {FORMAT}, not {version}: "
            "install the same version of askalliance on all nodes."
        )
    try:
        found = step(item)
    except (UserError, ImportError):
        raise
    except Exception as error:
        return Reason(f"{step.name(item)} cannot be indexed ({_said(error)}): report it.")
    return found if isinstance(found, Reason) else step.dump(found)


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:120]


@cache
def _encoder_here(setting: str) -> Encoder:
    return load_encoder(setting)


def _n_processors() -> int:
    import ray

    resources: Callable[[], dict[str, float]] = ray.cluster_resources
    return int(resources().get("CPU", 1))


def _start(address: str) -> None:
    """Connect to a cluster, or start one here that answers only who knows a token of its own."""
    os.environ |= QUIET
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address == LOCAL_CLUSTER:
        os.environ["RAY_AUTH_MODE"] = "token"
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
        options["include_dashboard"] = False
    import ray

    try:
        _require_answer(address)
        ray.init(address, **options)
    except (OSError, RuntimeError, ValueError) as error:
        raise UserError(
            f"No Ray cluster answers at {address} ({_said(error)}): check RAY_ADDRESS, or unset "
            "it to start one on this machine."
        ) from error


def _require_answer(address: str) -> None:
    """Raise OSError where nothing listens at HOST:PORT; Ray itself would try for minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_S).close()
