"""Blocks become sections with the label that a lawyer would cite."""

from rag.documents.ordinals import read_ordinal, write_ordinal
from rag.documents.structure import Placed, find_sections


def labels(blocks: list[tuple[str, int]], language: str = "ru") -> list[str]:
    placed: list[Placed] = []
    start = 0
    for text, level in blocks:
        placed.append(Placed(text, level, start, start + len(text)))
        start += len(text) + 2
    return [section.label for section in find_sections(placed, language)]


def test_cyrillic_and_latin_look_alikes_are_one_letter() -> None:
    assert read_ordinal("с") == {"latin": 3, "cyrillic": 18}
    assert read_ordinal("v") == {"roman": 5, "latin": 22}
    assert write_ordinal("latin", 3) == "c"
    assert write_ordinal("roman", 4) == "iv"


def test_decision_with_letters_roman_items_and_an_annex() -> None:
    found = labels(
        [
            ("Решение 3/2\nОсуществление", 1),
            ("Конференция, действуя в соответствии со статьей 32:", 0),
            ("а) просит:", 0),
            ("i) обеспечить;", 0),
            ("ii) включить;", 0),
            ("b) отмечает;", 0),
            ("с) просит.", 0),
            ("Рекомендации", 2),
            ("I. Потребности", 20),
            ("1. Группа определила:", 0),
            ("а) помощь;", 0),
            ("2. Группа решила.", 0),
        ]
    )
    assert found == [
        "Решение 3/2",
        "Решение 3/2, преамбула",
        "Решение 3/2, подп. a)",
        "Решение 3/2, подп. a) i)",
        "Решение 3/2, подп. a) ii)",
        "Решение 3/2, подп. b)",
        "Решение 3/2, подп. c)",
        "Решение 3/2, рекомендации",
        "раздел «I. Потребности»",
        "Решение 3/2, рекомендации, п. 1",
        "Решение 3/2, рекомендации, п. 1 a)",
        "Решение 3/2, рекомендации, п. 2",
    ]


def test_roman_one_is_told_from_the_letter_i() -> None:
    letters = [(f"{letter}) пункт;", 0) for letter in "abcdefghij"]
    found = labels([("Решение 1/1", 1), *letters])
    assert found[-2:] == ["Решение 1/1, подп. i)", "Решение 1/1, подп. j)"]
    nested = [(f"{letter}) пункт;", 0) for letter in "abcdefg"]
    found = labels([("Решение 1/1", 1), *nested, ("h) просит:", 0), ("i) дать;", 0)])
    assert found[-1] == "Решение 1/1, подп. h) i)"


def test_russian_alphabet_is_kept_where_the_list_uses_it() -> None:
    found = labels([("1. Группа просит:", 0), ("а) одно;", 0), ("б) другое.", 0)])
    assert found == ["п. 1", "п. 1 а)", "п. 1 б)"]


def test_a_lettered_list_begun_anew_is_no_list_within_itself() -> None:
    found = labels([("1. Просит:", 0), ("а) одно:", 0), ("а) опять:", 0), ("b) другое.", 0)])
    assert found == ["п. 1", "п. 1 a)", "п. 1 a)", "п. 1 b)"]


def test_agenda_items_are_no_paragraphs() -> None:
    found = labels(
        [
            ("I. Введение", 20),
            ("1. Группа утвердила следующую повестку дня:", 0),
            ("1. Организационные вопросы:", 0),
            ("а) Открытие", 0),
            ("б) Утверждение", 0),
            ("2. Прочие вопросы", 0),
            ("II. Итоги", 20),
            ("2. Группа завершила работу.", 0),
        ]
    )
    assert found == [
        "раздел «I. Введение»",
        "п. 1",
        "п. 1, пункт 1 повестки дня",
        "п. 1, пункт 1 а) повестки дня",
        "п. 1, пункт 1 б) повестки дня",
        "п. 1, пункт 2 повестки дня",
        "раздел «II. Итоги»",
        "п. 2",
    ]


def test_resolution_has_a_preamble_paragraphs_and_a_closing() -> None:
    found = labels(
        [
            ("76/186. Улучшение координации", 1),
            ("Генеральная Ассамблея,", 0),
            ("подтверждая, что план призван:", 0),
            ("a) способствовать ратификации,", 0),
            ("ссылаясь на резолюцию,", 0),
            ("1. призывает государства;", 0),
            ("2. просит представить доклад.", 0),
            ("53-е пленарное заседание", 0),
        ]
    )
    assert found == [
        "заголовок",
        "преамбула",
        "преамбула",
        "преамбула, подп. a)",
        "преамбула",
        "п. 1",
        "п. 2",
        "концовка",
    ]


def test_paragraphs_numbered_anew_in_a_section_are_cited_with_it() -> None:
    found = labels(
        [
            ("Title", 3),
            ("A. First", 21),
            ("1. One.", 0),
            ("2. Two.", 0),
            ("B. Second", 21),
            ("1. Other.", 0),
        ],
        "en",
    )
    assert found[-1] == "section “B. Second”, para. 1"
    assert len(set(found)) == len(found)


def test_labels_speak_the_language_of_the_document() -> None:
    blocks = [("1. Eins:", 0), ("a) zwei.", 0)]
    assert labels(blocks, "de") == ["Ziffer 1", "Ziffer 1 a)"]
    assert labels(blocks, "fr") == ["par. 1", "par. 1 a)"]
    assert labels([("a) due.", 0)], "it") == ["lett. a)"]


def test_sections_nest_and_are_ordered_outer_before_inner() -> None:
    placed = [Placed("1. Один:", 0, 0, 8), Placed("a) два;", 0, 10, 17), Placed("три", 0, 19, 22)]
    outer, inner = find_sections(placed, "ru")
    assert (outer.start, outer.end, outer.parent) == (0, 22, None)
    assert (inner.start, inner.end, inner.parent) == (10, 22, 0)


def test_text_without_structure_has_no_sections() -> None:
    assert labels([("Просто текст.", 0), ("И ещё.", 0)]) == []
    assert labels([]) == []
