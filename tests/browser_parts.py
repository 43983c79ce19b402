"""What the browser tests work with: sizes, a visit that is watched, sign-in, screenshots."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Response,
    ViewportSize,
    expect,
)

from ui.strings import Strings

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PASSWORD = "Ein längeres Passwort, только для проверки"
SLOW_MS = 45_000
COLOURS = 160
MAX_BYTES = 150_000
STORED = "JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"


@contextmanager
def visiting(
    browser: Browser, size: ViewportSize = DESK, locale: str = "ru-RU", **options: Any
) -> Iterator[Page]:
    """Yield the page of somebody with a browser of their own.

    Fails at the end if another host was asked, a dialog was opened, or the console told of an
    error: a violation of the page's own policy is one, a status of 4xx that a form gets is none.
    """
    options = {"reduced_motion": "reduce"} | options
    context = browser.new_context(viewport=size, locale=locale, **options)
    context.set_default_timeout(SLOW_MS)
    hosts: set[str | None] = set()
    faults: list[str] = []

    def answered(reply: Response) -> None:
        if reply.status >= 400 and reply.request.resource_type != "document":
            faults.append(f"{reply.status} {reply.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    def opened(dialog: Dialog) -> None:
        faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.on("request", lambda sent: hosts.add(urlsplit(sent.url).hostname))
    context.on("response", answered)
    context.on("console", said)
    context.on("weberror", lambda told: faults.append(str(told.error)))
    context.on("dialog", opened)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert hosts <= {"127.0.0.1", None, ""}
    assert faults == []


def ask(page: Page, question: str) -> None:
    """Put a question in the conversation and wait for what comes of it."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    said = page.locator("#transcript .exchange").filter(has_text=question[:40]).last
    expect(said.locator(".said")).not_to_have_class("said pending", timeout=SLOW_MS)


def sign_in(page: Page, words: Strings, name: str) -> None:
    """Fill in the form that stands before the moderators' pages."""
    page.get_by_label(words["sign.name"]).fill(name)
    page.get_by_label(words["sign.password"]).fill(PASSWORD)
    page.get_by_role("button", name=words["sign.in"]).click()
    expect(page.get_by_role("button", name=words["sign.out"])).to_be_visible()


def shoot(page: Page, name: str) -> None:
    """Keep a screenshot of a page in few colours, in the folder that the environment names."""
    folder = os.environ.get("ASKALLIANCE_SCREENSHOTS")
    if not folder:
        return
    page.evaluate("window.scrollTo(0, 0)")
    picture = Image.open(io.BytesIO(page.screenshot()))
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    path = Path(folder) / f"{name}.png"
    few.save(path, optimize=True)
    assert path.stat().st_size < MAX_BYTES
