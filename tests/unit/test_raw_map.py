"""Every span of a document leads back to the raw text that it was made from."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents.corpus import find_files
from rag.documents.load import read_text
from rag.documents.parse import Facts, parse_document
from rag.documents.raw_map import raw_span
from rag.errors import UnreadableFile
from rag.values import Document

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
REAL = Path(__file__).parents[3] / "shared" / "realdocs"


def parsed(raw: str, source: str = "a.txt", language: str = "ru") -> Document:
    return parse_document(raw, source, Facts(language=language))


def original(document: Document, raw: str, quote: str) -> str:
    start = document.text.index(quote)
    first, last = raw_span(document, start, start + len(quote))
    return raw[first:last]


def mapped_share(document: Document) -> float:
    solid = {at for at, sign in enumerate(document.text) if not sign.isspace()}
    mapped = {at for start, _, n in document.raw_runs for at in range(start, start + abs(n))}
    return len(solid & mapped) / len(solid)


def check_runs(document: Document, raw: str) -> None:
    end = 0
    for start, raw_start, length in document.raw_runs:
        assert start >= end
        assert length
        end = start + abs(length)
        for at in range(max(0, length)):
            one, other = document.text[start + at], raw[raw_start + at]
            assert one == other or one.isspace(), (one, other)
    assert end <= len(document.text)


def test_words_joined_across_lines_lead_to_both_lines() -> None:
    raw = "  Государства обя-\n  зуются   принять\n  меры.\n"
    document = parsed(raw)
    assert document.text == "Государства обязуются принять меры."
    assert original(document, raw, "обязуются") == "обя-\n  зуются"
    assert original(document, raw, "принять меры") == "принять\n  меры"


def test_repaired_letter_leads_to_what_was_printed() -> None:
    raw = "Учреждён оетский фонд, работает оепартамент."
    document = parsed(raw)
    assert "Детский фонд" in document.text
    assert original(document, raw, "Детский") == "оетский"
    changed = [run for run in document.raw_runs if run[2] < 0]
    assert [document.text[start] for start, _, _ in changed] == ["Д", "Д"]


def test_footnote_at_the_end_leads_to_its_place_amid_the_text() -> None:
    raw = "Первое слово1 и дальше.\n\n_________\n\n 1  Сноска на странице.\n\fВторое предложение.\n"
    document = parsed(raw)
    assert document.text.endswith("¹ Сноска на странице.")
    assert original(document, raw, "Сноска на странице.") == "Сноска на странице."
    assert original(document, raw, "слово и") == "слово1 и"
    assert original(document, raw, "Второе") == "Второе"


def test_direction_marks_go_and_the_words_around_them_lead_back() -> None:
    raw = "Док\u200eумент\u200f A/RES/76/186\u200e, п. 7\u200f.\n"
    document = parsed(raw)
    assert document.text == "Документ A/RES/76/186, п. 7."
    assert original(document, raw, "Документ") == "Док\u200eумент"
    assert original(document, raw, "A/RES/76/186, п. 7") == "A/RES/76/186\u200e, п. 7"
    assert mapped_share(document) == 1


def test_marks_of_markdown_and_html_are_passed_over() -> None:
    raw = "# Доклад\n\nЭто **важно** и [сайт](https://osce.org): &amp; 10 м<sup>2</sup>, @a\\_b.\n"
    document = parsed(raw, "a.md")
    assert original(document, raw, "важно и сайт") == "важно** и [сайт"
    assert original(document, raw, "сайт: & 10 м²") == ("сайт](https://osce.org): &amp; 10 м<sup>2")
    assert original(document, raw, "@a_b") == "@a\\_b"


def test_running_heads_lie_between_the_ends_of_a_span() -> None:
    pages = [f"РЕЗОЛЮЦИЯ 76/186\n\nСтраница {n} начинает речь о\n" for n in "абвг"]
    raw = "\f".join(pages)
    document = parsed(raw)
    check_runs(document, raw)
    assert mapped_share(document) == 1


def test_letters_with_a_separate_accent_are_found() -> None:
    raw = "Комиссии\u0306 нужны и\u0306 е\u0308 слова"
    document = parsed(raw)
    check_runs(document, raw)
    assert original(document, raw, "слова") == "слова"


def test_span_without_a_counterpart_is_empty() -> None:
    document = parsed("Одно слово.")
    assert raw_span(document, 11, 11) == (11, 11)


@pytest.mark.parametrize("name", [file.path.name for file in find_files([CORPUS]).files])
def test_the_five_documents_lead_back_whole(name: str) -> None:
    raw = read_text(CORPUS / name)
    document = parse_document(raw, name, Facts(language="ru"))
    assert mapped_share(document) >= 0.999
    check_runs(document, raw)


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real documents at {REAL}")
def test_real_text_files_lead_back_whole() -> None:
    n_files = 0
    for path in sorted([*REAL.glob("*/*.md"), *REAL.glob("*/txt_*.txt"), *REAL.glob("*/ru_*.txt")]):
        if path.stat().st_size > 500_000:
            continue
        try:
            raw = read_text(path)
            document = parse_document(raw, path.name, Facts())
        except UnreadableFile:
            continue
        n_files += 1
        assert mapped_share(document) >= 0.999, path.name
    assert n_files >= 30


PIECES = (
    st.sampled_from(
        ["Решение 3/1", "1. ", "а) ", "слово", "Слово", "оетский ", ".", ",", "и\u0306"]
    )
    | st.sampled_from(["\n", "\n\n", "\n\n\n", " ", "  ", "\f", "_" * 9, "# ", "**", "1", ":", ";"])
    | st.sampled_from(["Статья 5", "Distr.: Limited", "https://a.b", "<sup>1</sup>", "обя-\n"])
    | st.sampled_from(["-", "---", "[", "](", "<", ">", "&amp;", "\u00ad", "\u200b", "\n 1  "])
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["a.txt", "a.md"]))
def test_runs_agree_and_every_span_maps(raw: str, source: str) -> None:
    try:
        document = parsed(raw, source)
    except UnreadableFile:
        return
    check_runs(document, raw)
    for start, end in pairwise(range(0, len(document.text) + 1, 3)):
        first, last = raw_span(document, start, end)
        assert 0 <= first <= last <= len(raw)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("абвгд еж.з"), min_size=5, max_size=200).map("".join))
def test_within_a_paragraph_the_map_is_monotone(raw: str) -> None:
    try:
        document = parsed(raw)
    except UnreadableFile:
        return
    starts = [raw_start for _, raw_start, _ in document.raw_runs]
    assert starts == sorted(starts)
