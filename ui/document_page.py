"""A document as a plain HTML page: its cleaned text, a cited span marked, no script."""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path

from rag.values import Document
from ui.strings import Strings

__all__ = ["document_html", "missing_html", "style_hash"]

ASSETS = Path(__file__).parent / "assets"


def document_html(
    document: Document, start: int | None, end: int | None, language: str, strings: Strings
) -> str:
    """Return the page of a document; text[start:end] is marked under the id `c{start}-{end}`.

    A span that lies outside the text, or is empty, is not marked.
    """
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        start = end = 0
    facts = [document.symbol, document.body, document.date]
    facts_html = " · ".join(escape(fact) for fact in facts if fact)
    link = ""
    if document.url.startswith(("https://", "http://")):
        link = (
            f'<a href="{escape(document.url)}" rel="noopener noreferrer external">'
            f"{escape(strings['sources.official'])}</a>"
        )
    jump = ""
    if end:
        jump = f'<a href="#c{start}-{end}">{escape(strings["document.quoted"])}</a>'
    doc_language = escape(document.language)
    return _page(
        document.full_title,
        language,
        f'<nav><a class="home" href="/?lang={language}">AskAlliance</a>{jump}{link}</nav>'
        f'<header><h1 lang="{doc_language}">{escape(document.full_title)}</h1>'
        f'<p class="facts" lang="{doc_language}">{facts_html}</p>'
        f'<p class="note">{escape(strings["document.note"])}</p></header>'
        f'<main lang="{doc_language}">{_blocks(document, start, end, strings)}</main>',
    )


def missing_html(language: str, strings: Strings) -> str:
    """Return the page for a document that is not in the index."""
    return _page(
        "AskAlliance",
        language,
        f'<nav><a class="home" href="/?lang={language}">AskAlliance</a></nav>'
        f"<main><h1>{escape(strings['document.unknown'])}</h1>"
        f'<p><a href="/?lang={language}">{escape(strings["document.home"])}</a></p></main>',
    )


def style_hash() -> str:
    """Return the hash by which a content security policy admits the page's one style element."""
    digest = hashlib.sha256(_style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _style() -> str:
    return (ASSETS / "document.css").read_text(encoding="utf-8")


def _page(title: str, language: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,">'
        f"<style>{_style()}</style></head><body>{body}</body></html>"
    )


def _blocks(document: Document, start: int, end: int, strings: Strings) -> str:
    """The paragraphs between blank lines, each with its part of the marked span."""
    headings = {section.start for section in document.sections if section.kind == "heading"}
    page_starts = [(page.start, page.number) for page in document.pages]
    blocks: list[str] = []
    offset = 0
    for piece in document.text.split("\n\n"):
        stop = offset + len(piece)
        while page_starts and page_starts[0][0] < stop:
            number = page_starts.pop(0)[1]
            label = escape(strings["document.page"].format(n=number))
            blocks.append(f'<div class="page" id="p{number}">{label}</div>')
        if piece.strip():
            is_heading = offset in headings and "\n" not in piece.strip()
            role = ' role="heading" aria-level="2"' if is_heading else ""
            blocks.append(f"<p{role}>{_marked(document.text, offset, stop, start, end)}</p>")
        offset = stop + 2
    return "".join(blocks)


def _marked(text: str, left: int, right: int, start: int, end: int) -> str:
    first, last = max(left, start), min(right, end)
    if first >= last:
        return escape(text[left:right])
    name = f' id="c{start}-{end}"' if first == start else ""
    return (
        f"{escape(text[left:first])}<mark{name}>{escape(text[first:last])}</mark>"
        f"{escape(text[last:right])}"
    )
