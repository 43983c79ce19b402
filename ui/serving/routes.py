"""What machines ask of the service: is it alive, is it ready, its figures."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from ui.parts import Parts
from ui.serving.metrics import exposition

__all__ = ["operations_router"]

NOT_READY: dict[int | str, dict[str, Any]] = {
    503: {"description": "There is nothing to answer from."}
}
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def operations_router(parts: Parts) -> APIRouter:
    """Return the end points over the parts."""
    router = APIRouter(tags=["health"])
    assistant = parts.assistant

    @router.get("/healthz", summary="Alive")
    def health() -> dict[str, Any]:
        """200 while the process answers."""
        manifest = assistant.index.manifest
        return {
            "status": "ok" if manifest.n_documents else "empty",
            "index": manifest.generation,
            "n_documents": manifest.n_documents,
        }

    @router.get("/readyz", summary="Ready to answer", responses=NOT_READY)
    def ready() -> JSONResponse:
        """200 once there is something to answer from, else 503.

        "degraded" where the newest index is damaged and the one before it is served.
        """
        if assistant.index.manifest.n_documents == 0:
            return JSONResponse({"status": "no documents"}, 503)
        return JSONResponse({"status": "degraded" if assistant.damaged else "ready"})

    @router.get("/metrics", include_in_schema=False)
    def metrics(request: Request) -> Response:
        # For the machine and the network that the service stands in, not by way of a proxy.
        if any(name in request.headers for name in FORWARDED):
            raise HTTPException(404)
        return Response(exposition(parts), media_type=CONTENT_TYPE_LATEST)

    return router
