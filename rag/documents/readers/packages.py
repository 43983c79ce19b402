"""The parts of an office document (a ZIP archive), unpacked within bounds."""

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from rag.documents.formats import SAVE_AS
from rag.errors import UnreadableFile

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PART = 64 * 1024 * 1024
_OTHERS = (
    ("xl/", "a spreadsheet", SAVE_AS),
    ("ppt/", "a presentation", SAVE_AS),
    ("META-INF/container.xml", "an e-book", SAVE_AS),
    ("content.xml", "an OpenDocument file other than a text", SAVE_AS),
)


class Package:
    """A ZIP archive opened in memory; nothing is ever unpacked to disk."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            raise UnreadableFile(self._damaged()) from None
        self.parts = frozenset(self._archive.namelist())

    def kind(self) -> str:
        """Return "docx" or "odt"; raises UnreadableFile for another archive, naming it."""
        if "word/document.xml" in self.parts:
            return "docx"
        mimetype = self.read("mimetype")[:60] if "mimetype" in self.parts else b""
        if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
            return "odt"
        for prefix, what, remedy in _OTHERS:
            if any(part.startswith(prefix) for part in self.parts):
                raise UnreadableFile(f"{self.name} is {what}: {remedy}.")
        raise UnreadableFile(f"{self.name} is a ZIP archive, not a document: unpack it.")

    def read(self, part: str) -> bytes:
        """Return the bytes of a part; raises UnreadableFile above MAX_PART and for damage."""
        try:
            with self._archive.open(part) as stream:
                data = stream.read(MAX_PART + 1)
        except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, OSError, EOFError):
            raise UnreadableFile(self._damaged()) from None
        except RuntimeError:
            raise UnreadableFile(f"{self.name} is encrypted: save it without a password.") from None
        except Exception as error:
            if type(error).__module__ not in ("zlib", "lzma", "bz2", "_lzma"):
                raise
            raise UnreadableFile(self._damaged()) from None
        if len(data) > MAX_PART:
            raise UnreadableFile(
                f"{self.name} unpacks to more than {MAX_PART >> 20} MB of text ({part}): "
                "it may be a decompression bomb; split it if it is not."
            )
        return data

    def xml(self, part: str) -> "_Element | None":
        """Return the root of an XML part, None if the package has no such part."""
        return parse_xml(self.read(part), self.name) if part in self.parts else None

    def _damaged(self) -> str:
        return f"{self.name} is a damaged ZIP archive or office document: get a whole copy."


def parse_xml(data: bytes, name: str, may_declare: bool = False) -> "_Element":
    """Return the root of an XML document; nothing outside it is ever fetched or expanded.

    Raises UnreadableFile for broken XML and, unless `may_declare`, for one with a document type:
    no office document has any, and one may define entities.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", 0) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        raise UnreadableFile(
            f"{name} holds broken XML: open it in its own program and save it anew."
        ) from None
    if not may_declare and root.getroottree().docinfo.doctype:
        raise UnreadableFile(
            f"{name} declares a document type or entities, as no office document does: "
            "it may be an attack; save it anew from a trusted program."
        )
    return root
