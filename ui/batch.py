"""Questions in a file of JSON lines to answers in another."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, StrictInt, StrictStr, ValidationError

from embeddings.errors import UserError
from rag.assistant import Assistant
from rag.values import Turn
from ui.contract import answer_json


class _Turn(BaseModel, extra="forbid"):
    role: Literal["user", "assistant"]
    content: str


class _Row(BaseModel):
    id: StrictStr | StrictInt
    question: str
    history: list[_Turn] | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A question of a batch, and the conversation before it."""

    id: str | int
    question: str
    history: tuple[Turn, ...]


def read_batch(path: Path) -> list[BatchRow]:
    """Return the rows of a batch file. Raises UserError naming the first line that is not one."""
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
            row = _Row.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            raise UserError(
                f"{path}, line {number}: {where}: {first['msg']}. "
                'A line is {"id": "…", "question": "…"}.'
            ) from error
        history = tuple(Turn(turn.role, turn.content) for turn in row.history or [])
        rows.append(BatchRow(row.id, row.question, history))
    return rows


def answer_batch(
    assistant: Assistant,
    rows: Sequence[BatchRow],
    out: Path,
    progress: Callable[[str, int, int], None],
) -> None:
    """Write an answer a line to `out`, which appears once all are there."""
    part = out.with_name(out.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            for done, row in enumerate(rows):
                progress("answering", done, len(rows))
                answer = answer_json(assistant.ask(row.question, row.history))
                file.write(json.dumps({**answer, "id": row.id}, ensure_ascii=False) + "\n")
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(f"{out} cannot be written ({error.strerror}): check --out.") from error
    progress("answering", len(rows), len(rows))
