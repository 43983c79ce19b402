"""The errors of the questions' desk and store; all are of the one family UserError."""

from embeddings.errors import UserError

__all__ = [
    "BrokenChain",
    "Busy",
    "Conflict",
    "InvalidSubmission",
    "NotAllowed",
    "NotFound",
    "SignInFailed",
    "StoreUnavailable",
    "Unsupported",
    "UserError",
]


class StoreUnavailable(UserError):
    """A database that cannot be opened, is busy for too long, or is of another revision."""


class Busy(UserError):
    """More at once than this program does; nothing was done."""


class NotFound(UserError):
    """Nothing of that name is in the store."""


class Conflict(UserError):
    """Somebody else was faster; what they did is kept, and has to be read again."""


class NotAllowed(UserError):
    """A move that the state does not have, or the role may not make."""


class InvalidSubmission(UserError):
    """What was sent is no question that can be taken in."""


class Unsupported(UserError):
    """An answer that its citations do not support, and that nobody answers for."""


class SignInFailed(UserError):
    """No such account, a wrong password, a locked or disabled account, or an ended session."""


class BrokenChain(UserError):
    """An audit log that somebody changed."""
