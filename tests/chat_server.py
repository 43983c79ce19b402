"""A real HTTP server on loopback that speaks the OpenAI protocol, streaming, by a script."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """What the client sent: the messages and whether it asked for a JSON schema."""

    system: str
    human: str
    wants_schema: bool

    @property
    def sentences(self) -> list[str]:
        """The numbered sentences that the model is shown."""
        return re.findall(r"^\[\d+\] (.+)$", self.human, re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Played:
    """How the server answers: `pieces` streamed `pause_s` apart, cut off behind them or not."""

    pieces: tuple[str, ...] = ()
    status: int = 200
    pause_s: float = 0.0
    is_cut: bool = False
    is_silent: bool = False


Script = Callable[[Request], Played]


@dataclass
class ChatServer:
    """The server's address, what it was asked, and the script that it plays."""

    url: str = ""
    script: Script = lambda _: Played()
    requests: list[Request] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


def in_pieces(text: str, size: int = 7) -> tuple[str, ...]:
    """Return a text as a model streams it."""
    return tuple(text[at : at + size] for at in range(0, len(text), size))


def as_reply(request: Request, claims: list[tuple[str, list[int]]]) -> str:
    """Return claims with their sentences' numbers in the form that the request asks for."""
    if request.wants_schema:
        rows = [{"text": text, "sentences": numbers} for text, numbers in claims]
        return json.dumps({"claims": rows}, ensure_ascii=False)
    marked = (f"{text} {''.join(f'[{n}]' for n in numbers)}" for text, numbers in claims)
    return "\n".join(marked) or "NONE"


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    """Serve until the block is left; set `script` to say how requests are answered."""
    state = ChatServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            contents = [message["content"] for message in body["messages"]]
            request = Request(contents[0], contents[-1], "response_format" in body)
            state.requests.append(request)
            assert body["stream"] is True
            self._play(state.script(request))

        def _play(self, played: Played) -> None:
            self.close_connection = True
            if played.status != 200:
                self._refuse(played.status)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            try:
                self._send(_event({"role": "assistant", "content": ""}, None))
                for piece in played.pieces:
                    self._send(_event({"content": piece}, None))
                    if state.closing.wait(played.pause_s):
                        return
                if played.is_silent:
                    state.closing.wait()
                elif not played.is_cut:
                    self._send(_event({}, "stop") + b"data: [DONE]\n\n")
                    self.wfile.write(b"0\r\n\r\n")
            except OSError:  # the client went away, as one does whose time is up
                pass

        def _refuse(self, status: int) -> None:
            data = json.dumps({"error": {"message": "refused", "type": "test"}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("retry-after-ms", "5")
            self.end_headers()
            self.wfile.write(data)

        def _send(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield state
    finally:
        state.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _event(delta: dict[str, Any], finish_reason: str | None) -> bytes:
    chunk = {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}],
    }
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()
