import pytest

from embeddings.encoder import Encoder
from rag.build import index_in_memory
from rag.retrieve import SYSTEMS, Retriever, System
from rag.values import Document, Passage

TEXTS = {
    "a.md": "Конференция Альянса пройдёт в Вене.",
    "b.md": "Рабочая группа рассмотрела доклад СТОС/СОР/2006/12.",
    "c.md": "Секретариат подготовил типовой формат.",
}


@pytest.fixture
def retriever(word_encoder: Encoder) -> Retriever:
    documents = [Document(name, name, "", "ru", text) for name, text in TEXTS.items()]
    passages = [Passage(d.source, d.source, 0, len(d.text), d.text, "", 9) for d in documents]
    return Retriever(index_in_memory(documents, passages, word_encoder), word_encoder)


@pytest.mark.parametrize("system", SYSTEMS)
def test_hits_are_ranked_from_one_best_first(retriever: Retriever, system: System) -> None:
    hits = retriever.search("конференция Альянса в Вене", k=3, system=system)
    assert hits[0].passage.source == "a.md"
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_symbol_typed_in_latin_finds_its_look_alike(retriever: Retriever) -> None:
    assert retriever.search("CTOC/COP/2006/12", k=1)[0].passage.source == "b.md"


def test_what_no_passage_knows_finds_nothing_by_words(retriever: Retriever) -> None:
    assert retriever.search("футбол", system="bm25") == []


def test_no_more_than_k(retriever: Retriever) -> None:
    assert len(retriever.search("Конференция рабочая секретариат", k=2)) == 2
