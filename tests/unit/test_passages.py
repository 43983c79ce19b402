"""Passages partition the text along its units, within the budget, each with its pinpoint."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents.parse import Facts, parse_document
from rag.documents.passages import pinpoint_at, split_passages
from rag.tokens import count_tokens
from rag.values import Document, Passage

RESOLUTION = """76/186. Улучшение координации


 Генеральная Ассамблея,

 ссылаясь на свою резолюцию 64/293 и на Протокол1,

 1. призывает государства:

 а) принять меры;

 b) сотрудничать;

 2. просит доложить.


53-е пленарное заседание

__________________

 1  Резолюция 55/25.
"""


def words(text: str) -> int:
    return len(text.split())


def pinpoints(document: Document, quote: str) -> str:
    start = document.text.index(quote)
    return pinpoint_at(document, start, start + len(quote))


@pytest.fixture
def resolution() -> Document:
    return parse_document(RESOLUTION, "a.txt", Facts(symbol="A/RES/76/186", language="ru"))


@pytest.mark.parametrize(
    ("quote", "pinpoint"),
    [
        ("Улучшение", "A/RES/76/186, заголовок"),
        ("64/293", "A/RES/76/186, преамбула"),
        ("призывает", "A/RES/76/186, п. 1"),
        ("сотрудничать", "A/RES/76/186, п. 1 b)"),
        ("принять меры;\n\nb) сотрудничать;", "A/RES/76/186, п. 1"),
        ("сотрудничать;\n\n2. просит", "A/RES/76/186, п. 1–2"),
        ("доложить", "A/RES/76/186, п. 2"),
        ("пленарное", "A/RES/76/186, концовка"),
        ("55/25", "A/RES/76/186, сноска 1"),
    ],
)
def test_a_span_is_cited_by_its_innermost_unit(
    resolution: Document, quote: str, pinpoint: str
) -> None:
    assert pinpoints(resolution, quote) == pinpoint


def test_the_symbol_stays_away_from_decisions_that_have_a_number_of_their_own() -> None:
    raw = "Решения\n\n\nРешение 3/2\nОсуществление\n\n\n а) просит доложить.\n"
    document = parse_document(raw, "a.txt", Facts(symbol="CTOC/COP/1", language="ru"))
    assert pinpoints(document, "доложить") == "Решение 3/2, подп. a)"


def test_text_outside_units_is_cited_by_page_or_paragraph() -> None:
    paged = parse_document("Раз.\n\fДва.", "a.txt", Facts(language="ru"))
    assert pinpoints(paged, "Два") == "с. 2"
    plain = parse_document("One.\n\nTwo.", "a.txt", Facts(language="en"))
    assert pinpoints(plain, "Two") == "paragraph 2"


def test_small_siblings_share_a_passage_and_its_pinpoint_names_the_run() -> None:
    raw = "\n\n".join(f"{n}. Пункт доклада номер {n}." for n in range(1, 5))
    document = parse_document(raw, "a.txt", Facts(language="ru"))
    (passage,) = split_passages(document, words, 60)
    assert passage.pinpoint == "п. 1–4"
    # Each has 5 words; units over 16 // 4 words keep to themselves.
    assert [p.pinpoint for p in split_passages(document, words, 16)] == [
        "п. 1", "п. 2", "п. 3", "п. 4",
    ]  # fmt: skip


def test_a_unit_that_fits_is_one_passage_with_its_lead_in_and_items() -> None:
    raw = "I. Итоги\n\n\n1. Представлены:\n\nа) первый;\n\nb) второй.\n\n2. Конец работы."
    document = parse_document(raw, "a.txt", Facts(language="ru"))
    found = [(p.pinpoint, p.text) for p in split_passages(document, words, 8)]
    assert found == [
        ("п. 1", "I. Итоги\n\n1. Представлены:\n\nа) первый;\n\nb) второй."),
        ("п. 2", "2. Конец работы."),
    ]


def test_heading_path_stands_over_a_passage_and_lead_ins_count() -> None:
    raw = (
        "# Доклад\n\n## I. Итоги\n\n1. Представлены документы:\n\n"
        "a) первый документ о мерах;\n\nb) второй документ о правах."
    )
    document = parse_document(raw, "a.md", Facts(title="Доклад", language="ru"))
    last = split_passages(document, words, 8)[-1]
    assert last.text == "b) второй документ о правах."
    assert last.heading == "Доклад > I. Итоги > 1. Представлены документы:"


def test_a_footnote_is_a_passage_under_the_words_that_it_belongs_to(resolution: Document) -> None:
    note = split_passages(resolution, words)[-1]
    assert note.text == "¹ Резолюция 55/25."
    assert note.pinpoint == "A/RES/76/186, сноска 1"
    assert note.heading.endswith("ссылаясь на свою резолюцию 64/293 и на Протокол")


def test_a_long_sentence_is_cut_at_semicolons_then_commas() -> None:
    text = "Первая часть фразы; вторая часть, с вставкой 24,5 и п. 7, фразы; третья часть фразы"
    document = parse_document(text, "a.txt", Facts(language="ru"))
    parts = [p.text for p in split_passages(document, words, 6)]
    assert parts == [
        "Первая часть фразы; вторая часть,",
        "с вставкой 24,5 и п. 7,",
        "фразы; третья часть фразы",
    ]


def test_the_id_depends_on_what_the_encoder_sees() -> None:
    first = parse_document("Один текст.", "a.txt", Facts(title="А", language="ru"))
    same = parse_document("Один текст.", "a.txt", Facts(title="А", language="ru"))
    other = parse_document("Один текст.", "a.txt", Facts(title="Б", language="ru"))
    ids = [split_passages(document, words)[0].passage_id for document in (first, same, other)]
    assert ids[0] == ids[1] != ids[2]
    assert len(ids[0]) == 16
    assert int(ids[0], 16) >= 0


PARTS = (
    st.sampled_from(["1. Пункт", "2. Пункт", "а) буква;", "b) буква;", "Решение 3/1", "ГЛАВА"])
    | st.sampled_from(["I. Введение", "просит:", "Генеральная Ассамблея,", "ссылаясь,", "слово"])
    | st.sampled_from(["Одна фраза. Другая, с п. 7 и 24.9 процента; и ещё.", "слово " * 30])
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=15), st.integers(4, 60))
def test_passages_partition_the_text(parts: list[str], budget: int) -> None:
    document = parse_document("\n\n\n".join(parts), "a.txt", Facts(language="ru"))
    passages = split_passages(document, words, budget)
    check_partition(document, passages)
    assert all(passage.n_tokens == words(passage.text) <= budget for passage in passages)
    assert len({passage.passage_id for passage in passages}) == len(passages)


SEAMS = st.lists(
    st.sampled_from(["«Да».", "(а)", "/п", "l’État’", "№\u20097", "24,5%", "...", "б)", "—", "É"]),
    min_size=1,
    max_size=4,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(SEAMS, min_size=1, max_size=12), st.integers(8, 60))
def test_a_passage_is_counted_as_its_whole_text_is(parts: list[str], budget: int) -> None:
    document = parse_document("\n\n".join(parts), "a.txt", Facts(language="fr"))
    for passage in split_passages(document, count_tokens, budget):
        assert passage.n_tokens == count_tokens(passage.text)


def check_partition(document: Document, passages: list[Passage]) -> None:
    covered = []
    end = 0
    for passage in passages:
        assert passage.start >= end
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        covered.append(passage.text)
        end = passage.end
    assert "".join("".join(covered).split()) == "".join(document.text.split())
