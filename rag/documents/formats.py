"""What kind of file some bytes are, told by the bytes alone; never by the name."""

import re
from typing import Literal

from rag.errors import UnreadableFile

Format = Literal["text", "pdf", "zip", "html", "xml", "mhtml"]

SAVE_AS = "save it as PDF, DOCX, HTML or text and try again"
_OCR = "read its text by OCR first"
_UNPACK = "unpack it"
_OTHERS = (
    (b"{\\rtf", "an RTF document", SAVE_AS),
    (b"%!PS", "a PostScript file", SAVE_AS),
    (b"AT&TFORM", "a DjVu file", SAVE_AS),
    (b"\x89PNG", "a PNG image", _OCR),
    (b"\xff\xd8\xff", "a JPEG image", _OCR),
    (b"GIF8", "a GIF image", _OCR),
    (b"II*\0", "a TIFF image", _OCR),
    (b"MM\0*", "a TIFF image", _OCR),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"\x7fELF", "a program", "remove it"),
    (b"MZ\x90", "a program", "remove it"),
    (b"SQLite format 3", "a database", "export its text"),
)
_OLE = b"\xd0\xcf\x11\xe0"
_PDF = re.compile(rb"(?:^|[\r\n])[^\r\n]{0,16}%PDF-\d")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|center|font|p|h[1-6]|script|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml\s|\s*<[A-Za-z][\w:.-]*\s+xmlns[:=]")
_MAIL = re.compile(rb"[A-Za-z][A-Za-z-]*:[ \t]")
_HEAD = 8_192


def tell_format(data: bytes, name: str) -> Format:
    """Return the format of a file; raises UnreadableFile, naming what it is, for an unusable one.

    What bears no mark of another format is "text"; whether it is one, decoding shows.
    """
    head = data[:_HEAD]
    if head.startswith(b"%PDF-") or (_PDF.search(head[:1_100]) and b" obj" in data):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(_OLE):
        raise UnreadableFile(_old_office(data, name))
    for magic, what, remedy in _OTHERS:
        if head.startswith(magic):
            raise UnreadableFile(f"{name} is {what}, not a text document: {remedy}.")
    text = _without_zeros(head)
    if _HTML.match(text):
        return "html"
    if _XML.match(text):
        return "html" if b"http://www.w3.org/1999/xhtml" in text[:2_000] else "xml"
    if _MAIL.match(text) and b"\nmime-version:" in text.lower() and b"multipart/" in text.lower():
        return "mhtml"
    return "text"


def _without_zeros(head: bytes) -> bytes:
    """Return the head without a byte-order mark and the zero bytes of UTF-16."""
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"")


def _old_office(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"{name} is an office document behind a password: save it without one."
    if "WordDocument".encode("utf-16-le") in data:
        return f"{name} is an old Word document (.doc): save it as DOCX and try again."
    return f"{name} is an old office document: {SAVE_AS}."
