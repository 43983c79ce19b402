"""The sample corpus, read against a table made by reading the documents."""

import re
from collections import Counter
from pathlib import Path

import pytest

from rag.documents.corpus import find_files
from rag.documents.load import read_text
from rag.documents.parse import parse_document
from rag.documents.passages import pinpoint_at, split_passages
from rag.sentences import sentence_spans
from rag.values import Document

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
RESOLUTION = "A-RES-76-186.ru.txt"
DECISIONS = "CTOC-COP-2006-decisions.ru.txt"
REPORT = "CTOC-COP-WG4-2021-draft-report.ru.md"
NOTE_18 = "alliance18-concept-note.ru.md"
NOTE_20 = "alliance20-concept-note.ru.txt"

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ROMANS = ["i", "ii", "iii", "iv", "v", "vi", "vii"]
LAST_LETTER = {"Решение 3/1": "n", "Решение 3/2": "x", "Решение 3/3": "m", "Решение 3/4": "e"}
N_NOTES = {RESOLUTION: 22, DECISIONS: 10, REPORT: 0, NOTE_18: 5, NOTE_20: 3}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {
        file.source: parse_document(read_text(file.path), file.source, file.facts)
        for file in find_files([CORPUS]).files
    }


def unit_labels(document: Document) -> list[str]:
    return [section.label for section in document.sections if section.kind == "unit"]


def label_at(document: Document, quote: str) -> str:
    assert document.text.count(quote) == 1, quote
    start = document.text.index(quote)
    return pinpoint_at(document, start, start + len(quote))


def test_the_manifest_describes_all_five(documents: dict[str, Document]) -> None:
    assert set(documents) == {RESOLUTION, DECISIONS, REPORT, NOTE_18, NOTE_20}
    assert all(document.title and document.body for document in documents.values())
    assert [d.symbol for d in documents.values() if d.symbol] == ["A/RES/76/186"]
    assert documents[RESOLUTION].date == "2021-12-16"


def test_each_operative_paragraph_of_the_resolution_is_addressable_once(
    documents: dict[str, Document],
) -> None:
    document = documents[RESOLUTION]
    labels = Counter(unit_labels(document))
    assert [labels[f"п. {n}"] for n in range(1, 30)] == [1] * 28 + [0]
    for section in document.sections:
        if section.label.startswith("п. "):
            number = section.label.removeprefix("п. ")
            assert document.text.startswith(f"{number}. ", section.start)
    assert [labels[f"преамбула, подп. {letter})"] for letter in "abcdefg"] == [1] * 6 + [0]
    # 43 paragraphs between the organ's name and paragraph 1, and the name itself.
    assert labels["преамбула"] == 44
    assert labels["концовка"] == 1


def test_decisions_and_their_items_are_addressable_once(documents: dict[str, Document]) -> None:
    labels = Counter(unit_labels(documents[DECISIONS]))
    expected = ["вводная часть"]
    for decision, last in LAST_LETTER.items():
        expected += [decision, f"{decision}, преамбула"]
        expected += [f"{decision}, подп. {x})" for x in LETTERS[: LETTERS.index(last) + 1]]
    expected += [f"Решение 3/2, подп. g) {roman})" for roman in ROMANS]
    annex = "Решение 3/4, рекомендации"
    expected += [annex, *(f"{annex}, п. {n}" for n in range(1, 13))]
    expected += [f"{annex}, п. {n} {letter})" for n in (2, 7) for letter in "abc"]
    assert labels == Counter(expected)


def test_paragraphs_of_the_report_are_addressable_once(documents: dict[str, Document]) -> None:
    document = documents[REPORT]
    labels = Counter(unit_labels(document))
    expected = ["заголовок", *(f"п. {n}" for n in range(1, 29))]
    expected += [f"п. 27 {letter})" for letter in "abcd"]
    expected += [f"п. 18, пункт {n} повестки дня" for n in range(1, 6)]
    expected += [f"п. 18, пункт 1 {letter}) повестки дня" for letter in "аб"]
    assert labels == Counter(expected)
    headings = [s.label for s in document.sections if s.kind == "heading"]
    assert len(headings) == len(set(headings)) == 16


