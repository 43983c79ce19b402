"""Parallel text for the encoder: rows of one meaning in up to six languages, and heading pairs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embeddings.errors import UserError

LANGUAGES = ("ru", "en", "fr", "de", "it", "es")
TITLES = "wikititles"
HEADINGS = "ru-codes-title"
# Roles and literals of reStructuredText, with which the Python documentation is strewn.
MARKUP = re.compile(r":[a-z:+-]+:`~?!?([^`<]*)(?:<[^>]*>)?`|``|`_*|\*\*|\*|\|")


@dataclass(frozen=True, slots=True)
class Row:
    """One meaning: `texts` by language; `source` is the folder that it comes from."""

    source: str
    texts: dict[str, str]


def read_rows(folder: Path, left_out: frozenset[str] = frozenset()) -> Iterator[Row]:
    """Yield the rows below a folder, one sub-folder after another by name.

    A sub-folder holds tables with a header of language codes (*.tsv), or a file a language with
    one sentence a line (NAME.ru, NAME.en, ...). left_out: Russian texts that must not be learned,
    since they are evaluated on. Raises UserError where there is no row.
    """
    n_rows = 0
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        for row in _rows_of(place):
            if row.texts and row.texts.get("ru") not in left_out:
                n_rows += 1
                yield row
    if not n_rows:
        raise UserError(f"{folder} holds no parallel text: name a folder of folders with *.tsv.")


def read_headings(folder: Path) -> list[tuple[str, str]]:
    """Return the Russian pairs of a heading and the article beneath it; [] where there are none."""
    path = folder / HEADINGS / "pairs.jsonl"
    if not path.is_file():
        return []
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [(row["query"], row["text"]) for row in rows]


def _rows_of(place: Path) -> Iterator[Row]:
    for path in sorted(place.glob("*.tsv")):
        header, *lines = path.read_text("utf-8").split("\n")
        languages = header.split("\t")
        for line in lines:
            texts = dict(zip(languages, map(_clean, line.split("\t")), strict=False))
            yield Row(place.name, {language: text for language, text in texts.items() if text})
    files = [path for path in sorted(place.glob("*.*")) if path.suffix[1:] in LANGUAGES]
    if files:
        columns = [path.read_text("utf-8").splitlines() for path in files]
        languages = [path.suffix[1:] for path in files]
        for texts_of_line in zip(*columns, strict=True):
            texts = dict(zip(languages, map(_clean, texts_of_line), strict=True))
            yield Row(place.name, {language: text for language, text in texts.items() if text})


def _clean(text: str) -> str:
    return " ".join(MARKUP.sub(lambda role: role[1] or " ", text).split())
