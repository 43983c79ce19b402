"""The service behind nginx as `deploy/nginx.conf` sets it up, with TLS: pages, events, sign-in."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from questions.accounts import Accounts
from questions.store import open_store
from questions.workflow import OPERATOR
from tests.desk_parts import ANNA
from tests.service_process import service

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
PASSWORD = "Ein längeres Passwort, только для проверки"
QUESTION = {"question": "Когда основан Альянс против торговли людьми?"}
START_S = 20.0

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def proxy(folder: Path, behind: int, beside: int) -> Iterator[str]:
    """Run nginx with the committed configuration before two ports; yields its address."""
    plain, port = free_port(), free_port()
    text = CONFIGURATION.read_text("utf-8")
    for old, new in {
        "127.0.0.1:7860": f"127.0.0.1:{behind}",
        "127.0.0.1:7861": f"127.0.0.1:{beside}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen [::]:80;": "",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "listen [::]:443 ssl http2;": "",
        "/etc/ssl/askalliance": str(folder),
        "/var/log/nginx": str(folder),
    }.items():
        assert old in text
        text = text.replace(old, new)
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "nginx.conf"
    main = f"user {getuser()}; pid {folder}/pid; daemon off; events {{}}"
    path.write_text(f"{main} http {{ {temporary}\n{text} }}", "utf-8")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    log = folder / "started.log"
    command = [_nginx(), "-e", str(log), "-c", str(path)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(port)
            yield f"https://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def _nginx() -> str:
    if NGINX is None and not os.environ.get("ASKALLIANCE_NO_SKIPS"):
        pytest.skip("no nginx is installed: apt-get install nginx")
    assert NGINX, "ASKALLIANCE_NO_SKIPS is set, and no nginx is installed"
    return NGINX


def _wait(port: int) -> None:
    ends = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < ends, "nginx does not listen"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def client(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    own, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("nginx")
    shutil.copytree(home / "index", own / "index")
    store = open_store(f"sqlite:///{own / 'questions.db'}")
    Accounts(store).add(OPERATOR, ANNA.name, ANNA.role, PASSWORD)
    store.close()
    with service(own, address_rate=4) as running:
        port = urlsplit(running.address).port or 0
        with proxy(folder, port, free_port()) as address:
            trust = ssl.create_default_context(cafile=folder / "fullchain.pem")
            with httpx.Client(base_url=address, verify=trust, timeout=30) as client:
                yield client


def test_pages_come_with_their_headers_and_those_of_tls(client: httpx.Client) -> None:
    for path in ("/", "/answers", "/documents", "/conversation", "/api/docs", "/readyz"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "max-age=" in page.headers["strict-transport-security"]
        assert "frame-ancestors" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
    assert "nginx/" not in page.headers["server"]


def test_events_come_one_by_one(client: httpx.Client) -> None:
    visitor = client.get("/conversation").json()["visitor"]
    asked = QUESTION | {"visitor": visitor, "language": "ru"}
    with client.stream("POST", "/conversation/ask", json=asked) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        names = [line for line in reply.iter_lines() if line.startswith("event: ")]
    assert names[0] == "event: claim"
    assert names[-1] == "event: done"


def test_a_moderator_signs_in_with_a_cookie_for_tls_alone(client: httpx.Client) -> None:
    own = {"origin": str(client.base_url).rstrip("/")}
    sent = {"name": ANNA.name, "password": PASSWORD}
    signed = client.post("/moderate/sign-in", data=sent, headers=own)
    assert (signed.status_code, signed.headers["location"]) == (303, "/moderate")
    assert "Secure" in signed.headers["set-cookie"]
    assert client.get("/moderate/queue").status_code == 200
    foreign = {"origin": "https://evil.example"}
    refused = client.post("/moderate/queue/accept", data={"chosen": "x1:1"}, headers=foreign)
    assert refused.status_code == 403
    export = ("text\n" + '"Когда основан Альянс?"\n' * 60_000).encode()
    assert len(export) > 2_000_000
    taken = client.post("/moderate/import", files={"file": ("posts.csv", export)}, headers=own)
    assert taken.status_code == 303


def test_what_is_too_large_goes_no_further(client: httpx.Client) -> None:
    assert client.post("/api/ask", content=b"x" * 1_100_000).status_code == 413


def test_figures_stay_on_the_machine(client: httpx.Client) -> None:
    assert client.get("/metrics").status_code == 404


def test_an_address_that_a_visitor_made_up_is_no_way_round_the_limit(client: httpx.Client) -> None:
    made_up = [
        {"X-Forwarded-For": f"192.0.2.{n}", "Forwarded": f"for=192.0.2.{n}"} for n in range(9)
    ]
    statuses = [
        client.post("/api/ask", json=QUESTION, headers=each).status_code for each in made_up
    ]
    assert statuses[0] == 200
    assert statuses[-1] == 429