def test_sections_of_the_concept_notes(documents: dict[str, Document]) -> None:
    headings = [s.label for s in documents[NOTE_20].sections if s.kind == "heading"]
    assert headings == ["заголовок"] + [
        f"раздел «{name}»"
        for name in (
            "АЛЬЯНС",
            "ФОРМАТ",
            "ПРЕДПОСЫЛКИ И ОБОСНОВАНИЕ",
            "ФОКУС МЕРОПРИЯТИЯ",
            "ПРОГРАММА",
        )
    ]
    headings = [s.label for s in documents[NOTE_18].sections if s.kind == "heading"]
    assert headings[1:] == ["раздел «ФОКУС»", "раздел «АЛЬЯНС»", "раздел «ПРЕДПОСЫЛКИ»"]


@pytest.mark.parametrize(
    ("source", "quote", "pinpoint"),
    [
        (RESOLUTION, "провозгласить 30 июля Всемирным днем", "A/RES/76/186, п. 7"),
        (RESOLUTION, "резкий рост безработицы", "A/RES/76/186, преамбула"),
        (RESOLUTION, "53-е пленарное заседание, 16 декабря 2021", "A/RES/76/186, концовка"),
        (RESOLUTION, "Детский фонд Организации", "A/RES/76/186, сноска 14"),
        (RESOLUTION, "A/76/263", "A/RES/76/186, сноска 18"),
        (DECISIONS, "9-18 октября 2006 года", "вводная часть"),
        (DECISIONS, "типовые договоры, руководства", "Решение 3/2, подп. g) iv)"),
        (DECISIONS, "одобряет подготовленное Секретариатом", "Решение 3/2, подп. f)"),
        (DECISIONS, "въезд/выезд и удостоверений", "Решение 3/3, подп. c)"),
        (DECISIONS, "многосторонние банки развития, с целью", "Решение 3/4, подп. d)"),
        (DECISIONS, "резолюцией 2006/27", "Решение 3/4, рекомендации, п. 11"),
        (DECISIONS, "криминализация деяний", "Решение 3/4, рекомендации, п. 2 a)"),
        (DECISIONS, "СТОС/СОР/2006/12", "сноска 1"),
        (REPORT, "Манижа Бахтари", "п. 13"),
        (REPORT, "СТОС/СОР/ВГ.4/2021/3", "п. 27 c)"),
        (REPORT, "Нигерия, Нидерланды", "п. 21"),
        (REPORT, "Прочие вопросы\n\n5. Утверждение доклада", "п. 18"),
        (NOTE_20, "пандемией COVID-19", "раздел «ФОРМАТ»"),
        (NOTE_20, "24.9 миллиона", "сноска 1"),
        (NOTE_18, "24 July 2003", "сноска 1"),
    ],
)  # fmt: skip
def test_a_sentence_is_cited_as_a_lawyer_would(
    documents: dict[str, Document], source: str, quote: str, pinpoint: str
) -> None:
    assert label_at(documents[source], quote) == pinpoint


@pytest.mark.parametrize(("source", "n_notes"), N_NOTES.items())
def test_every_footnote_stands_once_after_the_text_and_is_referred_to_once(
    documents: dict[str, Document], source: str, n_notes: int
) -> None:
    document = documents[source]
    notes = [section for section in document.sections if section.kind == "footnote"]
    assert [note.label for note in notes] == [f"сноска {n}" for n in range(1, n_notes + 1)]
    assert all(len(note.refs) == 1 for note in notes)
    refs = [note.refs[0] for note in notes]
    assert refs == sorted(refs)
    assert all(ref < notes[0].start for ref in refs)


