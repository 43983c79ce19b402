"""Bytes to text in whatever encoding makes words of them."""

import codecs
import re
from dataclasses import dataclass

from rag.documents.plausible import plausibility

_BOMS = (  # UTF-32 before UTF-16: their little-endian marks begin alike
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EIGHT_BIT = (
    "cp1251",
    "cp1252",
    "koi8_r",
    "cp866",
    "iso8859_5",
    "mac_cyrillic",
    "mac_roman",
    "cp850",
)
_MENDABLE = ("cp1251", "cp1252", "latin_1")
_USUAL_SIGNS = frozenset("«»—–№…“”„’‘§°\u00a0\u00ad\u2011")
_TWO_SCRIPTS = re.compile("[a-zß-ÿ][а-яё]|[а-яё][a-zß-ÿ]", re.IGNORECASE)
_SAMPLE = 65_536
_MENDED = "its letters were damaged by a wrong encoding and have been restored"
_MIXED = "it mixes encodings: each line was read in its own"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and a remark where it had to be mended ("" if not)."""

    text: str
    warning: str = ""


def decode_bytes(data: bytes, hint: str = "") -> Decoded:
    """Return the text in `data`, byte-order mark removed; its text is "" if there is none.

    Told apart: UTF-8, UTF-16 and UTF-32 (with or without a mark for UTF-16), the 8-bit codecs
    of Russian and of western Europe, lines in different encodings, and UTF-8 that was once read
    as 8-bit and saved again. `hint` is the encoding that the file itself claims: it counts only
    where it makes words.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return Decoded(_strict(data, codec).removeprefix("\ufeff"))
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        codec = _bare_utf16(sample)
        return Decoded(_strict(data, codec) if codec else "")
    text = _strict(data, "utf-8")
    if text:
        return _mended(text)
    if _is_mixed(data):
        return Decoded(_line_by_line(data), _MIXED)
    return Decoded(data.decode(_single_byte(sample, hint), errors="replace"))


def codec_of(sample: bytes) -> str:
    """Return the name of the codec in which most of a file's sample makes words, "" for none.

    A file of which a few bytes are damaged is still UTF-8. The sample may end within a character.
    """
    for mark, codec in _BOMS:
        if sample.startswith(mark):
            return codec
    if b"\0" in sample:
        return _bare_utf16(sample)
    lines = [line for line in sample.splitlines() if not line.isascii()]
    n_utf8 = sum(map(_opens_as_utf8, lines))
    return "utf-8" if 2 * n_utf8 >= len(lines) else _single_byte(sample, "")


def has_mark(data: bytes) -> bool:
    """Return whether a byte-order mark says that the data is Unicode text."""
    return data.startswith(tuple(mark for mark, _ in _BOMS))


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return ""


def _opens_as_utf8(line: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line)
    except UnicodeDecodeError:
        return False
    return True


def _bare_utf16(sample: bytes) -> str:
    """Return the byte order of UTF-16 without a mark, told by line breaks and spaces."""
    for codec in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(codec, errors="replace")
        spaces = text.count(" ") + text.count("\n")
        if spaces > len(text) / 25 and "\0" not in text and "\ufffd" not in text[:-1]:
            return codec
    return ""


def _mended(text: str) -> Decoded:
    """Return UTF-8 that was read as 8-bit and saved again as what it was; others as they are."""
    if text.isascii():
        return Decoded(text)
    for codec in _MENDABLE:
        try:
            mended = text.encode(codec).decode("utf-8")
        except UnicodeError:  # as for any text that is right already
            continue
        if plausibility(mended) >= plausibility(text):
            return Decoded(mended, _MENDED)
    return Decoded(text)


def _is_mixed(data: bytes) -> bool:
    """Return whether most lines with high bytes, but not all, are UTF-8."""
    lines = [line for line in data.splitlines() if not line.isascii()]
    n_utf8 = sum(bool(_strict(line, "utf-8")) for line in lines)
    return len(lines) >= 4 and n_utf8 >= len(lines) / 4


def _line_by_line(data: bytes) -> str:
    lines = data.splitlines(keepends=True)
    others = b"".join(line for line in lines if not _strict(line, "utf-8"))
    codec = _single_byte(others[:_SAMPLE], "")
    return "".join(_strict(line, "utf-8") or line.decode(codec, errors="replace") for line in lines)


def _single_byte(sample: bytes, hint: str) -> str:
    """Return the 8-bit codec in which the sample makes most words and fewest odd signs."""
    codecs_tried = dict.fromkeys(_EIGHT_BIT)
    if hint and _is_codec(hint):
        codecs_tried[hint] = None
    scores = {}
    for codec in codecs_tried:
        text = sample.decode(codec, errors="replace")
        odd = sum(not (sign.isascii() or sign.isalpha() or sign in _USUAL_SIGNS) for sign in text)
        odd += len(_TWO_SCRIPTS.findall(text))
        n_high = sum(byte > 0x7F for byte in sample)
        scores[codec] = plausibility(text) - 3 * odd / max(1, n_high)
    return max(scores, key=lambda codec: scores[codec])


def _is_codec(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False
