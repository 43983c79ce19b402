"""The language of a text: one of the six that the system speaks."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

LANGUAGES = ("en", "fr", "de", "it", "ru", "es")
_SAMPLE = 4_000


def detect(text: str, default: str = "ru") -> str:
    """Return the ISO 639-1 code of the likeliest of en, fr, de, it, ru, es.

    Deterministic. A text without letters (a bare symbol, digits) gives `default`, the language
    of the corpus. Only the first 4,000 characters are read.
    """
    sample = text[:_SAMPLE]
    if not any(map(str.isalpha, sample)):
        return default
    return _detected(sample) or default


@lru_cache(maxsize=256)
def _detected(sample: str) -> str:
    """Return the code of a language, "" for none; a question is read by several steps."""
    language = _detector().detect_language_of(sample)
    return language.iso_code_639_1.name.lower() if language else ""


@cache
def _detector() -> "LanguageDetector":
    """Return the detector over the six languages; its models load on the first call."""
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(
        Language.ENGLISH,
        Language.FRENCH,
        Language.GERMAN,
        Language.ITALIAN,
        Language.RUSSIAN,
        Language.SPANISH,
    ).build()
