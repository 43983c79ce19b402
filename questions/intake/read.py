"""The posts of an export, told by its content: a table, JSON, JSON lines, an archive's script."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

from embeddings.errors import UserError
from questions.intake.csv_rows import Row, read_head, read_rows
from questions.intake.files import open_text
from questions.intake.json_values import Value, read_array, read_lines
from questions.intake.networks import COLUMNS, posts_of, table_post
from questions.intake.post import Malformed, Post

_SCRIPT = re.compile(r"\s*(?:window\.|var |let |const )?[\w.]+\s*=\s*\[")
_HEAD = 4_096


def read_posts(path: Path) -> Iterator[Post | Malformed]:
    """Yield the posts of an export in order, and each row that is none with the reason.

    Read as it is taken: a file of any size needs little memory, but for one JSON object, which is
    read whole. Raises UserError, at the first post, for a file that holds no posts.
    """
    with open_text(path) as file:
        head = file.read(_HEAD)
        file.seek(0)
        start = head.lstrip("\ufeff \t\r\n")
        if start.startswith("[") or _SCRIPT.match(start):
            found: Iterator[Value | Malformed | Row] = read_array(file)
        elif start.startswith("{"):
            found = read_lines(file) if _is_lines(file) else iter(_whole(path, file))
        else:
            found = _table(path, file)
        for each in found:
            if isinstance(each, Malformed):
                yield each
            elif isinstance(each, Row):
                yield table_post(each.cells, each.line)
            else:
                yield from posts_of(each.value, each.line)


def _is_lines(file: io.TextIOBase) -> bool:
    """Return whether each line of a text is an object, rather than the whole text."""
    first = next((line for line in file if line.strip()), "")
    second = next((line for line in file if line.strip()), "")
    file.seek(0)
    try:
        json.loads(first.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return second.startswith("{")
    return True


def _whole(path: Path, file: io.TextIOBase) -> list[Value]:
    try:
        return [Value(1, json.load(file))]
    except (ValueError, RecursionError) as error:
        said = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "nested"
        raise UserError(f"{path} is damaged JSON ({said}): export it again.") from error


def _table(path: Path, file: io.TextIOBase) -> Iterator[Row | Malformed]:
    line, head = 0, ""
    while not head.strip():
        head, line = file.readline(), line + 1
        if not head:
            raise UserError(f"{path} is empty: export posts as CSV or JSON.")
    delimiter, columns = read_head(head.lstrip("\ufeff"))
    if not set(COLUMNS["text"]) & set(columns):
        named = ", ".join(COLUMNS["text"][:4])
        raise UserError(f"{path} has no column of texts: name it in the first line ({named}).")
    yield from read_rows(file, delimiter, columns, line + 1)
