"""Real files of every kind are read or named with the reason; skipped where they are absent."""

import re
import resource
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest

from rag.documents.corpus import find_files
from rag.documents.load import load_file
from rag.documents.parse import parse_document
from rag.documents.readers.converted import Converted
from rag.documents.sandbox import Sandbox
from rag.errors import UnreadableFile
from rag.values import Document

FOLDER = Path(__file__).parents[3] / "shared" / "realdocs"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/realdocs is not there"),
]

UNREADABLE = {
    "bomb_300mb.docx": "decompression bomb",
    "corrupt_missing_startxref.pdf": "without text",
    "corrupt_pdfbox_4352.pdf": "without text",
    "cyr_as_latin_ocr_tax_form.pdf": "letters make no words",
    "cyr_no_tounicode_fstek17.pdf": "letters make no words",
    "cyr_no_tounicode_ukodeks.pdf": "letters make no words",
    "enc_unicode_password.pdf": "behind a password",
    "enc_user_password_r6.pdf": "behind a password",
    "js_openaction.pdf": "without text",
    "latin_as_cyr_ocr.pdf": "letters make no words",
    "rotated_90.pdf": "is a scanned PDF",
    "scan_en_skew.pdf": "is a scanned PDF",
    "scan_en_un_a_45_696_add1.pdf": "is a scanned PDF",
    "scan_ru_belovezh_1991.pdf": "is a scanned PDF",
    "scan_ru_law_annexes.pdf": "is a scanned PDF",
    "scan_ru_yeltsin_1991.pdf": "is a scanned PDF",
    "truncated_ru_60pct.pdf": "damaged or cut-off",
    "whitespace.txt": "is empty",
    "xxe.docx": "document type or entities",
    "zero_pages.pdf": "without pages",
}
REMARKS = {
    "corrupt_cyclic_pages.pdf": "damage",
    "duplicate_chars_zh.pdf": "none of the six languages",
    "enc_no_extract_permission.pdf": "no text be copied",
    "mixed_scan_and_text_ru.pdf": "only images",
    "txt_ru_udhr_double_encoded.txt": "wrong encoding",
    "txt_ru_udhr_mixed_encodings.txt": "mixes encodings",
}
# What the text of a file holds, joined across lines and pages, columns and cells.
HELD = {
    "comments.docx": "first paragraph that has a comment attached to it.",
    "de_sgb14_soziale_entschaedigung.pdf": "erbringt ihre Pflegekasse für die zuständige",
    "en_echr_coe.pdf": "ARTICLE 2\n\nRight to education\n\nNo person shall be denied the right",
    "en_s_2025_389_crsv.pdf": "4. While many communities are affected by the threat, occurrence",
    "en_udhr_huridocs.pdf": "Article 21\n\n1. Everyone has the right to take part",
    "en_unodc_glotip_2024_ch2.pdf": "in the participants’ migration journey and trafficking",
    "footnote_endnote_ru.docx": "¹ То – союз в русском языке",
    "footnotes.docx": "Eto ochen prostoy text so snoskoy\n\n¹ snoska",
    "html_display_none.html": "This block have some and bold text",
    "html_ru_cp1251_no_meta.html": "Поясним за непонятное",
    "html_ru_koi8_no_meta.html": "1; Иванов; Иван; ИСП; 8-800",
    "huge_3000p.pdf": "Paragraph 2999 of the page-count test.",
    "leading_junk_ru.pdf": "текст заявления Группы, сделанного в ходе открытых",
    "legacy_ru.doc": "Уголовное законодательство Российской Федерации",
    "ru_ugolovnyy_kodeks_rf.html": "Статья 127",
    "soft_hyphen.docx": "optionalhyphen",
    "strict_ooxml.docx": "Some text",
    "textbox.docx": "A report must be submitted within 24 hours",
    "tz_ru.odt": "защиту от несанкционированного доступа",
    "web_archive_en.mhtml": "4th meeting of the Viet Nam – Indonesia",
    "wrongext_html_named.pdf": "МИНИСТЕРСТВО НАУКИ И ВЫСШЕГО ОБРАЗОВАНИЯ",
    "wrongext_pdf_named.docx": "имеем честь препроводить Вам текст",
}
ABSENT = {
    "comments.docx": "Reviewer",
    "en_s_2025_389_crsv.pdf": "25-06556",
    "en_echr_coe.pdf": "\n33\n",
    "html_scripts.html": "function(",
    "html_wiki_duck.html": "Afrikaans",
    "ru_s_2024_228_letter.pdf": "24-04696",
}


@dataclass(frozen=True, slots=True)
class Read:
    """peak_kb: the most memory that a reading process took."""

    documents: Mapping[str, Document]
    raw: Mapping[str, Converted]
    reasons: Mapping[str, str]
    peak_kb: int


@pytest.fixture(scope="module")
def read() -> Read:
    # In a process of its own, so that the children measured are those of the reading.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_read_all).result()


def _read_all() -> Read:
    documents: dict[str, Document] = {}
    raw: dict[str, Converted] = {}
    reasons: dict[str, str] = {}
    with Sandbox() as sandbox:
        for file in find_files([FOLDER]).files:
            try:
                raw[file.source] = load_file(file.path, sandbox)
                documents[file.source] = parse_document(
                    raw[file.source].text, file.source, file.facts, raw[file.source].is_marked
                )
            except UnreadableFile as error:
                reasons[file.source] = str(error)
    peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return Read(documents, raw, reasons, peak_kb)


def test_every_readable_file_is_read_and_every_other_named_with_its_reason(read: Read) -> None:
    assert read.reasons.keys() == UNREADABLE.keys()
    for name, keyword in UNREADABLE.items():
        assert keyword in read.reasons[name]
        assert re.search(r"[:;] ", read.reasons[name])
        assert "\n" not in read.reasons[name]
    n_files = sum(path.is_file() for path in FOLDER.rglob("*")) - 1  # its README
    assert len(read.documents) + len(read.reasons) == n_files


def test_what_is_missing_or_was_mended_is_remarked(read: Read) -> None:
    remarks = {name: "; ".join(raw.warnings) for name, raw in read.raw.items() if raw.warnings}
    for name, keyword in REMARKS.items():
        assert keyword in remarks[name]


@pytest.mark.parametrize("name", HELD)
def test_the_text_stands_in_order(read: Read, name: str) -> None:
    text = " ".join(read.documents[name].text.split())
    assert " ".join(HELD[name].split()) in text


@pytest.mark.parametrize("name", ABSENT)
def test_furniture_and_code_are_gone(read: Read, name: str) -> None:
    assert ABSENT[name] not in read.documents[name].text


def test_one_text_reads_the_same_in_every_encoding(read: Read) -> None:
    def words(name: str) -> list[str]:
        text = read.documents[name].text.replace("—", "-").replace("–", "-")
        return re.findall(r"[^\W\d_]+", text)

    variants = [name for name in read.documents if name.startswith("txt_ru_udhr_")]
    assert len(variants) >= 10
    for name in variants:
        if name != "txt_ru_udhr_one_line_1mb.txt":
            assert words(name) == words("txt_ru_udhr_utf8.txt"), name


def test_paged_files_know_their_pages(read: Read) -> None:
    pages = {
        "en_eu_gdpr_oj_l119_2016.pdf": 88,
        "en_a_hrc_43_12_upr.pdf": 24,
        "huge_3000p.pdf": 3000,
    }
    for name, n_pages in pages.items():
        assert read.documents[name].pages[-1].number == n_pages


def test_reading_stays_within_its_memory(read: Read) -> None:
    assert read.documents
    assert read.peak_kb < 1 << 20
