"""A text or Markdown file to its raw text, whatever its encoding."""

import codecs
from pathlib import Path

from rag.errors import UnreadableFile

_BOMS = (  # UTF-32 before UTF-16: their little-endian marks begin alike
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORMATS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
)
_CYRILLIC = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")
_FREQUENT = frozenset("оеаинтсрвл")
_USUAL_SIGNS = frozenset("«»—–№…“”„’\u00a0")
_SAMPLE = 65_536


def read_text(path: Path) -> str:
    """Return the text of a text or Markdown file as it stands, byte-order mark removed.

    Encodings told apart: UTF-8, UTF-16 and UTF-32 (with or without a mark for UTF-16) and the
    8-bit codecs of Russian and of western Europe. Raises UnreadableFile if the path is
    missing, a folder, empty, or not text.
    """
    if not path.exists():
        raise UnreadableFile(f"{path} does not exist: check the path.")
    if path.is_dir():
        raise UnreadableFile(f"{path} is a folder, not a file: name a file in it.")
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise UnreadableFile(f"{path} cannot be read ({reason}): check its permissions.") from None
    return decode(data, str(path))


def decode(data: bytes, name: str) -> str:
    """Return the text in `data`; `name` stands in the message of UnreadableFile."""
    if not data.strip():
        raise UnreadableFile(f"{name} is empty: remove it or give a file with text.")
    for magic, what in _FORMATS:
        if data.startswith(magic):
            raise UnreadableFile(
                f"{name} is {what}, not text: save it as text or Markdown and try again."
            )
    encoding = _encoding(data)
    try:
        text = data.decode(encoding).removeprefix("\ufeff") if encoding else ""
    except UnicodeDecodeError:
        text = ""
    if not encoding or not text or _is_binary(text):
        if encoding and data.startswith(tuple(mark for mark, _ in _BOMS)) and not text:
            raise UnreadableFile(f"{name} is damaged {encoding} text: save it again as UTF-8.")
        raise UnreadableFile(f"{name} is a binary file, not text: give a text or Markdown file.")
    if not text.strip():
        raise UnreadableFile(f"{name} is empty: remove it or give a file with text.")
    return text


def _encoding(data: bytes) -> str:
    """Return the codec of `data`; "" if it is no text."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return codec
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        return _bare_utf16(sample)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _single_byte(sample)
    return "utf-8"


def _bare_utf16(sample: bytes) -> str:
    """Return the byte order of UTF-16 without a mark, told by line breaks and spaces."""
    for codec in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(codec, errors="replace")
        spaces = text.count(" ") + text.count("\n")
        if spaces > len(text) / 25 and "\0" not in text and "\ufffd" not in text[:-1]:
            return codec
    return ""


def _single_byte(sample: bytes) -> str:
    """Return the 8-bit codec in which the sample reads most like a European text.

    In Russian text nearly every letter is a high byte; the codec is the one that gives most of
    the frequent lower-case letters and fewest signs. Fewer high bytes mean a western text.
    """
    letters = sum(byte > 0x7F or chr(byte).isalpha() for byte in sample)
    if sum(byte > 0x7F for byte in sample) < letters * 0.3:
        return "cp1252"
    scores = {}
    for codec in _CYRILLIC:
        text = sample.decode(codec, errors="replace")
        odd = sum(not (sign.isascii() or sign.isalpha() or sign in _USUAL_SIGNS) for sign in text)
        scores[codec] = sum(letter in _FREQUENT for letter in text) - 3 * odd
    return max(_CYRILLIC, key=lambda codec: scores[codec])


def _is_binary(text: str) -> bool:
    """Return whether NULs or many control characters show that the file is no text."""
    sample = text[:_SAMPLE]
    if "\0" in sample:
        return True
    control = sum(sign < " " and sign not in "\t\n\r\f\v\x1b\x1a" for sign in sample)
    return control > len(sample) * 0.02
