"""A saved web page (MHTML) to Markdown."""

from email import message_from_bytes
from email.policy import default

from rag.documents.readers.converted import Converted
from rag.documents.readers.html import read_html
from rag.errors import UnreadableFile


def read_mhtml(data: bytes, name: str) -> Converted:
    """Return the Markdown of the first page in a web archive; its pictures are left out."""
    message = message_from_bytes(data, policy=default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                return read_html(page)
    raise UnreadableFile(f"{name} is a mail or a web archive without a page: save it as HTML.")
