"""Word documents become Markdown with their numbers, notes, tables and boxes."""

from io import BytesIO

import docx
import pytest

from rag.documents.parse import Facts, parse_document
from rag.documents.readers.docx import read_docx
from rag.documents.readers.packages import Package
from rag.errors import UnreadableFile
from tests.made_files import STRICT_WORD, make_docx, make_zip, word


def read(data: bytes) -> str:
    return read_docx(Package(data, "a.docx")).text


def test_headings_lists_and_tables_of_a_real_document() -> None:
    made = docx.Document()
    made.add_heading("Programme", level=1)
    made.add_paragraph("First aim", style="List Number")
    made.add_paragraph("Second aim", style="List Number")
    made.add_paragraph("A point", style="List Bullet")
    made.add_paragraph("Plain *text* with [brackets](x) & <signs>.")
    made.add_paragraph().add_run("All bold").bold = True
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "State", "Year|2021"
    saved = BytesIO()
    made.save(saved)
    text = read(saved.getvalue())
    assert text.split("\n\n")[:4] == ["# Programme", "1. First aim", "2. Second aim", "- A point"]
    document = parse_document(text, "a.docx", Facts(language="en"), True)
    assert "Plain *text* with [brackets](x) & <signs>." in document.text
    assert "State; Year|2021" in document.text
    assert document.title == "Programme"


def test_footnotes_and_endnotes_are_numbered_as_the_text_refers_to_them() -> None:
    body = (
        "<w:p><w:r><w:t>One</w:t></w:r><w:r><w:footnoteReference w:id='7'/></w:r>"
        "<w:r><w:t> and two</w:t></w:r><w:r><w:endnoteReference w:id='2'/></w:r></w:p>"
    )
    notes = f"<w:footnote w:id='-1'>{word('-')}</w:footnote>"
    notes += f"<w:footnote w:id='7'>{word('F')}</w:footnote>"
    ends = f"<w:endnote w:id='2'>{word('E')}</w:endnote>"
    text = read(make_docx(body, {"footnotes.xml": notes, "endnotes.xml": ends}))
    assert text == "One[^1] and two[^2]\n\n[^1]: F\n\n[^2]: E"


def test_deleted_hidden_and_commented_text_is_no_content_and_inserted_text_is() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:r><w:commentReference w:id='0'/></w:r>"
        "<w:r><w:t> co</w:t><w:softHyphen/><w:t>operate</w:t></w:r></w:p>"
    )
    text = read(
        make_docx(body, {"comments.xml": f"<w:comment w:id='0'>{word('why?')}</w:comment>"})
    )
    assert text == "new co\u00adoperate"
    assert parse_document(text, "a.docx", Facts(), True).text == "new cooperate"


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{word('In the box')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Before</w:t></w:r><w:r><mc:AlternateContent xmlns:mc='m'>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert read(make_docx(body)) == "Before\n\nIn the box"


def test_letters_and_nested_numbers_of_lists_are_printed() -> None:
    def level(at: int, kind: str, text: str) -> str:
        return (
            f"<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{kind}'/>"
            f"<w:lvlText w:val='{text}'/></w:lvl>"
        )

    levels = (
        level(0, "decimal", "%1.")
        + level(1, "russianLower", "%2)")
        + level(2, "lowerRoman", "%1.%3")
    )
    numbering = (
        f"<w:abstractNum w:abstractNumId='0'>{levels}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    )
    body = "".join(
        word(text, f"<w:pPr><w:numPr><w:ilvl w:val='{at}'/><w:numId w:val='1'/></w:numPr></w:pPr>")
        for at, text in ((0, "x"), (1, "y"), (1, "z"), (0, "u"), (1, "v"), (2, "w"))
    )
    text = read(make_docx(body, {"numbering.xml": numbering}))
    assert text.split("\n\n") == ["1. x", "а) y", "б) z", "2. u", "а) v", "2.i w"]


def test_the_strict_namespace_is_read_alike() -> None:
    assert read(make_docx(word("Text"), namespace=STRICT_WORD)) == "Text"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make_docx(" " * 70_000_000), "decompression bomb"),
        (make_docx("<w:p>"), "broken XML"),
        (make_docx(word("x"))[:-40], "damaged ZIP"),
        (make_zip({"a.txt": "x"}), "is a ZIP archive"),
        (make_zip({"xl/workbook.xml": "x"}), "is a spreadsheet"),
        (make_zip({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "entities"),
    ],
)
def test_a_hostile_or_foreign_archive_says_why(data: bytes, reason: str) -> None:
    def convert() -> None:
        package = Package(data, "a.docx")
        package.kind()
        read_docx(package)

    with pytest.raises(UnreadableFile, match=reason) as refused:
        convert()
    assert "\n" not in str(refused.value)
