"""Page furniture goes, lines and words are joined, notes leave the sentence that they cut."""

from pathlib import Path

import pytest

from rag.documents.clean import clean_lines
from rag.documents.footnotes import put_marks, take_notes
from rag.documents.marks import note_mark, strip_marks
from rag.documents.paragraphs import join_lines
from rag.documents.repair import hyphen_joiner, repair_letters
from rag.documents.tidy import tidy
from rag.language import detect


def texts(raw: str) -> list[str]:
    return [line.text for line in clean_lines(raw)]


def paragraphs(raw: str) -> list[str]:
    noted = take_notes(clean_lines(raw))
    blocks = join_lines(noted.lines, hyphen_joiner(raw, detect(raw)))
    return [strip_marks(block.text).text for block in blocks]


@pytest.mark.parametrize(
    "furniture",
    [
        "V.07-80404 (R)",
        "21-19241 13/14",
        "- 7 -",
        "12",
        "13/14",
        "Page 3 of 9",
        "стр. 4",
        "Введение ........ 3",
        "Distr.: Limited\n13 October 2021\nRussian\nOriginal: English",
    ],
)
def test_page_furniture_is_removed(furniture: str) -> None:
    assert texts(f"Первый абзац.\n\n{furniture}\n\nВторой абзац.") == [
        "Первый абзац.",
        "Второй абзац.",
    ]


def test_running_head_beside_a_job_number_is_removed() -> None:
    raw = "с другими\n\nУлучшение координации A/RES/76/186\n\n21-19241 13/14\n\nмандатариями"
    assert texts(raw) == ["с другими", "мандатариями"]


def test_running_heads_that_recur_on_pages_are_removed() -> None:
    pages = [f"Годовой доклад {n}\n\nТекст {word} страницы.\n" for n, word in enumerate("абвг")]
    assert texts("\f".join(pages)) == [f"Текст {word} страницы." for word in "абвг"]


def test_stamped_addresses_go_and_an_address_in_a_sentence_stays() -> None:
    stamps = "Конец.\n\nhttps://undocs.org/a\nhttps://undocs.org/b\n Начало."
    assert texts(stamps) == ["Конец.", "Начало."]
    wrapped = "Дополнительная информация:\nhttp://www.osce.org/event/alliance20"
    assert texts(wrapped) == wrapped.split("\n")


def test_job_options_of_a_pdf_are_removed_and_angle_quotes_are_not() -> None:
    raw = "Текст.\n<<\n  /Binding /Left\n  /A <<\n    /B 1\n  >>\n>> setdistillerparams\nЕщё."
    assert texts(raw) == ["Текст.", "Ещё."]
    assert texts("<<\nцитата\n>>") == ["<<", "цитата", ">>"]


def test_a_true_number_is_no_page_number() -> None:
    raw = "пункта 5\nстатьи 32 и решения\n3/2 Конференции"
    assert texts(raw) == raw.split("\n")


def test_double_spaced_lines_become_paragraphs_at_indentations() -> None:
    raw = (
        " вновь заявляя о своем\n\nосуждении торговли\n\nлюдьми,  \n\n признавая также\n\n"
        "важность принятия мер,\n\n 1. призывает государства\n\nпринять меры.\n"
    )
    assert paragraphs(raw) == [
        "вновь заявляя о своем осуждении торговли людьми,",
        "признавая также важность принятия мер,",
        "1. призывает государства принять меры.",
    ]


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("государства-", "участники Конвенции", "государства-участники Конвенции"),
        ("20-", "я конференция", "20-я конференция"),
        ("коор-", "динация усилий", "координация усилий"),
        ("информационно-", "коммуникационных", "информационно-коммуникационных"),
        ("по-", "прежнему", "по-прежнему"),
        ("слово -", "другое", "слово - другое"),
        ("два", "слова", "два слова"),
    ],
)
def test_hyphens_at_line_ends(left: str, right: str, joined: str) -> None:
    assert hyphen_joiner("", "ru")(left, right) == joined


def test_hyphen_follows_the_rest_of_the_document_in_other_languages() -> None:
    join = hyphen_joiner("The well-known rule of co-operation and coordination.", "en")
    assert join("well-", "known") == "well-known"
    assert join("coordi-", "nation") == "coordination"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("оетский фонд", "Детский фонд"),
        ("оепартамент операций", "Департамент операций"),
        ("и оополнительную конвенцию", "и Дополнительную конвенцию"),
        ("ВИЧ/СПИоу", "ВИЧ/СПИДу"),
        ("и заинтере сованным лицам", "и заинтересованным лицам"),
        ("облачный отдел или ООН", "облачный отдел или ООН"),
        ("осце и отделка", "осце и отделка"),
        ("по вопросам о том", "по вопросам о том"),
    ],
)
def test_letters_are_repaired_only_into_words(broken: str, whole: str) -> None:
    assert repair_letters(broken, "ru") == whole
    assert repair_letters(broken, "en") == broken


def test_spaces_left_by_typesetting() -> None:
    assert tidy("протоколов к ней », и  людьми , а", "ru") == "протоколов к ней», и людьми, а"
    assert tidy("« Arrêtez ! » : voilà ; oui", "fr") == "« Arrêtez ! » : voilà ; oui"


def test_marks_are_found_in_order_and_true_numbers_stay() -> None:
    page = "пункта 1 статьи 32 Конвенции1 от 2 мая и 2 лица в целях 2 , а также 3 июня3."
    marked = strip_marks(put_marks(page, [1, 2, 3]))
    assert marked.text == "пункта 1 статьи 32 Конвенции от 2 мая и 2 лица в целях , а также 3 июня."
    assert [number for _, number in marked.notes] == [1, 2, 3]


def test_a_note_block_leaves_the_sentence_that_it_cut() -> None:
    raw = (
        "Стороны приняли Протокол1 и перечень\n\n__________________\n\n"
        " 1  Резолюция 55/25.\n договоров о сотрудничестве2.\n\n"
        "__________________\n\n 2  Там же,\nприложение.\n"
    )
    noted = take_notes(clean_lines(raw))
    assert [line.text for line in noted.lines] == [
        f"Стороны приняли Протокол{note_mark(1)} и перечень",
        f"договоров о сотрудничестве{note_mark(2)}.",
    ]
    assert [(n.number, [x.text for x in n.lines]) for n in noted.notes] == [
        (1, ["Резолюция 55/25."]),
        (2, ["Там же,", "приложение."]),
    ]


def test_a_rule_without_notes_is_only_a_rule() -> None:
    noted = take_notes(clean_lines("Подпись\n\n__________________\n\nДиректор отдела"))
    assert [line.text for line in noted.lines] == ["Подпись", "Директор отдела"]
    assert noted.notes == ()


def test_form_feeds_count_pages(tmp_path: Path) -> None:
    lines = clean_lines("Один\f\fТри")
    assert [(line.text, line.pages) for line in lines] == [("ОдинТри", 2)]
    lines = clean_lines("Один\n\fДва\n\f\f\nЧетыре")
    assert [(line.text, line.pages) for line in lines] == [("Один", 0), ("Два", 1), ("Четыре", 2)]
