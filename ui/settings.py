"""The settings: read once from the environment, few enough for one screen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from embeddings.encoder import DEFAULT_ENCODER
from embeddings.errors import UserError

PREFIX = "ASKALLIANCE_"
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
MAX_DAYS = 100_000
MAX_RATE = 1_000_000
# Read by the tests and the browser suite, not by the product.
FOR_TESTS = {"ASKALLIANCE_NO_SKIPS", "ASKALLIANCE_SCREENSHOTS"}


@dataclass(frozen=True, slots=True)
class Settings:
    """One field a setting: `home` is read from ASKALLIANCE_HOME, and so on.

    home: where runtime state lives. encoder: "default", a preset, a folder, or a hub model as
    NAME@REVISION. reranker: a cross-encoder, as a folder or NAME@REVISION; "" is none. model: a
    chat model as PROVIDER:MODEL; "" answers by quoting alone. model_url: the address of an
    OpenAI-compatible server; "" is the provider's own. model_timeout_s: how long an answer may
    take it, in seconds, before the answer is by quotation. embed: origins of the sites that may
    show the page in a frame, with spaces between. database_url: where questions are kept, as
    postgresql://USER@HOST/NAME; "" is the file questions.db at home. milvus: where vectors and
    postings are searched, http://HOST:19530 or a file of milvus-lite that ends in .db; "" is the
    index itself. retention_days: after how many days `askalliance purge` erases a question.
    """

    home: str = "var"
    encoder: str = DEFAULT_ENCODER
    reranker: str = ""
    model: str = ""
    model_url: str = ""
    model_timeout_s: float = 60.0
    embed: str = ""
    database_url: str = field(default="", repr=False)
    milvus: str = field(default="", repr=False)
    retention_days: int = 365
    visitor_rate: int = 20
    address_rate: int = 600

    @property
    def index_folder(self) -> Path:
        """Where the index generations live."""
        return Path(self.home) / "index"

    @property
    def uploads_folder(self) -> Path:
        """Where exports wait until they are imported."""
        return Path(self.home) / "uploads"

    @property
    def store_url(self) -> str:
        """The address of the questions' store."""
        return self.database_url or f"sqlite:///{Path(self.home) / 'questions.db'}"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings in an environment.

    Raises UserError for an unknown ASKALLIANCE_ name, or a value of the wrong type.
    """
    known = {PREFIX + field.name.upper(): field.name for field in fields(Settings)}
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    unknown = sorted(given.keys() - known.keys() - FOR_TESTS)
    if unknown:
        raise UserError(
            f"Unknown setting {unknown[0]}: the settings are {', '.join(sorted(known))}."
        )
    values: dict[str, Any] = {
        known[name]: value for name, value in given.items() if name in known and value
    }
    if "model_timeout_s" in values:
        values["model_timeout_s"] = _seconds("model_timeout_s", values["model_timeout_s"])
    for origin in values.get("embed", "").split():
        if not ORIGIN.fullmatch(origin):
            raise UserError(
                f"{PREFIX}EMBED holds '{origin}': write origins such as https://example.org, "
                "with spaces between."
            )
    if "retention_days" in values:
        values["retention_days"] = _days("retention_days", values["retention_days"])
    for name in ("visitor_rate", "address_rate"):
        if name in values:
            values[name] = _rate(name, values[name])
    return Settings(**values)


def _days(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < int(value) < MAX_DAYS):
        raise UserError(
            f"{PREFIX}{name.upper()} is '{value}': write a whole number of days from 1 to "
            f"{MAX_DAYS - 1}, such as 365."
        )
    return int(value)


def _rate(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= MAX_RATE):
        raise UserError(
            f"{PREFIX}{name.upper()} is '{value}': write how many questions a minute, such as 20, "
            f"{MAX_RATE} at most; 0 is any number."
        )
    return int(value)


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UserError(
            f"{PREFIX}{name.upper()} is '{value}': write a number of seconds above 0, such as 30."
        )
    return seconds