@pytest.mark.parametrize(
    ("source", "number", "before"),
    [
        (RESOLUTION, 1, "на период до 2030 года"),
        (RESOLUTION, 6, "и наказании за нее"),
        (RESOLUTION, 15, "глобальной борьбе с торговлей людьми"),
        (RESOLUTION, 20, "сексуальных надругательствах над детьми"),
        (RESOLUTION, 22, "Организации Объединенных Наций по борьбе с торговлей людьми"),
        (DECISIONS, 1, "пункту 13 статьи 18 Конвенции"),
        (DECISIONS, 10, "дополняющего Конвенцию"),
        (NOTE_18, 4, "Советом министров ОБСЕ в 2017 г."),
        (NOTE_20, 3, "обвинительных приговоров"),
    ],
)
def test_a_footnote_knows_the_words_to_which_it_belongs(
    documents: dict[str, Document], source: str, number: int, before: str
) -> None:
    document = documents[source]
    note = next(s for s in document.sections if s.label == f"сноска {number}")
    assert document.text[: note.refs[0]].endswith(before)


@pytest.mark.parametrize(
    "furniture",
    [
        r"V\.07-80404",
        r"21-19241",
        r"13/14\s*\n",
        r"Distr\.",
        r"Original: English",
        r"undocs\.org",
        r"_{3,}",
        r"людьми A/RES/76/186",
        r"(?m)^\s*\d+\s*$",
        r"setdistillerparams|/CompatibilityLevel|ASCII85",
        r"\*\*|<sup>|\\_|(?m:^#+ )|(?m:^---)",
        r"\bоетск|\bоепарт|\bооп|СПИо|\bоекл|заинтере сов",
        r"[^\S\n]{2,}|\n{3,}|[^\S\n]\n|\n[^\S\n]",
        r"\w-\n|\w- (?=члены|участники|я\b)",
        r"[ ][,;»]",
    ],
)
def test_no_furniture_survives(documents: dict[str, Document], furniture: str) -> None:
    for document in documents.values():
        assert re.search(furniture, document.text) is None


def test_no_word_of_the_sources_is_lost(documents: dict[str, Document]) -> None:
    """Beside furniture and repaired words every word of three letters stands in the text."""
    gone = re.compile(
        r"\*\*Distr.*?English\n|https://undocs\S+|Distr\.: Limited.*?English|</?sup>"
        r"|Улучшение координации усилий по борьбе с торговлей людьми A/RES/76/186|<<\n  /.*",
        re.DOTALL,
    )
    repaired = {"оополнительную", "СПИоу", "оетский", "оетским", "оепартамент", "оекларацию"}
    repaired |= {"заинтере", "сованным"}
    for source, document in documents.items():
        raw = Counter(re.findall(r"[^\W\d_]{3,}", gone.sub(" ", read_text(CORPUS / source))))
        kept = Counter(re.findall(r"[^\W\d_]{3,}", document.text))
        assert set(raw - kept) <= repaired, source


def test_passages_partition_each_document_within_the_budget(
    documents: dict[str, Document],
) -> None:
    for document in documents.values():
        passages = split_passages(document, lambda text: len(text) // 4 + 1)
        joined = "".join("".join(passage.text for passage in passages).split())
        assert joined == "".join(document.text.split())
        assert all(document.text[p.start : p.end] == p.text for p in passages)
        assert all(p.n_tokens <= 200 and p.pinpoint for p in passages)
        assert all(p.heading.startswith(document.title) for p in passages)


def test_sentences_of_the_concept_note(documents: dict[str, Document]) -> None:
    document = documents[NOTE_20]
    start = document.text.index("Альянс по борьбе")
    end = document.text.index("\n\n", start)
    text = document.text[start:end]
    sentences = [text[a:b] for a, b in sentence_spans(text, "ru")]
    assert [sentence.split()[0] for sentence in sentences] == ["Альянс", "Основанный", "С"]
