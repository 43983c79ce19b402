"""Exports that wait: private, and gone in time."""

import io
import os
import time
from pathlib import Path

import pytest

from questions.errors import InvalidSubmission, NotFound
from ui.moderate.uploads import Uploads


def test_a_file_waits_privately_until_it_is_removed(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "uploads")
    upload_id = uploads.keep(io.BytesIO("Größe?".encode()))
    path = uploads.posts(upload_id)
    assert path.read_text("utf-8") == "Größe?"
    assert path.parent.stat().st_mode & 0o077 == 0
    uploads.note(upload_id, {"rows": [["language", "ёж", 1, ""]]})
    assert uploads.summary(upload_id)["rows"] == [["language", "ёж", 1, ""]]
    uploads.remove(upload_id)
    with pytest.raises(NotFound):
        uploads.posts(upload_id)


def test_a_file_goes_by_itself(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, max_age_s=0.2)
    path = uploads.posts(uploads.keep(io.BytesIO(b"text")))
    deadline = time.monotonic() + 10
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not path.exists()


def test_what_an_earlier_process_left_goes_too(tmp_path: Path) -> None:
    first = Uploads(tmp_path).keep(io.BytesIO(b"text"))
    os.utime(tmp_path / first, (1, 1))
    (tmp_path / "of somebody else").mkdir()
    Uploads(tmp_path).sweep()
    assert [place.name for place in tmp_path.iterdir()] == ["of somebody else"]


def test_an_empty_file_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(InvalidSubmission):
        Uploads(tmp_path).keep(io.BytesIO())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", ".", "..", "../../etc", "x" * 32, "0" * 32])
def test_no_other_path_is_a_file_that_waits(tmp_path: Path, name: str) -> None:
    (tmp_path / "posts").write_text("not this")
    with pytest.raises(NotFound):
        Uploads(tmp_path).posts(name)
