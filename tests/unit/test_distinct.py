"""One hit stands for the language versions of a unit, and for what says the same again."""

import pytest

from embeddings.encoder import Encoder
from rag.build import index_in_memory
from rag.distinct import Distinct
from rag.documents.parse import Facts, parse_document
from rag.documents.passages import split_passages
from rag.index import Index
from rag.tokens import count_tokens
from rag.values import Document, Hit

UNITS = {
    "ru": (
        "призывает государства-члены принять меры против торговли людьми во всех её формах",
        "просит Генерального секретаря представить доклад о выполнении настоящей резолюции",
        "постановляет рассмотреть этот вопрос на своей семьдесят восьмой сессии в Вене",
    ),
    "de": (
        "fordert die Mitgliedstaaten auf, Maßnahmen gegen den Menschenhandel zu ergreifen",
        "ersucht den Generalsekretär, einen Bericht über die Durchführung vorzulegen",
        "beschließt, diese Frage auf der achtundsiebzigsten Tagung in Wien zu behandeln",
    ),
}


def parsed(name: str, language: str, symbol: str, texts: tuple[str, ...]) -> Document:
    raw = "\n\n".join(f"{n}. {text}." for n, text in enumerate(texts, start=1))
    return parse_document(raw, name, Facts(language=language, symbol=symbol))


@pytest.fixture
def index(word_encoder: Encoder) -> Index:
    documents = [
        parsed("a.de.txt", "de", "A/RES/76/186", UNITS["de"]),
        parsed("a.ru.txt", "ru", "A/RES/76/186", UNITS["ru"]),
        parsed("b.ru.txt", "ru", "MC.DEC/7/17", ("иное", UNITS["ru"][0])),
        parsed("c.ru.txt", "ru", "", ("доклад за 2019 год о торговле людьми в двух частях",)),
        parsed("d.ru.txt", "ru", "", ("доклад за 2021 год о торговле людьми в двух частях",)),
    ]
    passages = [
        passage
        for document in documents
        for passage in split_passages(document, count_tokens, budget_tokens=30)
    ]
    return index_in_memory(documents, passages, word_encoder)


def hits_of(index: Index, *sources: str) -> list[Hit]:
    found = [passage for passage in index.passages if passage.source in sources]
    return [Hit(passage, 1 / rank, rank) for rank, passage in enumerate(found, start=1)]


def places(hits: list[Hit]) -> list[tuple[str, str]]:
    return [(hit.passage.source, hit.passage.pinpoint) for hit in hits]


def test_one_hit_stands_for_two_versions_in_the_language_of_the_asker(index: Index) -> None:
    hits = hits_of(index, "a.de.txt", "a.ru.txt")
    assert len(hits) == 6
    russian = Distinct(index)(hits, "ru", 10)
    assert places(russian) == [("a.ru.txt", f"A/RES/76/186, п. {n}") for n in (1, 2, 3)]
    german = Distinct(index)(hits, "de", 10)
    assert places(german) == [("a.de.txt", f"A/RES/76/186, Ziffer {n}") for n in (1, 2, 3)]
    assert [hit.rank for hit in german] == [1, 2, 3]


def test_without_a_version_in_the_asker_s_language_the_best_is_shown(index: Index) -> None:
    hits = hits_of(index, "a.de.txt", "a.ru.txt")
    assert {source for source, _ in places(Distinct(index)(hits, "fr", 10))} == {"a.de.txt"}


def test_what_says_the_same_again_is_left_out(index: Index) -> None:
    hits = hits_of(index, "a.ru.txt", "b.ru.txt")
    kept = Distinct(index)(hits, "ru", 10)
    assert ("b.ru.txt", "MC.DEC/7/17, п. 2") in places(hits)
    assert ("b.ru.txt", "MC.DEC/7/17, п. 2") not in places(kept)
    assert len(kept) == len(hits) - 1


def test_texts_that_differ_by_a_number_are_two(index: Index) -> None:
    assert len(Distinct(index)(hits_of(index, "c.ru.txt", "d.ru.txt"), "ru", 10)) == 2


def test_no_more_than_k(index: Index) -> None:
    assert len(Distinct(index)(hits_of(index, "a.ru.txt", "c.ru.txt"), "ru", 2)) == 2


def test_a_place_is_found_in_the_other_language_versions(index: Index) -> None:
    russian, german = index.document("a.ru.txt"), index.document("a.de.txt")
    (found,) = Distinct(index).versions("a.ru.txt", russian.text.index("Генерального секретаря"))
    assert (found.source, found.language) == ("a.de.txt", "de")
    assert "den Generalsekretär" in german.text[found.start : found.end]
    assert Distinct(index).versions("b.ru.txt", 5) == []
