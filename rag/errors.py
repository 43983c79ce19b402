"""The errors of reading, indexing and asking; all are of the one family UserError."""

from embeddings.errors import IndexMismatch, NotFilled, SearchUnavailable, UserError

__all__ = [
    "IndexMismatch",
    "InvalidQuestion",
    "NoIndex",
    "NotFilled",
    "OffTask",
    "SearchUnavailable",
    "SmallTalk",
    "UnknownDocument",
    "UnreadableFile",
    "UserError",
]


class UnreadableFile(UserError):
    """A file that cannot become a document: missing, empty, binary, no text."""


class NoIndex(UserError):
    """There is no usable index where one is needed."""


class UnknownDocument(UserError):
    """No document of that name is in the index."""


class InvalidQuestion(UserError):
    """A question that cannot be searched: nothing in it, or far too much."""


class SmallTalk(InvalidQuestion):
    """What is said to the assistant and no question to the documents; the message is the reply."""


class OffTask(InvalidQuestion):
    """A request for work that is not the assistant's; the message declines it."""
