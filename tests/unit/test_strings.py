import tomllib
from pathlib import Path

import pytest

from ui.strings import LANGUAGES, choose_language, load_strings

FOLDER = Path(__file__).parents[2] / "ui" / "strings"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_string_and_its_placeholders(language: str) -> None:
    english, strings = load_strings("en"), load_strings(language)
    assert strings.keys() == english.keys()
    for key, text in strings.items():
        assert text.strip(), key
        assert _placeholders(text) == _placeholders(english[key]), key


def test_every_file_is_a_language() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(LANGUAGES)
    for path in FOLDER.glob("*.toml"):
        tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        ("ru", "de", "ru"),
        ("RU-ru", None, "ru"),
        ("xx", "de-AT,de;q=0.9,en;q=0.8", "de"),
        (None, "en;q=0.5, fr;q=0.9", "fr"),
        (None, "ja, es;q=0.1", "es"),
        (None, "ru;q=0, it", "it"),
        (None, "zh", "en"),
        (None, None, "en"),
        ("<script>", ";;;,,q=,", "en"),
    ],
)
def test_the_page_speaks_the_visitors_language(
    asked: str | None, accepted: str | None, chosen: str
) -> None:
    assert choose_language(asked, accepted) == chosen


def _placeholders(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}
