"""The widget on another site, in a real Chromium."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import served
from ui.parts import Parts
from ui.service import build_app

pytestmark = pytest.mark.browser


class Site(BaseHTTPRequestHandler):
    """A conference's own page, with the one script tag."""

    page = ""

    def do_GET(self) -> None:
        body = Site.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("is_allowed", [True, False])
def test_one_script_tag_shows_the_assistant_where_the_operator_allows_it(
    browser: Browser, parts: Parts, site: str, is_allowed: bool
) -> None:
    with served(build_app(replace(parts, embed=site if is_allowed else ""))) as address:
        Site.page = (
            "<!doctype html><html lang='ru'><title>Конференция</title><h1>Конференция</h1>"
            f"<script src='{address}/widget.js' data-lang='ru' data-label='Спросить'></script>"
        )
        page = browser.new_page()
        page.goto(site)
        button = page.get_by_role("button", name="Спросить")
        button.click()
        expect(button).to_have_attribute("aria-expanded", "true")
        title = page.frame_locator("#askalliance-frame").get_by_role("heading", level=1)
        if is_allowed:
            expect(title).to_be_visible(timeout=30_000)
        else:
            page.wait_for_timeout(1_000)
            expect(title).to_have_count(0)
        page.keyboard.press("Tab")
        button.focus()
        page.keyboard.press("Escape")
        expect(page.locator("#askalliance-frame")).to_have_count(0)
        expect(button).to_be_focused()
        page.close()
