"""Questions as files, and a speaker's pack."""

import csv
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

from questions.export import COLUMNS, EXPORTS, Exported, as_text, to_csv, to_json, to_xlsx
from questions.pack import Pack, pack_docx, pack_html
from rag.values import Citation

CITATION = Citation(
    1, "a.ru.txt", "Резолюция 76/186", "п. 7", None, 5, 20, "подпитывает\nторговлю", "ru"
)
ROWS = [
    Exported("q1", "Что «подпитывает» торговлю;\nлюдьми? 🙏🏽", "answered", "ru", 3, "Спрос. [1]",
             (CITATION,)),
    Exported("q2", "=HYPERLINK(\"https://x.example\")", "triage", "fr", 0),
    Exported("q3", "Wer zahlt für die Opfer in Österreich?", "rejected", "de", -1),
    Exported("q4", "\u200fאיפה? \x00\ud83d", "triage", "en", 1),
]  # fmt: skip
PACK = Pack("Speaker of session 1 <b>", "Альянс · Сессия 1", "ru", ROWS)


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def texts_at(page: str, selector: str) -> list[str]:
    return [node.text() for node in LexborHTMLParser(page).css(selector)]


def test_csv_opens_in_a_spreadsheet_without_formulas() -> None:
    data = to_csv(ROWS)
    assert data.startswith(b"\xef\xbb\xbf")
    head, first, second, third, fourth = cells(data)
    assert tuple(head) == COLUMNS
    assert first == [
        "q1", "Что «подпитывает» торговлю;\nлюдьми? 🙏🏽", "answered", "ru", "3", "Спрос. [1]",
        "[1] Резолюция 76/186, п. 7: «подпитывает торговлю»",
    ]  # fmt: skip
    assert second[1] == '\'=HYPERLINK("https://x.example")'
    assert third[4] == "-1"  # a number of ours, not a text of somebody's
    assert fourth[1] == "\u200fאיפה? \ufffd\ufffd"


def test_a_workbook_holds_the_same_rows_as_texts_and_numbers() -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx(ROWS))).active
    assert sheet is not None
    found = list(sheet.iter_rows())
    assert [cell.value for cell in found[0]] == list(COLUMNS)
    assert [str(cell.value or "") for cell in found[1]] == cells(to_csv(ROWS))[1]
    assert found[2][1].value == '\'=HYPERLINK("https://x.example")'
    assert "f" not in {cell.data_type for row in found for cell in row}
    assert found[3][4].value == -1


def test_json_keeps_texts_and_citations_as_they_are() -> None:
    first, second, *_ = json.loads(to_json(ROWS))
    assert first["citations"][0]["quote"] == CITATION.quote
    assert first["id"] == "q1"
    assert second["question"].startswith("=HYPERLINK")


@pytest.mark.parametrize("name", EXPORTS)
def test_the_same_rows_give_the_same_bytes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = EXPORTS[name](ROWS)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert EXPORTS[name](ROWS) == first
    assert EXPORTS[name]([])


@pytest.mark.parametrize("write", [to_xlsx, lambda rows: pack_docx(PACK)])
def test_an_office_file_does_not_tell_when_it_was_written(
    write: Callable[[list[Exported]], bytes],
) -> None:
    with zipfile.ZipFile(io.BytesIO(write(ROWS))) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "＝1", "\u00a0-2", "\ufeff=1", "\u200b\u202e@x"],
)
def test_what_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Сколько?;=1+1", "Сколько?;'=1+1"),
        ("Où\t@SUM(A1)", "Où\t'@SUM(A1)"),
        ('für; "=1";\u200b-2', "für; \"'=1\";\u200b'-2"),
        ("да\n＝1", "да\n'＝1"),
        ("\t=1", "'\t'=1"),
        ("раз; два - три", "раз; два - три"),
        ("2 = 2; так", "2 = 2; так"),
    ],
)
def test_what_would_be_a_cell_of_its_own_elsewhere_is_text_too(cell: str, text: str) -> None:
    assert as_text(cell) == text


