"""Small real files of foreign formats, made by hand for the tests and the fuzzer."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
Words = tuple[float, float, float, str]  # x, y, size, text


def make_pdf(pages: Sequence[Sequence[Words]], *, with_image: Sequence[int] = ()) -> bytes:
    """Return a PDF of A4 pages with Latin text in Helvetica; `with_image`: pages with a picture."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    objects.append(
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Length 1>>\nstream\n\x80\nendstream"
    )
    kids = []
    for at, words in enumerate(pages):
        lines = [
            f"BT /F {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, size, text in words
        ]
        if at in with_image:
            lines.append("q 300 0 0 300 50 50 cm /I Do Q")
        content = "\n".join(lines).encode("cp1252")
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return _pdf_file(objects)


def make_docx(body: str, parts: Mapping[str, str] | None = None, namespace: str = WORD) -> bytes:
    """Return a DOCX with that XML as its body, and further parts such as `footnotes.xml`."""
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{namespace}"><w:body>'
    files = {"word/document.xml": f"{head}{body}</w:body></w:document>"}
    for name, inner in (parts or {}).items():
        root = name.removesuffix(".xml")
        files[f"word/{name}"] = f'<w:{root} xmlns:w="{namespace}">{inner}</w:{root}>'
    return make_zip(files)


def make_zip(files: Mapping[str, str]) -> bytes:
    """Return a ZIP archive of text files."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def word(text: str, properties: str = "") -> str:
    """Return the XML of a Word paragraph with one run."""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, len(data))
    )
