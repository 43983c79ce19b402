"""Raw text and Markdown become documents whose sections, notes and pages point into the text."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents.parse import Facts, parse_document
from rag.errors import UnreadableFile

RU = Facts(language="ru")


def test_facts_win_over_what_the_text_says() -> None:
    facts = Facts("Title", "A/RES/1", "Body", "2021-12-16", "en", "https://example.org")
    document = parse_document("# Heading\n\nText.", "a.md", facts)
    assert (document.title, document.symbol, document.body) == ("Title", "A/RES/1", "Body")
    assert (document.date, document.language) == ("2021-12-16", "en")
    assert document.url == "https://example.org"


def test_unknown_facts_are_found_or_left_empty() -> None:
    document = parse_document(
        "# The rights of the child\n\nEvery child has rights.", "a.md", Facts()
    )
    assert document.title == "The rights of the child"
    assert document.language == "en"
    assert document.symbol == ""
    assert parse_document("just some words", "notes.txt", Facts()).title == "notes"


def test_markdown_marks_become_plain_text() -> None:
    raw = (
        "# Заголовок\n\n- [Первая](#one)\n- [Вторая](#two)\n\n## Первая\n\n"
        "Это **важно** и *нужно*: см. [сайт](https://osce.org) и <https://un.org>, @osce\\_cthb, "
        "10 м<sup>2</sup> &amp; snake_case_name.\n\n---\n\n| А | Б |\n|---|---|\n| 1 | 2 |\n"
    )
    assert parse_document(raw, "a.md", RU).text.split("\n\n") == [
        "Заголовок",
        "Первая",
        "Это важно и нужно: см. сайт и https://un.org, @osce_cthb, 10 м² & snake_case_name.",
        "А; Б",
        "1; 2",
    ]


@pytest.mark.parametrize(
    ("entities", "text"),
    [
        ("one&#x2028;two&#x2029;three", "one two three"),
        ("one&#10;&#10;two&#13;&#12;three&nbsp;four", "one two three four"),
        ("caf&#x65;&#769; and e<b>&#769;</b>", "café and é"),
        ("one&#xE000;&#xE101; two&#57345;", "one two"),
        ("one&#x202E;two&#x2066;three &#173;four", "onetwothree four"),
        ("one\u202etwo\u2069 three", "onetwo three"),
        ("one &amp;#10; &lt; two &copy; R&D", "one &#10; < two © R&D"),
    ],
)
def test_entities_are_as_clean_as_other_text(entities: str, text: str) -> None:
    document = parse_document(f"A text: {entities}.", "a.md", Facts(language="en"))
    assert document.text == f"A text: {text}."


def test_an_entity_of_endless_digits_is_read() -> None:
    raw = "A text: &#" + "1" * 5_000 + ";."
    assert parse_document(raw, "a.md", Facts(language="en")).text.startswith("A text:")


def test_an_entity_forges_no_footnote_mark() -> None:
    raw = "One &#xE101;cafe[^1] and more.\n\n[^1]: A note."
    document = parse_document(raw, "a.md", Facts(language="en"))
    assert document.sections[-1].refs == (8,)  # after "One cafe"


def test_a_mark_between_letter_and_accent_leaves_no_open_accent() -> None:
    raw = "One cafe[^1]\u0301 and more.\n\n[^1]: A note."
    document = parse_document(raw, "a.md", Facts(language="en"))
    assert document.text == "One café and more.\n\n¹ A note."
    assert document.sections[-1].refs == (18,)  # the end of the paragraph


@settings(deadline=None, max_examples=60)
@given(
    st.text(
        st.sampled_from("aeе и\u0301\u0306-\n\f\u2028\u0085\u202e\u200f\ue000[^1]:&#769;<b>*"),
        max_size=80,
    )
)
def test_every_text_is_composed_and_free_of_hidden_signs(raw: str) -> None:
    raw = "A text: " + raw + "\n\n[^1]: A note &#x2029;&#xE101;e&#769;&#x202A;&#x200E;."
    text = parse_document(raw, "a.md", Facts(language="en")).text
    assert unicodedata.is_normalized("NFC", text)
    assert not re.search("[\u0085\u200b-\u200f\u2028-\u202e\u2066-\u2069\ue000-\uf8ff]", text)


def test_markdown_footnotes_go_to_the_end_and_the_cut_sentence_is_joined() -> None:
    raw = "Решения 2017 г.<sup>1</sup> важны, в\n\n---\n\n<sup>1</sup> OSCE, Decision.\n\nкоторой."
    document = parse_document(raw, "a.md", RU)
    assert document.text == "Решения 2017 г. важны, в которой.\n\n¹ OSCE, Decision."
    (note,) = document.sections
    assert (note.kind, note.label, note.refs) == ("footnote", "сноска 1", (15,))
    assert document.text[:15] == "Решения 2017 г."
    assert document.text[note.start : note.end] == "¹ OSCE, Decision."


def test_notes_numbered_anew_on_each_page_keep_their_own_mark() -> None:
    raw = "Одно1.\n\n________\n\n 1  Первая.\n Другое1.\n\n________\n\n 1  Вторая.\n"
    document = parse_document(raw, "a.txt", RU)
    assert document.text == "Одно.\n\nДругое.\n\n¹ Первая.\n\n¹ Вторая."
    assert [section.refs for section in document.sections] == [(4,), (13,)]


def test_pandoc_footnotes_and_front_matter() -> None:
    raw = "---\ntitle: X\n---\n\nThe law[^1] holds.\n\n[^1]: Act of 1990.\n"
    document = parse_document(raw, "a.md", Facts(language="en"))
    assert document.text == "The law holds.\n\n¹ Act of 1990."
    assert document.sections[0].label == "footnote 1"


def test_pages_follow_form_feeds_through_joined_sentences() -> None:
    raw = "Первая страница кончается в середине\n\fпредложения.\n\fТретья."
    document = parse_document(raw, "a.txt", RU)
    assert [document.text[page.start : page.end].strip() for page in document.pages] == [
        "Первая страница кончается в середине",
        "предложения.",
        "Третья.",
    ]
    assert document.page_at(document.text.index("предложения")) == 2
    assert parse_document("Одна страница.", "a.txt", RU).pages == ()


def test_text_is_nfc_and_keeps_look_alike_letters() -> None:
    document = parse_document("Комиссии\u0306 СТОС/COP и\u0306", "a.txt", RU)
    assert document.text == "Комиссии\u0306 СТОС/COP й".replace("и\u0306", "й")


def test_only_furniture_is_refused() -> None:
    with pytest.raises(UnreadableFile, match=r"^a\.txt holds no text"):
        parse_document("\n\n12\n\n", "a.txt", RU)


PIECES = (
    st.sampled_from(["Решение 3/1", "1. ", "2. ", "а) ", "b) ", "i) ", "слово", "Слово", ".", ","])
    | st.sampled_from(["\n", "\n\n", "\n\n\n", " ", "  ", "\f", "_" * 9, "# ", "**", "1", ":", ";"])
    | st.sampled_from(["ГЛАВА", "I. Введение", "Distr.: Limited", "https://a.b", "<sup>1</sup>"])
    | st.sampled_from(["-", "---", "[", "](", "<", ">", "|", "\ue000", "\0", "слово1", "\n 1  "])
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["a.txt", "a.md"]))
def test_sections_and_pages_lie_in_the_text(raw: str, source: str) -> None:
    try:
        document = parse_document(raw, source, RU)
    except UnreadableFile:
        return
    text = document.text
    assert text == text.strip()
    assert re.search("[\ue000-\uf8ff]", text) is None
    for at, section in enumerate(document.sections):
        assert 0 <= section.start < section.end <= len(text)
        assert section.label
        assert all(0 <= ref <= len(text) for ref in section.refs)
        if section.parent is not None:
            parent = document.sections[section.parent]
            assert section.parent < at
            assert parent.start <= section.start
            assert section.end <= parent.end
    starts = [section.start for section in document.sections]
    assert starts == sorted(starts)
    assert all(page.start < page.end <= len(text) for page in document.pages)
