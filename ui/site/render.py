"""Pages from templates: every value is escaped, nothing is loaded from another host."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_datetime
from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ui.citations import document_path
from ui.strings import LANGUAGES, NAVIGATION, Strings, choose_language, load_strings

__all__ = ["address", "is_staff", "language_of", "render", "style_sheet"]

FOLDER = Path(__file__).parent
ASSETS = FOLDER.parent / "assets"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)


def render(
    request: Request,
    template: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """Return a page in the visitor's language.

    template: its name in `templates`. values: what it shows. A form's page is kept by nobody.
    """
    language = language_of(request)
    strings = load_strings(language)
    html = (
        _templates()
        .get_template(template)
        .render(
            values
            | {
                "request": request,
                "language": language,
                "languages": LANGUAGES,
                "navigation": NAVIGATION,
                "t": _Words(strings),
                "to": lambda path, **query: address(path, language, **query),
                "date": lambda at: _date(at, language),
                "number": lambda value: format_decimal(value, locale=language),
                "document_path": document_path,
                "is_staff": is_staff(request),
            }
        )
    )
    sent = {
        "Content-Security-Policy": POLICY + ("'none'" if is_staff(request) else "'self'"),
        "Cache-Control": "no-store",
        "Vary": "accept-language",
    }
    return HTMLResponse(html, status, sent | dict(headers or {}))


def language_of(request: Request) -> str:
    """Return the language of a visitor: the address's, else the browser's best, else English."""
    return choose_language(request.query_params.get("lang"), request.headers.get("accept-language"))


def is_staff(request: Request) -> bool:
    """Return True for the pages of those who sign in."""
    return f"{request.url.path}/".startswith("/moderate/")


def address(path: str, language: str, **query: object) -> str:
    """Return the address of a page in a language; what is None or "" is left out of the query."""
    path, _, anchor = path.partition("#")
    told = {key: value for key, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(told | {'lang': language})}" + (f"#{anchor}" if anchor else "")


@cache
def style_sheet() -> str:
    """Return the style sheet of the plain pages, after the colours that all pages share."""
    colours = (ASSETS / "colours.css").read_text("utf-8")
    return colours + (FOLDER / "static" / "site.css").read_text("utf-8")


class _Words:
    """The strings of a language: `t("nav.ask")`, with values for the places in them."""

    def __init__(self, strings: Strings):
        self._strings = strings

    def __call__(self, key: str, **values: object) -> str:
        text = self._strings[key]
        return text.format(**values) if values else text

    def __contains__(self, key: str) -> bool:
        return key in self._strings


def _date(at: datetime, language: str) -> str:
    return str(format_datetime(at, "d MMM y, HH:mm", locale=language)) + " UTC"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
