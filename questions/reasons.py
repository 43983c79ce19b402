"""Why a question was turned down, as its asker is told, in the six languages."""

import tomllib
from functools import cache
from pathlib import Path


def reason_sentence(code: str, language: str) -> str:
    """Return what a public code of `workflow.REASONS` says, in English for any other language.

    "" for the code "", which is that of a question that was not turned down.
    """
    if not code:
        return ""
    texts = load_reasons()[code]
    return texts.get(language, texts["en"])


@cache
def load_reasons() -> dict[str, dict[str, str]]:
    """Return the sentences of `reasons.toml` by code and language."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
