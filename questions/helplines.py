"""Helplines: numbers that a person may call, and when somebody last made sure of each.

They are data (`data/helplines.toml`). One that was not checked lately is never shown as current.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from embeddings.errors import UserError

MAX_AGE = timedelta(days=180)
_IN_REPOSITORY = Path(__file__).parents[1] / "data" / "helplines.toml"
# A wheel carries the file beside this module.
HELPLINES = _IN_REPOSITORY if _IN_REPOSITORY.exists() else Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number in a country (ISO 3166-1, or EU); `source` is where it is published.

    last_verified: when a person last called or looked it up, None if nobody has.
    """

    country: str
    name: str
    number: str
    channels: tuple[str, ...]
    languages: tuple[str, ...]
    source: str
    last_verified: date | None


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    country: str
    name: str
    number: str
    channels: list[str]
    languages: list[str] = []
    source: str
    last_verified: date | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    helpline: list[_Entry] = []


def read_helplines(path: Path = HELPLINES) -> list[Helpline]:
    """Return the helplines of a file, in its order. Raises UserError naming what is wrong."""
    try:
        entries = _File.model_validate(tomllib.loads(path.read_text("utf-8"))).helpline
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        said = str(error.errors()[0]["loc"]) if isinstance(error, ValidationError) else str(error)
        raise UserError(f"{path} holds no helplines ({said}): compare it with its head.") from error
    return [
        Helpline(
            entry.country,
            entry.name,
            entry.number,
            tuple(entry.channels),
            tuple(entry.languages),
            entry.source,
            entry.last_verified,
        )
        for entry in entries
    ]


def is_current(helpline: Helpline, today: date) -> bool:
    """Return True if somebody made sure of the number within MAX_AGE, and not in the future."""
    checked = helpline.last_verified
    return checked is not None and timedelta(0) <= today - checked <= MAX_AGE
