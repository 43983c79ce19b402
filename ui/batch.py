"""Questions or messages in a file of JSON lines to answers or decisions in another."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import AliasChoices, BaseModel, Field, StrictInt, StrictStr, ValidationError

from embeddings.errors import UserError
from questions.screening import screen
from rag.assistant import Assistant
from rag.values import Turn
from ui.contract import answer_json, screening_json

Progress = Callable[[str, int, int], None]
Row = TypeVar("Row", bound=BaseModel)


class _Turn(BaseModel, extra="forbid"):
    role: Literal["user", "assistant"]
    content: str


class _Row(BaseModel):
    id: StrictStr | StrictInt
    question: str
    history: list[_Turn] | None = None


class _Message(BaseModel):
    id: StrictStr | StrictInt
    text: StrictStr = Field(validation_alias=AliasChoices("text", "question"))


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A question of a batch, and the conversation before it."""

    id: str | int
    question: str
    history: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a batch that is to be screened."""

    id: str | int
    text: str


def read_batch(path: Path) -> list[BatchRow]:
    """Return the rows of a batch file. Raises UserError naming the first line that is not one."""
    return [
        BatchRow(
            row.id,
            row.question,
            tuple(Turn(turn.role, turn.content) for turn in row.history or []),
        )
        for row in _read_rows(path, _Row, '{"id": "…", "question": "…"}')
    ]


def read_messages(path: Path) -> list[Message]:
    """Return the messages of a file. Raises UserError naming the first line that is not one."""
    rows = _read_rows(path, _Message, '{"id": "…", "text": "…"}')
    return [Message(row.id, row.text) for row in rows]


def answer_batch(
    assistant: Assistant, rows: Sequence[BatchRow], out: Path, progress: Progress
) -> None:
    """Write an answer a line to `out`, which appears once all are there."""
    answers = (
        {**answer_json(assistant.ask(row.question, row.history)), "id": row.id} for row in rows
    )
    _write_rows(answers, len(rows), "answering", out, progress)


def screen_batch(messages: Sequence[Message], out: Path, progress: Progress) -> None:
    """Write a decision a line to `out`, which appears once all are there."""
    decisions = (screening_json(screen(each.text), each.id) for each in messages)
    _write_rows(decisions, len(messages), "screening", out, progress)


def _read_rows(path: Path, kind: type[Row], example: str) -> list[Row]:
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path} cannot be read ({type(error).__name__}): check --batch."
        ) from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append(kind.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            raise UserError(
                f"{path}, line {number}: {where}: {first['msg']}. A line is {example}."
            ) from error
    return rows


def _write_rows(
    rows: Iterator[dict[str, Any]], n_rows: int, step: str, out: Path, progress: Progress
) -> None:
    part = out.with_name(out.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            for done, row in enumerate(rows):
                progress(step, done, n_rows)
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(f"{out} cannot be written ({error.strerror}): check --out.") from error
    progress(step, n_rows, n_rows)
