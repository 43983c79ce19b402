from itertools import chain
from pathlib import Path

import pytest

from rag.address import named_documents, named_places, named_symbols, names_of
from rag.assistant import Assistant
from rag.catalogue import Catalogue
from rag.values import Document, Passage, Section

DOCUMENTS = [
    Document("ю.md", "", "СТОС/СОР/2006/12", "ru", "Один. Два. Три."),
    Document("a.md", "", "", "ru", "Решение.", (Section(0, 8, "unit", "3/2", key="dec3/2.anx1"),)),
    Document("no.md", "", "No.6/17", "en", ""),
]
PASSAGES = [
    Passage("1", "ю.md", 0, 5, "Один.", "", 1),
    Passage("2", "ю.md", 6, 15, "Два. Три.", "", 2),
    Passage("3", "a.md", 0, 8, "Решение.", "", 1),
]


@pytest.fixture(params=["built", "opened"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Catalogue:
    built = Catalogue.build(DOCUMENTS, PASSAGES)
    built.save(tmp_path / "catalogue")
    return built if request.param == "built" else Catalogue.open(tmp_path / "catalogue")


def test_passages_that_share_a_character_with_a_span(catalogue: Catalogue) -> None:
    assert catalogue.passages_of("ю.md").tolist() == [0, 1]
    assert catalogue.passages_of("ю.md", 4, 6).tolist() == [0]
    assert catalogue.passages_of("ю.md", 4, 7).tolist() == [0, 1]
    assert catalogue.passages_of("ю.md", 5, 6).tolist() == []
    assert catalogue.passages_of("nowhere.md").tolist() == []


def test_documents_go_by_any_tail_of_their_symbol_and_by_their_decisions(
    catalogue: Catalogue,
) -> None:
    assert catalogue.named(["ctoc/cop/2006/12"]) == ["ю.md"]
    assert catalogue.named(["2006/12", "3/2"]) == ["a.md", "ю.md"]
    assert catalogue.named(["006/12", "12"]) == []


@pytest.mark.parametrize("question", ["СТОС/СОР/2006/12", "2006/12?", "3/2", "no.6/17", "6/17"])
def test_a_document_that_a_question_names_goes_by_that_name(
    catalogue: Catalogue, question: str
) -> None:
    found = catalogue.named(chain.from_iterable(named_symbols(question)))
    for document in DOCUMENTS:
        if named_documents(question, [document]) or named_places(question, [document]):
            assert document.source in found


def test_names_of_the_sample_corpus_are_few_and_hold_its_decisions(assistant: Assistant) -> None:
    names = set().union(*map(names_of, assistant.documents()))
    assert {"a/res/76/186", "76/186", "3/1", "3/2"} <= names
    assert all("/" in name for name in names)
