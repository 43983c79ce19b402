"""What is told of an error, and what is logged of it: its type and place, never what was asked."""

import logging
import secrets
import traceback

from embeddings.errors import UserError

__all__ = ["logged", "told_of"]

LOG = logging.getLogger(__name__)


def logged(error: Exception, what: str) -> str:
    """Log where an error that nobody foresaw came from, and return the id to find it by."""
    error_id = secrets.token_hex(4)
    places = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("%s, error %s: %s\n%s", what, error_id, type(error).__name__, places)
    return error_id


def told_of(error: Exception) -> dict[str, str]:
    """Return what a program is told of an error."""
    if isinstance(error, UserError):
        return {"detail": str(error)}
    return {"detail": "failed", "error_id": logged(error, "Answering failed")}
