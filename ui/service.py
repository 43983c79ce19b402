"""The HTTP service: health, the documents' pages and the participants' page in one application."""

import errno
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.errors import UserError
from rag.errors import UnknownDocument
from ui.strings import choose_language, load_strings

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from ui.parts import Parts

WIDGET = Path(__file__).parent / "assets" / "widget.js"

__all__ = ["build_app", "open_app", "require_free_port", "serve"]


def build_app(parts: "Parts") -> "FastAPI":
    """Return the one application: health, the API, the pages, and the conversation at `/`."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio
    from fastapi import FastAPI, Header, Query
    from fastapi.responses import FileResponse, HTMLResponse
    from starlette.routing import Mount

    from ui.api import api_router, reference_router
    from ui.conversation import conversation_router
    from ui.document_page import document_html, missing_html, style_hash
    from ui.guard import Guard
    from ui.moderate.routes import moderators_router
    from ui.question_api import question_router
    from ui.serving.routes import operations_router
    from ui.serving.watch import Watch
    from ui.site.failures import add_failures, add_missing
    from ui.site.participants import participants_router
    from ui.theme import HEAD, STYLE_SHEETS, build_theme
    from ui.widgets import build_page

    assistant = parts.assistant
    # The end points' documentation would load its scripts from another host.
    app = FastAPI(title="AskAlliance", docs_url=None, redoc_url=None, openapi_url=None)
    document_policy = (
        f"default-src 'none'; style-src {style_hash()}; img-src data:; frame-ancestors 'self'; "
        "base-uri 'none'; form-action 'none'"
    )

    @app.get("/widget.js", include_in_schema=False)
    def widget() -> FileResponse:
        # Shown on other sites: their pages may load it.
        headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
        return FileResponse(WIDGET, media_type="text/javascript", headers=headers)

    @app.get("/documents/{source:path}", response_class=HTMLResponse)
    def document(
        source: str,
        start: int | None = Query(None),
        end: int | None = Query(None),
        lang: str | None = Query(None),
        accept_language: str | None = Header(None),
    ) -> HTMLResponse:
        language = choose_language(lang, accept_language)
        strings = load_strings(language)
        headers = {"Content-Security-Policy": document_policy, "Vary": "accept-language"}
        try:
            found = assistant.document(source)
        except UnknownDocument:
            return HTMLResponse(missing_html(language, strings), 404, headers)
        return HTMLResponse(document_html(found, start, end, language, strings), 200, headers)

    apis = api_router(parts), question_router(parts), operations_router(parts)
    for router in (*apis, reference_router(*apis)):
        app.include_router(router)
    app.include_router(conversation_router(parts))
    app.include_router(participants_router(parts))
    app.include_router(moderators_router(parts))
    add_failures(app)
    gradio.mount_gradio_app(
        app,
        build_page(),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,  # byte: nothing is uploaded here
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        theme=build_theme(),
        css_paths=STYLE_SHEETS,
        head=HEAD,
    )
    for each in app.routes:
        if isinstance(each, Mount) and isinstance(each.app, FastAPI):
            add_missing(each.app)
    app.add_middleware(Guard, embed=parts.embed)
    app.add_middleware(Watch)
    return app


def open_app() -> "FastAPI":
    """Return the application that the environment's settings describe, ready to answer."""
    from ui.parts import open_parts
    from ui.serving.tracing import set_up_tracing
    from ui.settings import read_settings

    set_up_tracing(os.environ)
    parts = open_parts(read_settings(os.environ))
    parts.assistant.warm_up()
    return build_app(parts)


def require_free_port(host: str, port: int) -> None:
    """Raise UserError if the address cannot be served from: to be asked before heavy loading."""
    _listen(host, port).close()


def serve(
    open_app: "Callable[[], FastAPI]", host: str, port: int, n_workers: int, figures: Path
) -> None:
    """Serve until interrupted; the address is printed first. Port 0 takes any free one.

    open_app: called once, or in each worker where there are several. figures: where they count.
    Raises UserError if the port is in use or the address is not this machine's.
    """
    from ui.serving.logs import log_as_json
    from ui.serving.protocol import allow_many_connections
    from ui.serving.workers import hold, run_workers, send_at_once, server_options

    listening = _listen(host, port)
    allow_many_connections()
    shown = f"[{host}]" if ":" in host else host
    port = listening.getsockname()[1]
    said = f"AskAlliance answers at http://{shown}:{port} (Ctrl+C stops it)"
    if n_workers > 1:
        _load_what_workers_share()
        listening.close()
        held = hold((host, port), listening.family)
        print(said, flush=True)
        # By port: a new version may be started beside the one that it will replace.
        run_workers(open_app, held, n_workers, figures / str(port))
        return
    import uvicorn

    send_at_once(listening)
    app = open_app()
    print(said, flush=True)
    log_as_json()
    uvicorn.Server(uvicorn.Config(app, **server_options())).run(sockets=[listening])


def _load_what_workers_share() -> None:
    """Import and warm up what holds no connection and no thread."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio  # noqa: F401

    from ui.root import open_gate

    open_gate()("Where can I read about it?")


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise UserError(f"Port {port} is not a port: choose one from 1 to 65535.")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=1024)
    except socket.gaierror as error:
        raise UserError(f"Host {host!r} is unknown: choose another with --host.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UserError(
                f"Port {port} on {host} is in use: stop what uses it, "
                "or choose another with --port."
            ) from error
        raise UserError(
            f"Cannot serve at {host}:{port} ({error.strerror}): "
            "choose another address with --host or --port."
        ) from error
