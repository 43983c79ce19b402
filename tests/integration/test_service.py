"""The application over real HTTP: health, document pages, closed end points, headers."""

import logging
import re
import socket

import httpx
import pytest

from rag.assistant import Assistant
from rag.errors import UserError
from ui.service import require_free_port
from ui.strings import load_strings


def test_health_names_the_index(address: str, assistant: Assistant) -> None:
    health = httpx.get(f"{address}/healthz").json()
    assert health == {
        "status": "ok",
        "index": assistant.index.manifest.generation,
        "n_documents": 5,
    }


def test_a_document_is_shown_with_the_span_marked(address: str, assistant: Assistant) -> None:
    source = "alliance20-concept-note.ru.txt"
    start = assistant.document(source).text.index("В связи с пандемией")
    found = httpx.get(f"{address}/documents/{source}", params={"start": start, "end": start + 28})
    assert f'<mark id="c{start}-{start + 28}">В связи с пандемией COVID-19</mark>' in found.text
    assert "script-src" not in found.headers["content-security-policy"]
    assert "default-src 'none'" in found.headers["content-security-policy"]


def test_an_unknown_document_is_404_without_an_echo(address: str) -> None:
    found = httpx.get(f"{address}/documents/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert found.status_code == 404
    assert "<script" not in found.text


@pytest.mark.parametrize("path", ["/nothing", "/no/such/page/", "/assets/nothing.js"])
def test_an_unknown_address_is_told_on_a_page_in_the_visitors_language(
    address: str, path: str
) -> None:
    found = httpx.get(address + path, params={"lang": "de"})
    assert found.status_code == 404
    assert '<html lang="de">' in found.text
    assert load_strings("de")["error.not_found"] in found.text
    assert "default-src 'none'" in found.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        *("/docs", "/openapi.json", "/monitoring", "/gradio_api/cancel", "/gradio_api/upload"),
        *("/gradio_api/file=/etc/passwd", "/gradio_api/upload%0A", "/openapi.json%0A"),
        *("/gradio_api/file=/etc/passwd%0A", "//gradio_api/upload", "/monitoring%00"),
        *("/gradio_api/queue/data", "/gradio_api/info", "/gradio_api/heartbeat/a"),
    ],
)
def test_what_the_page_does_not_need_is_closed(address: str, path: str) -> None:
    assert httpx.get(address + path).status_code == 404


def test_functions_of_the_page_cannot_be_called_by_name(address: str) -> None:
    for name in ("answer", "predict"):
        assert httpx.post(f"{address}/gradio_api/queue/join", json={"data": []}).status_code == 404
        assert httpx.post(f"{address}/gradio_api/call/{name}", json={"data": []}).status_code == 404
        assert httpx.post(f"{address}/gradio_api/run/{name}", json={"data": []}).status_code == 404


def test_a_body_too_large_is_refused(address: str) -> None:
    found = httpx.post(f"{address}/conversation/ask", content=b"x" * 1_000_001)
    assert found.status_code == 413


def test_the_start_page_asks_no_other_host_and_is_in_the_visitors_language(address: str) -> None:
    found = httpx.get(address, headers={"Accept-Language": "ru"})
    assert found.status_code == 200
    assert re.search(r'<html\s+lang="ru"', found.text)
    assert "connect-src 'self'" in found.headers["content-security-policy"]
    assert "fonts.googleapis" not in found.text


@pytest.mark.parametrize("query", ["page=x", "page=%00&page=", "deep_link=../../etc", "lang=%ff"])
def test_the_start_page_is_one_whatever_is_asked_of_it(address: str, query: str) -> None:
    found = httpx.get(f"{address}/?{query}", headers={"Accept-Language": "ru"})
    assert found.status_code == 200
    assert re.search(r'<html\s+lang="ru"', found.text)


def test_questions_are_not_logged(
    address: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    question = "Моё имя Тайна Вымышленная, почему конференция онлайн?"
    with caplog.at_level(logging.DEBUG):
        httpx.post(f"{address}/conversation/ask", json={"question": question})
    printed = capfd.readouterr()
    assert "Вымышленная" not in caplog.text + printed.out + printed.err


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"Port {port} on 127.0.0.1 is in use"):
            require_free_port("127.0.0.1", port)
