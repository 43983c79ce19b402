"""The errors of reading, indexing and asking; all are of the one family UserError."""

from embeddings.errors import IndexMismatch, UserError

__all__ = [
    "IndexMismatch",
    "InvalidQuestion",
    "NoIndex",
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
