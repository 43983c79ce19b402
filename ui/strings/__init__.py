"""The words of the interface in six languages, one file each, and the choice among them."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "NAVIGATION",
    "Strings",
    "choose_language",
    "load_strings",
]

Strings = Mapping[str, str]

DEFAULT_LANGUAGE = "en"
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "en": "English",
        "fr": "Français",
        "de": "Deutsch",
        "it": "Italiano",
        "ru": "Русский",
        "es": "Español",
    }
)

# The pages for everybody: the key of each name, and its path.
NAVIGATION: Mapping[str, str] = MappingProxyType(
    {
        "nav.ask": "/",
        "nav.questions": "/questions",
        "nav.answers": "/answers",
        "nav.mine": "/mine",
        "nav.documents": "/documents",
        "nav.about": "/about",
    }
)


@cache
def load_strings(language: str) -> Strings:
    """Return the texts of one language, keyed "table.key" as in its file.

    Raises KeyError for a language that is not in LANGUAGES.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    path = Path(__file__).with_name(f"{language}.toml")
    tables: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType(
        {f"{table}.{key}": text for table, texts in tables.items() for key, text in texts.items()}
    )


def choose_language(asked: str | None, accepted: str | None) -> str:
    """Return the language of the page: the one asked for, else the browser's best, else English.

    asked: the value of `lang` in the address. accepted: the Accept-Language header, whose
    weights count (RFC 9110, 12.5.4); equal weights keep their order.
    """
    if (primary := _primary(asked or "")) in LANGUAGES:
        return primary
    wanted = [part.partition(";") for part in (accepted or "")[:500].split(",")]
    ranked = sorted(wanted, key=lambda part: -_weight(part[2]))
    for tag, _, parameters in ranked:
        if (primary := _primary(tag)) in LANGUAGES and _weight(parameters) > 0:
            return primary
    return DEFAULT_LANGUAGE


def _primary(tag: str) -> str:
    return re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]


def _weight(parameters: str) -> float:
    found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameters)
    return float(found[1]) if found else 1.0