def test_no_separator_makes_a_formula_of_what_people_wrote() -> None:
    texts = ["да;=1+1", "a\t=1", '"=1";"@x"', "x\n=1", "\ufeff=1", ';"+1', "1;\n-1", ",=1"]
    data = to_csv([Exported("q", text, "triage", "ru", 1, text) for text in texts])
    for separator in ",;\t":
        table = io.StringIO(data.decode("utf-8-sig"), newline="")
        for row in csv.reader(table, delimiter=separator):
            for cell in row:
                assert not cell.strip("\ufeff \n").startswith(("=", "+", "-", "@")), (
                    separator,
                    row,
                )


def test_every_cell_of_a_csv_is_quoted() -> None:
    head, first, *_ = to_csv([Exported("q1", "Где?", "triage", "ru", 3)]).decode().splitlines()
    assert head.lstrip("\ufeff") == ",".join(f'"{each}"' for each in COLUMNS)
    assert first == '"q1","Где?","triage","ru","3","",""'


def test_a_cell_of_separators_takes_no_longer_for_being_long() -> None:
    assert as_text("; \n" * 30_000 + "=1").endswith("…")


@pytest.mark.parametrize("cell", ["", "Где план?", "№ 1 = 2", "«-»", "…"])
def test_other_cells_are_left_alone(cell: str) -> None:
    assert as_text(cell) == cell


def test_a_cell_is_no_longer_than_a_cell_may_be() -> None:
    assert len(as_text("я" * 40_000)) == len(as_text("=" * 40_000)) == 32_767


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_exported(question: str, answer: str) -> None:
    row = Exported("q", question, "triage", "ru", 1, answer, (CITATION,))
    (_, written) = cells(to_csv([row]))
    assert written[1] == as_text(question)
    sheet = load_workbook(io.BytesIO(to_xlsx([row]))).active
    assert sheet is not None
    assert not str(sheet["B2"].value or "").startswith(("=", "+", "-", "@"))
    pack = Pack(question, answer, "ru", [row])
    assert LexborHTMLParser(pack_html(pack)).css_first("h2") is not None
    assert Document(io.BytesIO(pack_docx(pack))).paragraphs


def test_a_pack_is_one_page_with_every_text_escaped() -> None:
    page = pack_html(Pack("<script>alert(1)</script>", '"><img src=x>', "fr", [
        Exported('"><b>', "<img src=x onerror=alert(1)>", "triage", '"><i>', 2, "<a href=x>",
                 (CITATION,)),
    ]))  # fmt: skip
    parsed = LexborHTMLParser(page)
    assert not parsed.css("script, img, b, i, a, link, iframe")
    assert "http:" not in page
    assert "https:" not in page
    assert texts_at(page, "h2") == ["1. <img src=x onerror=alert(1)>"]
    assert "Voix: 2" in texts_at(page, ".facts")[0]
    assert "content=\"default-src 'none';" in page


def test_a_pack_gives_each_question_its_language_and_direction() -> None:
    parsed = LexborHTMLParser(pack_html(PACK))
    assert [node.attributes["lang"] for node in parsed.css("h2")] == ["ru", "fr", "de", "en"]
    assert {node.attributes["dir"] for node in parsed.css("h2")} == {"auto"}
    sources = ["[1] Резолюция 76/186, п. 7: «подпитывает торговлю»"]
    assert texts_at(pack_html(PACK), "li") == sources


def test_a_pack_for_word_holds_the_same() -> None:
    texts = [paragraph.text for paragraph in Document(io.BytesIO(pack_docx(PACK))).paragraphs]
    assert texts[:2] == ["Speaker of session 1 <b>", "Альянс · Сессия 1"]
    assert "1. Что «подпитывает» торговлю;\nлюдьми? 🙏🏽" in texts
    assert "[1] Резолюция 76/186, п. 7: «подпитывает торговлю»" in texts
    assert texts.count("Заметки") == len(ROWS)
    assert pack_docx(PACK) == pack_docx(PACK)
