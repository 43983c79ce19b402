"""A file to its raw text, whatever its format and encoding."""

import re
from pathlib import Path, PurePath

from rag.documents.encodings import Decoded, decode_bytes, has_mark
from rag.documents.formats import tell_format
from rag.documents.markdown import is_markdown
from rag.documents.plausible import foreign_share, is_plausible
from rag.documents.readers.converted import Converted
from rag.documents.readers.limits import MAX_CHARS, MAX_FILE_MB
from rag.documents.sandbox import Sandbox
from rag.errors import UnreadableFile

_SAMPLE = 65_536
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")


def load_file(path: Path, sandbox: Sandbox) -> Converted:
    """Return the raw text of a file, told by its content: text, Markdown, HTML, PDF, DOCX.

    ODT, web archives and simple XML are read as well. All but text and Markdown is read in the
    sandbox. Raises UnreadableFile, in one line that names what is wrong and what to do, for
    anything else and for a text that makes no words.
    """
    return load_bytes(read_bytes(path), str(path), sandbox)


def load_bytes(data: bytes, name: str, sandbox: Sandbox) -> Converted:
    """Return the raw text of a file by its content, as `load_file` does.

    name: its path, for its suffix and for messages; nothing is read there.
    """
    kind = tell_format(data, name)
    if kind == "text":
        decoded = _decode(data, name)
        is_marked = is_markdown(PurePath(name).name, decoded.text)
        warnings = (decoded.warning,) if decoded.warning else ()
        converted = Converted(decoded.text, is_marked, warnings)
    else:
        converted = sandbox.convert(data, kind, name)
    return _checked(converted, name)


def read_text(path: Path) -> str:
    """Return the text of a text file as it stands, byte-order mark removed.

    Raises UnreadableFile if the path is missing, a folder, empty, or not text.
    """
    data = read_bytes(path)
    if (kind := tell_format(data, str(path))) in ("pdf", "zip"):
        raise UnreadableFile(f"{path} is {_NAMES[kind]}, not text: save it as text.")
    return _decode(data, str(path)).text


_NAMES = {"pdf": "a PDF", "zip": "a ZIP archive or an office document"}


def read_bytes(path: Path) -> bytes:
    """Return the content of a file; raises UnreadableFile, saying why, where there is none."""
    try:
        if not path.exists():
            raise UnreadableFile(f"{path} does not exist: check the path.")
        if path.is_dir():
            raise UnreadableFile(f"{path} is a folder, not a file: name a file in it.")
        if not path.is_file():
            raise UnreadableFile(f"{path} is a device or a pipe, not a file: remove it.")
        size = path.stat().st_size
        if size > MAX_FILE_MB << 20:
            raise UnreadableFile(f"{path} has {size >> 20} MB, more than {MAX_FILE_MB}: split it.")
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise UnreadableFile(f"{path} cannot be read ({reason}): check its permissions.") from None
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise UnreadableFile(f"{path} is empty: remove it or give a file with text.")
    return data


def _decode(data: bytes, name: str) -> Decoded:
    """Return the text in `data`; raises UnreadableFile if it is none."""
    decoded = decode_bytes(data)
    if not decoded.text and has_mark(data):
        raise UnreadableFile(f"{name} is damaged Unicode text: save it again as UTF-8.")
    if not decoded.text or _is_binary(decoded.text):
        raise UnreadableFile(
            f"{name} is a binary file, not text: give text, Markdown, HTML, PDF or DOCX."
        )
    return decoded


def _checked(converted: Converted, name: str) -> Converted:
    """Return what was read, if it is a text that makes words."""
    text = converted.text
    if not text.strip():
        raise UnreadableFile(f"{name} is empty: remove it or give a file with text.")
    if len(text) > MAX_CHARS:
        raise UnreadableFile(f"{name} holds {len(text):,} characters of text: split it.")
    if not is_plausible(text):
        raise UnreadableFile(
            f"{name} is unreadable, its letters make no words in any of the six languages: "
            "it may be damaged or in another language; save it again as UTF-8."
        )
    if foreign_share(text) > 0.5:
        warning = "most of it is in a script that none of the six languages uses"
        return Converted(text, converted.is_marked, (*converted.warnings, warning))
    return converted


def _is_binary(text: str) -> bool:
    """Return whether NULs or many control characters show that the file is no text."""
    sample = text[:_SAMPLE]
    if "\0" in sample:
        return True
    return len(_CONTROL.findall(sample)) > len(sample) * 0.02
