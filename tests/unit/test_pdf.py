"""PDFs become pages of text in reading order; those without usable text say why."""

import pytest

from rag.documents.parse import Facts, parse_document
from rag.documents.readers.pdf import read_pdf
from rag.errors import UnreadableFile
from tests.made_files import Words, make_pdf

SENTENCES = (
    "Every person has the right to recognition before the law and to equal",
    "protection of the law, without any discrimination whatever its ground",
    "might be. States shall take the measures that are needed to give effect",
    "to these rights, and shall report on them to the Committee every four",
    "years. The Committee shall consider the reports and may make general",
    "recommendations on their basis to the States and to the Assembly alike.",
)


def lines(x: float, top: float, texts: tuple[str, ...], size: float = 10) -> list[Words]:
    return [(x, top - 14 * at, size, text) for at, text in enumerate(texts)]


def test_pages_are_parted_and_counted() -> None:
    converted = read_pdf(make_pdf([lines(50, 700, SENTENCES), lines(50, 700, ("Page two.",))]), "a")
    assert not converted.is_marked
    assert converted.text.split("\f")[1] == "Page two."
    document = parse_document(converted.text, "a.pdf", Facts(), converted.is_marked)
    assert [page.number for page in document.pages] == [1, 2]
    assert document.page_at(document.text.index("Page two")) == 2


def test_two_columns_are_read_one_after_the_other() -> None:
    left = tuple(f"left {text[:38]}" for text in SENTENCES)
    right = tuple(f"right {text[:38]}" for text in SENTENCES)
    rows = [
        w for pair in zip(lines(50, 700, left), lines(320, 700, right), strict=True) for w in pair
    ]
    text = read_pdf(
        make_pdf([[(50, 760, 10, "A title over both columns of the page"), *rows]]), "a"
    ).text
    words = [line.split()[0] for line in text.splitlines() if line]
    assert words == ["A", *["left"] * 6, *["right"] * 6]


def test_a_table_is_read_row_by_row() -> None:
    rows = [
        (x, 700 - 14 * row, 10, f"{name}{row}")
        for x, name in ((50, "state"), (250, "year"), (450, "count"))
        for row in range(8)
    ]
    text = read_pdf(make_pdf([sorted(rows, key=lambda w: -w[1])]), "a").text
    assert text.split("\n\n")[0] == "state0  year0  count0"


def test_lines_drawn_out_of_order_are_read_from_top_to_bottom() -> None:
    page = [
        (50.0, 40.0, 10.0, "7 of 9"),
        (50.0, 780.0, 10.0, "Heading"),
        *lines(50, 700, SENTENCES),
    ]
    text = read_pdf(make_pdf([page]), "a").text
    assert text.startswith("Heading\n")
    assert text.endswith("\n7 of 9")


def test_running_heads_and_counted_feet_go_and_recurring_articles_stay() -> None:
    pages = [
        [
            (50.0, 800.0, 10.0, "Report of the Committee"),
            (50.0, 760.0, 10.0, f"Article {n * n}"),
            *lines(50, 700, SENTENCES),
            (50.0, 30.0, 10.0, f"Page {n} of 6"),
        ]
        for n in range(1, 7)
    ]
    converted = read_pdf(make_pdf(pages), "a")
    text = parse_document(converted.text, "a.pdf", Facts(), False).text
    assert "Report of the Committee" not in text
    assert " of 6" not in text
    assert [f"Article {n * n}" in text for n in range(1, 7)] == [True] * 6


def test_a_raised_number_becomes_a_footnote() -> None:
    page: list[Words] = [
        (50, 700, 10, "The Assembly noted the report of the Secretary-General"),
        (302, 704, 6, "1"),
        (306, 700, 10, " with thanks."),
        (50, 100, 10, "____________________"),
        (50, 90, 5, "1"),
        (54, 86, 8, " See the report on trafficking in persons."),
    ]
    converted = read_pdf(make_pdf([page]), "a")
    document = parse_document(converted.text, "a.pdf", Facts(), False)
    note = next(section for section in document.sections if section.kind == "footnote")
    assert document.text[note.start : note.end] == "¹ See the report on trafficking in persons."
    assert "Secretary-General with thanks" in document.text


def test_a_page_of_images_is_named_and_the_rest_is_read() -> None:
    pages: list[list[Words]] = [lines(50, 700, SENTENCES), [], []]
    converted = read_pdf(make_pdf(pages, with_image=(1,)), "a")
    assert converted.warnings == ("page 2 holds only images, no text: read them by OCR",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make_pdf([[], []], with_image=(0, 1)), "is a scanned PDF, .* OCR"),
        (make_pdf([[]]), "is a PDF without text"),
        (make_pdf([]), "is a PDF without pages"),
        (make_pdf([lines(50, 700, SENTENCES)])[:300], "is a damaged or cut-off PDF"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 8, "is a damaged or cut-off PDF"),
    ],
)
def test_a_pdf_without_usable_text_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as refused:
        read_pdf(data, "x.pdf")
    assert "\n" not in str(refused.value)


def test_letters_of_a_font_without_a_map_are_refused() -> None:
    shifted = tuple("".join(chr(33 + (ord(c) * 7) % 90) for c in text) for text in SENTENCES)
    with pytest.raises(UnreadableFile, match="letters make no words"):
        read_pdf(make_pdf([lines(50, 700, shifted)] * 2), "x.pdf")


def test_a_page_of_nothing_but_notes_is_read() -> None:
    document = parse_document(
        "_______\n1 The only note.\n_______\n1 Another.\n\fText.", "a", Facts()
    )
    assert "The only note." in document.text
