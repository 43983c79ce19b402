"""An export as text, line by line, in whatever encoding it really is."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.errors import UserError
from rag.documents.encodings import codec_of

_SAMPLE = 65_536
_LONGEST_LINE = 1 << 20


@contextmanager
def open_text(path: Path) -> Iterator[io.TextIOBase]:
    """Open a file as text, line ends as they are. Raises UserError where there is none to read."""
    try:
        codec = codec_of(_telling(path))
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): check its path.") from error
    if not codec:
        raise UserError(f"{path} holds no text: export posts as CSV or JSON.")
    with path.open(encoding=codec, errors="replace", newline="") as file:
        yield file


def _telling(path: Path) -> bytes:
    """Return the bytes that tell a file's encoding: its head, and its first lines beyond ASCII."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
        if b"\0" in sample:
            return sample
        file.readline(_LONGEST_LINE)
        while len(sample) < 2 * _SAMPLE and (line := file.readline(_LONGEST_LINE)):
            if not line.isascii():
                sample += line
    return sample
