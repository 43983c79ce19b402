"""What a speaker takes along: questions with what the documents say, to print or to write into."""

import io
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from questions.export import Exported, cited, printable, without_times

if TYPE_CHECKING:
    from docx.document import Document

TEXTS = Path(__file__).with_suffix(".toml")
STYLE = Path(__file__).with_suffix(".css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_NOTE_LINES = 3


@dataclass(frozen=True, slots=True)
class Pack:
    """title: who it is for; subtitle: the event, the session; language: that of the headings."""

    title: str
    subtitle: str
    language: str
    questions: Sequence[Exported]


def pack_html(pack: Pack) -> str:
    """Return the pack as one page that needs nothing else: no script, no link, no network."""
    title, language = _html(pack.title), _html(pack.language)
    sections = "\n".join(_section(n, row, pack.language) for n, row in enumerate(pack.questions, 1))
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{STYLE.read_text("utf-8")}</style>
</head>
<body>
<main>
<h1 dir="auto">{title}</h1>
<p dir="auto">{_html(pack.subtitle)}</p>
{sections}
</main>
</body>
</html>
"""


def pack_docx(pack: Pack) -> bytes:
    """Return the pack as a Word document with lines to write on below each question."""
    from docx import Document

    document = Document()
    properties = document.core_properties
    properties.author, properties.comments = "", ""
    properties.title, properties.language = printable(pack.title), pack.language
    document.add_heading(printable(pack.title), 0)
    document.add_paragraph(printable(pack.subtitle))
    for number, row in enumerate(pack.questions, 1):
        _write(document, number, row, pack.language)
    file = io.BytesIO()
    document.save(file)
    return without_times(file.getvalue())


def _section(number: int, row: Exported, language: str) -> str:
    parts = [
        "<section>",
        f'<h2 lang="{_html(row.language)}" dir="auto">{number}. {_html(row.question)}</h2>',
        f'<p class="facts">{_html(_facts(row, language))}</p>',
    ]
    if row.answer:
        parts.append(f"<h3>{_html(label('answer', language))}</h3>")
        parts.append(f'<p lang="{_html(row.language)}" dir="auto">{_html(row.answer)}</p>')
    if row.citations:
        parts.append(f"<h3>{_html(label('sources', language))}</h3>\n<ol>")
        parts += [
            f'<li lang="{_html(each.language)}" dir="auto">{_html(cited(each))}</li>'
            for each in row.citations
        ]
        parts.append("</ol>")
    parts.append(
        f'<h3>{_html(label("notes", language))}</h3>\n<div class="notes"></div>\n</section>'
    )
    return "\n".join(parts)


def _write(document: "Document", number: int, row: Exported, language: str) -> None:
    document.add_heading(
        f"{number}. {printable(row.question)}", 1
    ).paragraph_format.keep_with_next = True
    document.add_paragraph(printable(_facts(row, language)))
    if row.answer:
        document.add_heading(label("answer", language), 2)
        document.add_paragraph(printable(row.answer))
    if row.citations:
        document.add_heading(label("sources", language), 2)
        for each in row.citations:
            document.add_paragraph(printable(cited(each)))
    document.add_heading(label("notes", language), 2)
    for _ in range(_NOTE_LINES):
        document.add_paragraph("_" * 70)


def _facts(row: Exported, language: str) -> str:
    return f"{row.language} · {label('votes', language)}: {row.votes}"


def _html(text: str) -> str:
    return escape(printable(text), quote=True)


PACKS: dict[str, Callable[[Pack], bytes]] = {
    "html": lambda pack: pack_html(pack).encode(),
    "docx": pack_docx,
}


def label(name: str, language: str) -> str:
    """Return a heading of a pack in one of the six languages, in English for any other."""
    texts = _labels()[name]
    return texts.get(language, texts["en"])


@cache
def _labels() -> dict[str, dict[str, str]]:
    return tomllib.loads(TEXTS.read_text("utf-8"))
