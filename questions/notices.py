"""What a person is told who needs more than an answer, or gets none, in the six languages."""

import tomllib
from functools import cache
from pathlib import Path

from rag.notices import notice as assistant_notice


def notice(name: str, language: str) -> str:
    """Return a notice in one of the six languages, in English for any other.

    name: a decision; "invalid" is what the assistant itself says of an empty question.
    """
    if name == "invalid":
        return assistant_notice("empty", language)
    texts = load_notices()[name]
    return texts.get(language, texts["en"])


@cache
def load_notices() -> dict[str, dict[str, str]]:
    """Return the texts of `notices.toml` by name and language."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
