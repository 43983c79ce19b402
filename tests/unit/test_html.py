"""Web pages, saved pages, XML and ODT become Markdown: what their reader sees, no more."""

import pytest

from rag.documents.parse import Facts, parse_document
from rag.documents.readers.html import html_to_markdown, read_html
from rag.documents.readers.mhtml import read_mhtml
from rag.documents.readers.odt import read_odt
from rag.documents.readers.packages import Package
from rag.documents.readers.xml import read_xml
from rag.errors import UnreadableFile
from tests.made_files import make_zip

RUSSIAN = "<p>Генеральная Ассамблея призывает государства принять меры против торговли людьми.</p>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h2>Title</h2><p>One\ntwo<br>three", "## Title\n\nOne two\nthree"),
        ("<p>a<script>b()</script><style>c</style><!-- d --></p><nav>e</nav>", "a"),
        ("<p>a<span style='DISPLAY : none'>b</span><b hidden>c</b></p>", "a"),
        ("<ol start=3><li>x<li>y<ol type=a><li>z</ol></ol>", "3. x\n\n4. y\n\na) z"),
        ("<ul><li>x<li><p>y", "- x\n\n- y"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2|3</table>", "| A | B |\n\n| 1 | 2&#124;3 |"),
        ("<table><tr><td><p>Only one cell</table>", "Only one cell"),
        ("<p><b>All bold</b></p><p>Not <b>all</b></p>", "**All bold**\n\nNot all"),
        ("<p>Article 127<sup>1</sup></p>", "Article 127<sup>1</sup>"),
        (
            "<p># no heading, *no* mark, &lt;no tag&gt;",
            "\\# no heading, \\*no\\* mark, &lt;no tag>",
        ),
        ("<main>" + "long text " * 9 + "</main><p>Related", ("long text " * 9).strip()),
        ("<ul>" + "<li><a href=/x>Menu</a>" * 5 + "</ul><p>Text", "Text"),
        ("<ol><li><a href=#a>Article 1</a></ol><p>Text", "Text"),
        ("<div>" * 400 + "deep", "deep"),
        ("", ""),
    ],
)
def test_a_page_reads_as_its_reader_sees_it(markup: str, text: str) -> None:
    assert html_to_markdown(markup) == text


def test_a_number_that_a_stylesheet_sets_high_is_no_digit_of_the_article() -> None:
    page = (
        "<style>p, a.W8 { vertical-align: top }\n@media print { .W9, b .WB { font-size: 60%;\n"
        "vertical-align : super } }</style><p>Статья 53<span class='x W9'> 1</span>, "
        "статья 53<b class=WB>2</b> и статья 53<i class=W8>3</i></p>"
    )
    assert html_to_markdown(page) == ("Статья 53<sup>1</sup>, статья 53<sup>2</sup> и статья 533")
    law = "<style>.WB{vertical-align:super}</style>" + "".join(
        f"<p><b>Статья 53<span class=WB>{n}</span>. Название</b></p><p>1. Суд назначает работы.</p>"
        for n in (1, 2)
    )
    document = parse_document(html_to_markdown(law), "a.html", Facts(language="ru"), True)
    assert document.text.startswith("Статья 53¹. Название")
    assert [s.label for s in document.sections] == [
        "ст. 53.1", "ст. 53.1, п. 1", "ст. 53.2", "ст. 53.2, п. 1",
    ]  # fmt: skip


def test_footnotes_of_word_and_of_wikis_are_linked() -> None:
    word_page = (
        "<p>Text<a href='#_ftn1' name='_ftnref1'>[1]</a>.</p>"
        "<p><a href='#_ftnref1' name='_ftn1'>[1]</a> The note.</p>"
    )
    wiki_page = (
        "<p>Text<sup><a href='#cite_note-1'>[1]</a></sup>.</p>"
        "<ol><li id='cite_note-1'><a href='#cite_ref-1'>^</a> The note.</ol>"
    )
    for page in (word_page, wiki_page):
        assert html_to_markdown(page) == "Text[^1].\n\n[^1]: The note."


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "cp866", "utf-8", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1252", "no-such-thing"])
def test_a_page_that_lies_about_its_encoding_is_read_rightly(encoding: str, declared: str) -> None:
    page = f'<html><meta charset="{declared}">{RUSSIAN * 3}</html>'
    assert read_html(page.encode(encoding)).text.startswith("Генеральная Ассамблея призывает")


def test_a_saved_page_is_read() -> None:
    page = (
        b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="X"\r\n\r\n--X\r\nContent-Type: text/html\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>caf=C3=A9 au lait</p>\r\n--X--\r\n"
    )
    assert read_mhtml(page, "a").text == "café au lait"
    with pytest.raises(UnreadableFile, match="without a page"):
        read_mhtml(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhello", "a")


def test_a_declaration_in_xml_keeps_its_articles() -> None:
    data = (
        b"<udhr xmlns='u'><title>Declaration</title><article number='4'><title>Article 4</title>"
        b"<orderedlist><listitem tag='1.'><para>No one.</para></listitem></orderedlist>"
        b"</article></udhr>"
    )
    text = read_xml(data, "a").text
    assert text == "# Declaration\n\n## Article 4\n\n1. No one."
    assert parse_document(text, "a.xml", Facts(language="en"), True).title == "Declaration"


@pytest.mark.parametrize("data", [b"<?xml version='1.0'?><rows><row>1</row></rows>", b"<?xml <"])
def test_other_xml_says_why(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="XML"):
        read_xml(data, "a")


def test_an_external_entity_is_never_fetched() -> None:
    data = b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]><r xmlns="x"><p>a&e;b</p></r>'
    assert read_xml(data, "a").text == "ab"


def test_an_odt_document_is_read() -> None:
    content = (
        "<d xmlns='o'><body><text><h outline-level='2'>Head</h><p>One<note><note-citation>1"
        "</note-citation><note-body><p>Note</p></note-body></note> two<s/>three</p>"
        "<list><list-item><p>item</p></list-item></list><annotation><p>why</p></annotation>"
        "<table><table-row><table-cell><p>a</p></table-cell><table-cell><p>b</p></table-cell>"
        "</table-row></table></text></body></d>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    package = Package(make_zip({"mimetype": kind, "content.xml": content}), "a.odt")
    assert package.kind() == "odt"
    expected = ["## Head", "One[^1] two three", "- item", "| a | b |", "[^1]: Note"]
    assert read_odt(package).text.split("\n\n") == expected
