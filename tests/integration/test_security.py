"""What `docs/security.md` promises and no other test shows."""

import socket

import httpx
import pytest

from rag.documents.sandbox import Sandbox

QUESTION = "Когда основан Альянс?"


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/answers",
            "/documents",
            "/documents/A-RES-76-186.ru.txt",
            "/conversation",
            "/about",
        ),
        *("/api/docs", "/api/answers", "/static/site.css", "/moderate/queue", "/nothing", "/docs"),
    ],
)
def test_every_reply_tells_browsers_what_they_may_not_do(address: str, path: str) -> None:
    headers = httpx.get(address + path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert policy.startswith(("default-src 'self'", "default-src 'none'"))
    assert "frame-ancestors" in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/conversation/ask", "/conversation/judge", "/moderate/sign-in"])
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_another_site_can_send_nothing(address: str, path: str, headers: dict[str, str]) -> None:
    sent = httpx.post(address + path, json={"question": QUESTION}, headers=headers)
    assert sent.status_code == 403


@pytest.mark.parametrize("q", ["'; DROP TABLE question; --", '" OR "1"="1', "%", "_", "\\"])
def test_what_is_searched_is_no_sql(address: str, q: str) -> None:
    before = httpx.get(f"{address}/api/counts").json()
    found = httpx.get(f"{address}/api/answers", params={"q": q})
    assert (found.status_code, found.json()) == (200, [])
    assert httpx.get(f"{address}/api/counts").json() == before


def test_no_address_that_others_wrote_is_fetched(address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap, Sandbox() as sandbox:
        trap.settimeout(0.5)
        link = f"http://127.0.0.1:{trap.getsockname()[1]}/x"
        for path, body in {
            "/api/ask": {"question": f"{QUESTION} {link}"},
            "/api/questions/similar": {"text": f"{QUESTION} {link}"},
        }.items():
            assert httpx.post(address + path, json=body).status_code == 200
        page = f"<link rel=stylesheet href={link}><img src={link}><iframe src={link}></iframe><p>Да"
        assert "Да" in sandbox.convert(f"<html>{page}</html>".encode(), "html", "x.html").text
        with pytest.raises(TimeoutError):
            trap.accept()
