"""PDF to plain text: its lines in reading order, a form feed between pages."""

from typing import TYPE_CHECKING

from rag.documents.plausible import is_plausible
from rag.documents.readers.converted import Converted
from rag.documents.readers.pdf_layout import lay_out
from rag.documents.readers.pdf_lines import read_lines
from rag.errors import UnreadableFile

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MAX_PAGES = 20_000
_LEAST_OF_PAGE = 1.5  # less than for a document: a page may hold but names
_MAY_EXTRACT = 1 << 4
_IMAGE = 3
_FORM = 5


def read_pdf(data: bytes, name: str) -> Converted:
    """Return the text of a PDF, page by page.

    Pages without text and pages whose letters make no words (fonts without a map to Unicode)
    are left empty, with a warning. Raises UnreadableFile for a PDF behind a password, a damaged
    one, one without pages, and where no page can be read.
    """
    document = _open(data, name)
    n_pages = len(document)
    if not n_pages:
        raise UnreadableFile(f"{name} is a PDF without pages: get a whole copy.")
    if n_pages > MAX_PAGES:
        raise UnreadableFile(f"{name} has {n_pages} pages, more than {MAX_PAGES}: split it.")
    texts = [_page_text(document, at) for at in range(n_pages)]
    broken = [at for at, text in enumerate(texts) if text is None]
    empty = [at for at, text in enumerate(texts) if text is not None and not text.strip()]
    filled = [text or "" for text in texts]
    garbage = [at for at, text in enumerate(filled) if not is_plausible(text, _LEAST_OF_PAGE)]
    if not is_plausible(" ".join(filled)) or len(garbage) > (n_pages - len(empty)) / 2:
        raise UnreadableFile(
            f"{name} is a PDF whose letters make no words (fonts without a map to Unicode, or "
            "a bad OCR): print it to images and read them by OCR, or find another copy."
        )
    if not any(text.strip() for text in filled):
        raise UnreadableFile(_why_empty(document, broken, name))
    for at in garbage:
        filled[at] = ""
    return Converted(
        "\n\n\f".join(filled), False, tuple(_warnings(document, broken, empty, garbage))
    )


def _open(data: bytes, name: str) -> "PdfDocument":
    import pypdfium2
    import pypdfium2.raw as c

    try:
        document = pypdfium2.PdfDocument(data)
        len(document)
        return document
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == c.FPDF_ERR_PASSWORD or "password" in str(error):
            raise UnreadableFile(
                f"{name} is a PDF behind a password: save it without one and try again."
            ) from None
        what = "is a PDF without pages" if b"/Count 0" in data else "is a damaged or cut-off PDF"
        raise UnreadableFile(f"{name} {what}: get a whole copy.") from None


def _page_text(document: "PdfDocument", at: int) -> str | None:
    """Return the text of a page; None if the page is broken."""
    from pypdfium2 import PdfiumError

    try:
        page = document[at]
        text_page = page.get_textpage()
    except PdfiumError:
        return None
    try:
        return lay_out(read_lines(text_page, page.get_rotation()))
    finally:
        text_page.close()
        page.close()


def _why_empty(document: "PdfDocument", broken: list[int], name: str) -> str:
    if len(broken) == len(document):
        return f"{name} is a damaged PDF, no page of it can be read: get a whole copy."
    if any(_has_image(document, at) for at in range(min(len(document), 10)) if at not in broken):
        return f"{name} is a scanned PDF, images without text: read them by OCR and try again."
    return f"{name} is a PDF without text: remove it, or read it by OCR if it shows any."


def _has_image(document: "PdfDocument", at: int) -> bool:
    return any(item.type in (_IMAGE, _FORM) for item in document[at].get_objects(max_depth=1))


def _warnings(
    document: "PdfDocument", broken: list[int], empty: list[int], garbage: list[int]
) -> list[str]:
    import pypdfium2.raw as c

    warnings = []
    scanned = [at for at in empty if _has_image(document, at)]
    if scanned:
        warnings.append(f"{_pages(scanned)} only images, no text: read them by OCR")
    if garbage:
        warnings.append(f"{_pages(garbage)} letters that make no words; they were left out")
    if broken:
        warnings.append(f"{_pages(broken)} damage and could not be read")
    if not c.FPDF_GetDocPermissions(document) & _MAY_EXTRACT:
        warnings.append("its author asks that no text be copied from it")
    return warnings


def _pages(positions: list[int]) -> str:
    numbers = ", ".join(str(at + 1) for at in positions[:8])
    more = f" and {len(positions) - 8} more" if len(positions) > 8 else ""
    return f"page {numbers} holds" if len(positions) == 1 else f"pages {numbers}{more} hold"
