"""Exports that wait to be imported: a private folder each, named by chance, gone within an hour."""

import json
import re
import secrets
import shutil
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from questions.errors import InvalidSubmission, NotFound

__all__ = ["Uploads"]

MAX_AGE_S = 3_600
_ID = re.compile(r"[0-9a-f]{32}")


class Uploads:
    """The files that wait below a folder; what an earlier process left there goes with the rest."""

    def __init__(self, folder: Path, max_age_s: float = MAX_AGE_S):
        self._folder = folder
        self._max_age_s = max_age_s
        self.sweep()

    def keep(self, file: BinaryIO) -> str:
        """Keep a file and return its id. Raises InvalidSubmission for an empty one."""
        self.sweep()
        upload_id = secrets.token_hex(16)
        place = self._folder / upload_id
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.mkdir(mode=0o700)
        with (place / "posts").open("wb") as kept:
            shutil.copyfileobj(file, kept)
        if not (place / "posts").stat().st_size:
            self.remove(upload_id)
            raise InvalidSubmission("The file is empty: choose an export of posts.")
        timer = threading.Timer(self._max_age_s, self.remove, [upload_id])
        timer.daemon = True
        timer.start()
        return upload_id

    def posts(self, upload_id: str) -> Path:
        """Return the path of a file that waits. Raises NotFound."""
        self.sweep()
        path = self._folder / upload_id / "posts"
        if not _ID.fullmatch(upload_id) or not path.exists():
            raise NotFound("The file is gone: choose it again.")
        return path

    def note(self, upload_id: str, summary: Mapping[str, Any]) -> None:
        """Keep what a file would give beside it."""
        text = json.dumps(summary, ensure_ascii=False)
        self.posts(upload_id).with_name("summary.json").write_text(text, "utf-8")

    def summary(self, upload_id: str) -> dict[str, Any]:
        """Return what a file would give. Raises NotFound."""
        text = self.posts(upload_id).with_name("summary.json").read_text("utf-8")
        summary: dict[str, Any] = json.loads(text)
        return summary

    def remove(self, upload_id: str) -> None:
        """Delete a file, if it is still there."""
        shutil.rmtree(self._folder / upload_id, ignore_errors=True)

    def sweep(self) -> None:
        """Delete the files that have waited for too long."""
        for place in self._folder.glob("*"):
            if _ID.fullmatch(place.name) and _age_s(place) > self._max_age_s:
                self.remove(place.name)


def _age_s(place: Path) -> float:
    try:
        return time.time() - place.stat().st_mtime
    except FileNotFoundError:  # gone meanwhile
        return 0.0
