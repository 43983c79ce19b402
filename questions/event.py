"""The event that questions are put to: hashtags, sessions, speakers (`data/event.toml`)."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from embeddings.errors import UserError
from rag.language import LANGUAGES

_IN_REPOSITORY = Path(__file__).parents[1] / "data" / "event.toml"
# A wheel carries the file beside this module.
EVENT = _IN_REPOSITORY if _IN_REPOSITORY.exists() else Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Session:
    """A part of the programme; `titles` by language, English always among them."""

    session_id: str
    titles: dict[str, str]
    starts: datetime | None

    def title(self, language: str) -> str:
        """Return the title in a language, in English where it has none."""
        return self.titles.get(language, self.titles["en"])


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who answers questions, by name or role; `sessions` are ids, () for all."""

    speaker_id: str
    name: str
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """`tags` are hashtags without their sign; sessions and speakers are in the file's order."""

    name: str
    tags: tuple[str, ...]
    sessions: tuple[Session, ...]
    speakers: tuple[Speaker, ...]

    def titles(self, language: str) -> dict[str, str]:
        """Return the titles of the sessions in a language, by id."""
        return {each.session_id: each.title(language) for each in self.sessions}

    def names(self) -> dict[str, str]:
        """Return the names of the speakers, by id."""
        return {each.speaker_id: each.name for each in self.speakers}


_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
_Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Tag = Annotated[str, StringConstraints(pattern=r"^\w{1,100}$")]


class _Session(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: _Id
    title: dict[str, _Said]
    starts: AwareDatetime | None = None


class _Speaker(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: _Id
    name: _Said
    sessions: list[str] = []


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: _Said
    tags: list[_Tag] = []
    session: list[_Session] = []
    speaker: list[_Speaker] = []


def read_event(path: Path = EVENT) -> Event:
    """Return the event of a file. Raises UserError naming the entry that is wrong, and how."""
    try:
        file = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): check its path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is no TOML ({error}): correct it there.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise UserError(f"{path}: {place} is wrong ({first['msg']}): correct it.") from error
    if fault := _fault(file):
        raise UserError(f"{path}: {fault}.")
    return Event(
        file.name,
        tuple(file.tags),
        tuple(Session(each.id, each.title, each.starts) for each in file.session),
        tuple(Speaker(each.id, each.name, tuple(each.sessions)) for each in file.speaker),
    )


def _fault(file: _File) -> str:
    """Return what is wrong between the entries of a file, "" for nothing."""
    sessions = [session.id for session in file.session]
    for ids in (sessions, [speaker.id for speaker in file.speaker]):
        if doubled := _doubled(ids):
            return f"id '{doubled}' is given twice: give each its own"
    for session in file.session:
        if "en" not in session.title:
            return f"session '{session.id}' has no English title: add title.en"
        if strange := sorted(session.title.keys() - set(LANGUAGES)):
            known = ", ".join(LANGUAGES)
            return f"session '{session.id}' has a title in '{strange[0]}': write {known}"
    for speaker in file.speaker:
        if unknown := [each for each in speaker.sessions if each not in sessions]:
            return f"speaker '{speaker.id}' names session '{unknown[0]}', which is not there"
    return ""


def _doubled(ids: Sequence[str]) -> str:
    return next((each for each, n in Counter(ids).items() if n > 1), "")
