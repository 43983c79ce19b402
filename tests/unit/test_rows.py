import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.errors import IndexMismatch
from rag.rows import Rows, write_rows


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    n: int


NOTES = [Note("Конференция в Вене", 1), Note("größer\nals zwei Zeilen", 2), Note("où ça ?", 3)]


@pytest.fixture
def rows(tmp_path: Path) -> Rows[Note]:
    write_rows(tmp_path / "notes.jsonl", NOTES)
    return Rows(tmp_path / "notes.jsonl", lambda row: Note(**row))


def test_rows_are_what_was_written(rows: Rows[Note]) -> None:
    assert list(rows) == NOTES
    assert len(rows) == 3
    assert rows[-1] == NOTES[2]
    assert rows[1:] == NOTES[1:]
    with pytest.raises(IndexError):
        rows[3]


def test_the_file_is_plain_json_lines(tmp_path: Path, rows: Rows[Note]) -> None:
    lines = (tmp_path / "notes.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["n"] for line in lines] == [1, 2, 3]


def test_no_rows_are_a_sequence_too(tmp_path: Path) -> None:
    write_rows(tmp_path / "none.jsonl", [])
    assert list(Rows(tmp_path / "none.jsonl", lambda row: Note(**row))) == []


def test_lines_are_copied_as_they_stand_between_values(tmp_path: Path, rows: Rows[Note]) -> None:
    copied = tmp_path / "copied.jsonl"
    write_rows(copied, [rows.lines(range(1, 3)), NOTES[0], rows.lines(range(3, 3))])
    assert list(Rows(copied, lambda row: Note(**row))) == [*NOTES[1:], NOTES[0]]
    write_rows(tmp_path / "written.jsonl", [*NOTES[1:], NOTES[0]])
    for name in ("jsonl", "offsets.npy"):
        written = tmp_path / f"written.{name}"
        assert (tmp_path / f"copied.{name}").read_bytes() == written.read_bytes()


def test_only_the_row_asked_for_is_read(tmp_path: Path, rows: Rows[Note]) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"n": 2', b'"n": ?'))
    damaged = Rows(path, lambda row: Note(**row))
    assert damaged[0] == NOTES[0]
    with pytest.raises(IndexMismatch, match=r"Row 1 of .*notes\.jsonl.*askalliance index"):
        damaged[1]
