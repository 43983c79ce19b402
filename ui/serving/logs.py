"""Logs as lines of JSON, each with the id of the request that it belongs to.

What is logged is chosen field by field: no question, no address, no path with a name in it.
"""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

__all__ = ["REQUEST_ID", "log_as_json"]

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
FIELDS = ("method", "route", "status", "ms")


class JsonLines(logging.Formatter):
    """A record as one line of JSON; of an exception its type and where it came from."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            told["request"] = request_id
        told |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
            told["error"] = record.exc_info[0].__name__ + place
        return json.dumps(told, ensure_ascii=False)


def log_as_json() -> None:
    """Send what is logged to stderr as JSON; libraries only where they warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("ui", "rag", "questions", "embeddings"):
        logging.getLogger(name).setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "gunicorn.error"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
    # Its lines would tell addresses and what was searched.
    logging.getLogger("uvicorn.access").handlers[:] = []
    logging.getLogger("uvicorn.access").propagate = False
    logging.captureWarnings(True)
