"""Questions and their answers as files: CSV, XLSX, JSON. The same rows give the same bytes."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from rag.values import Citation

COLUMNS = ("id", "question", "status", "language", "votes", "answer", "citations")
# A spreadsheet takes these at the head of a cell for a formula or a command; the wide ones too.
_SIGN = r"=+\-@＝＋－＠"
_UNSEEN = r"\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_FORMULA = re.compile(rf"[{_UNSEEN}]*[{_SIGN}\t\r]")
# One that takes a file to be separated by these begins a cell after them, quoted or not.
_SEPARATORS = frozenset(";\t\r\n")
_GAP = re.compile(rf'([;"{_UNSEEN}]+)([{_SIGN}]?)')
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
# The least time that a ZIP file can hold stands for none.
_NO_TIME = datetime(1980, 1, 1)
_LONGEST_CELL = 32_767
_WIDTHS = (12, 60, 12, 10, 8, 60, 60)


@dataclass(frozen=True, slots=True)
class Exported:
    """A question as it is exported; answer: the published text with [1] markers, "" for none."""

    question_id: str
    question: str
    status: str
    language: str
    votes: int
    answer: str = ""
    citations: tuple[Citation, ...] = ()


def to_csv(rows: Sequence[Exported]) -> bytes:
    """Return the rows as CSV in UTF-8 with its mark, which spreadsheets want; formulas are text.

    Every cell is quoted.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row) for row in rows)
    return file.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Sequence[Exported]) -> bytes:
    """Return the rows as a workbook of one sheet; formulas are text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.created = _NO_TIME
    sheet = book.create_sheet("questions")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, cells in enumerate([COLUMNS, *map(_cells, rows)]):
        row = []
        for value in cells:
            cell = WriteOnlyCell(sheet, value=value)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = Font(bold=not number)
            row.append(cell)
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return without_times(file.getvalue())


def to_json(rows: Sequence[Exported]) -> bytes:
    """Return the rows as an array of objects in UTF-8; texts are as they are, quotes whole."""
    values = [{"id": (value := asdict(row)).pop("question_id"), **value} for row in rows]
    text = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "replace")


EXPORTS: dict[str, Callable[[Sequence[Exported]], bytes]] = {
    "csv": to_csv,
    "xlsx": to_xlsx,
    "json": to_json,
}


def as_text(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, at most as long as a cell may be."""
    cell = printable(cell)
    head = "'" if _FORMULA.match(cell) else ""
    cell = head + _GAP.sub(_guarded, cell)
    return cell if len(cell) <= _LONGEST_CELL else cell[: _LONGEST_CELL - 1] + "…"


def _guarded(gap: re.Match[str]) -> str:
    is_head = gap[2] and not _SEPARATORS.isdisjoint(gap[1])
    return f"{gap[1]}'{gap[2]}" if is_head else gap[0]


def printable(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def cited(citation: Citation) -> str:
    """Return a citation as a line: [1] title, pinpoint: «quote»."""
    place = ", ".join(
        part for part in (citation.title or citation.source, citation.pinpoint) if part
    )
    return f"[{citation.marker}] {place}: «{' '.join(citation.quote.split())}»"


def without_times(archive: bytes) -> bytes:
    """Return an Office file that does not tell when it was written."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + _NO_TIME.isoformat().encode() + b"Z", content)
            part = zipfile.ZipInfo(name, _NO_TIME.timetuple()[:6])
            new.writestr(part, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _cells(row: Exported) -> list[str | int]:
    citations = "\n".join(map(cited, row.citations))
    texts = (row.question_id, row.question, row.status, row.language, row.answer, citations)
    name, question, status, language, answer, sources = map(as_text, texts)
    return [name, question, status, language, row.votes, answer, sources]
