"""Results of a build that is not done yet, kept on disk by key: checked when read, no pickle."""

import hashlib
import os
import shutil
from pathlib import Path

_DIGEST_LENGTH = 64


class Parts:
    """Bytes by key below a folder, which is made when the first of them is kept."""

    def __init__(self, folder: Path):
        self._folder = folder

    def read(self, key: str) -> bytes | None:
        """Return what was kept under a key, None where there is nothing or not all of it."""
        try:
            data = self._path(key).read_bytes()
        except OSError:
            return None
        digest, kept = data[:_DIGEST_LENGTH], data[_DIGEST_LENGTH:]
        return kept if digest == _digest(kept) else None

    def keep(self, key: str, data: bytes) -> None:
        """Keep bytes under a key; who reads them finds all of them or none."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.write_bytes(_digest(data) + data)
        new.replace(path)

    def clear(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()
