"""The one family of errors that a user or an operator can put right."""


class UserError(Exception):
    """What happened, the offending value and the next step, in one line.

    The command line prints it on stderr and exits with 2; the pages show it.
    """


class EncoderUnavailable(UserError):
    """The encoder that the settings name cannot be loaded."""


class SearchUnavailable(UserError):
    """The server that holds the vectors and postings of the index does not answer."""


class IndexMismatch(UserError):
    """An index does not fit the encoder or the format that would read it."""


class NotFilled(IndexMismatch):
    """The collection of an index is missing or not whole; to index again fills it."""
