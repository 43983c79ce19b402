"""Foreign formats are read in a process of their own, which a bad file cannot leave."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Timer
from types import TracebackType

from rag.documents.formats import Format
from rag.documents.readers.converted import Converted
from rag.documents.readers.limits import WALL_S, too_long
from rag.errors import UnreadableFile


class Sandbox:
    """Reads files of foreign formats; one process serves many files and is replaced if it dies.

    Use it as a context manager; the process starts with the first file.
    """

    def __init__(self, wall_s: float = WALL_S) -> None:
        self._wall_s = wall_s
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def __reduce__(self) -> tuple[Callable[[float], "Sandbox"], tuple[float]]:
        """Sent to another process, it is the one that all that is sent there shares."""
        return _sandbox_here, (self._wall_s,)

    def convert(self, data: bytes, kind: Format, name: str) -> Converted:
        """Return the raw text of a file; raises UnreadableFile, saying why, if it has none.

        name: how messages call the file.
        """
        with NamedTemporaryFile(prefix="askalliance-") as file:
            file.write(data)
            file.flush()
            return self._convert(file.name, kind, name)

    def _convert(self, path: str, kind: Format, name: str) -> Converted:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        timer = Timer(self._wall_s, process.kill)
        timer.start()
        try:
            request = {"path": path, "name": name, "format": kind}
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        if not line.endswith("\n"):
            raise UnreadableFile(self._why_dead(name))
        reply = json.loads(line)
        if "error" in reply:
            raise UnreadableFile(reply["error"])
        return Converted(reply["text"], reply["is_marked"], tuple(reply["warnings"]))

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "rag.documents.readers"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="ascii",
                cwd=Path(__file__).parents[2],
            )
        return self._process

    def _why_dead(self, name: str) -> str:
        """Return why the process ended while it read a file."""
        code = self._process.wait() if self._process else 0
        self._stop()
        if code in (-signal.SIGKILL, -signal.SIGXCPU):
            return too_long(name)
        what = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return f"{name} breaks its reader ({what}): it is damaged; save it anew."

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                with suppress(OSError):  # what it did not live to read
                    stream.close()


@cache
def _sandbox_here(wall_s: float) -> Sandbox:
    return Sandbox(wall_s)
