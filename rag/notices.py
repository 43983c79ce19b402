"""What the assistant says of itself, beside answers, in the six languages: see `notices.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("notices.toml")


def notice(name: str, language: str) -> str:
    """Return a notice in one of the six languages, in English for any other."""
    texts: dict[str, str] = _table()[name]
    return texts.get(language, texts["en"])


def quoted_notice(language: str, quoted: str) -> str:
    """Return the line before words in another language than the asker's."""
    names = _table()["language_names"]
    return notice("quoted", language).format(language=names.get(language, names["en"])[quoted])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
