from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder

from embeddings.encoder import Encoder
from rag.assistant import Assistant
from rag.build import build_index, index_in_memory
from rag.errors import UserError
from rag.extract import ExtractiveEngine
from rag.index import open_index
from rag.rerank import N_RERANKED, open_reranker, search
from rag.retrieve import Retriever
from rag.values import Document, Passage
from tests.tiny_models import save_cross_encoder

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
QUERY = "конференция альянса"


class Longest:
    """A reranker that needs no model: the longer a passage, the better."""

    name = "longest"

    def scores(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        return np.array([len(text) / 1000 for text in passages], dtype=np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("models") / "cross-encoder")


@pytest.fixture
def retriever(word_encoder: Encoder) -> Retriever:
    texts = ["Конференция Альянса" + " торговля людьми" * (n % 7 * 3 + n) for n in range(30)]
    documents = [Document(f"{n}.md", "", "", "ru", text) for n, text in enumerate(texts)]
    passages = [Passage(d.source, d.source, 0, len(d.text), d.text, "", 9) for d in documents]
    return Retriever(index_in_memory(documents, passages, word_encoder), word_encoder)


def test_without_a_reranker_hits_are_the_retrievers(retriever: Retriever) -> None:
    assert search(retriever, QUERY, 5) == retriever.search(QUERY, 5)


def test_the_first_hits_are_ordered_as_the_reranker_says(retriever: Retriever) -> None:
    before = retriever.search(QUERY, 30)
    after = search(retriever, QUERY, 30, Longest())
    first = sorted(before[:N_RERANKED], key=lambda hit: -len(hit.passage.text))
    assert [hit.passage for hit in after[:N_RERANKED]] == [hit.passage for hit in first]
    assert [hit.passage for hit in after[N_RERANKED:]] == [h.passage for h in before[N_RERANKED:]]
    assert [hit.rank for hit in after] == list(range(1, 31))
    assert [hit.score for hit in after] == sorted((hit.score for hit in after), reverse=True)


def test_of_the_reranked_no_more_than_k_come_back(retriever: Retriever) -> None:
    hits = search(retriever, QUERY, 3, Longest())
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert hits == search(retriever, QUERY, N_RERANKED, Longest())[:3]


def test_a_unit_that_the_query_names_stays_first(word_encoder: Encoder, tmp_path: Path) -> None:
    build_index(tmp_path, [CORPUS / "A-RES-76-186.ru.txt"], word_encoder)
    retriever = Retriever(open_index(tmp_path, word_encoder.name), word_encoder)
    query = "Что сказано в пункте 13 резолюции 76/186?"
    found = search(retriever, query, 10, Longest())[0].passage
    assert retriever.named(query).holds(found.source, found.start, found.end)
    assert found != search(retriever, "торговля людьми", 10, Longest())[0].passage


def test_a_cross_encoder_is_loaded_from_a_folder_without_a_network(
    folder: Path, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.socket.connect", _no_network)
    reranker = open_reranker(str(folder))
    assert reranker.name.startswith("cross-encoder@")
    texts = [hit.passage.searched for hit in retriever.search(QUERY, N_RERANKED)]
    by_hand = CrossEncoder(str(folder), device="cpu", activation_fn=torch.nn.Sigmoid())
    wanted = [float(by_hand.predict([(QUERY, text)])[0]) for text in texts]
    assert reranker.scores(QUERY, texts) == pytest.approx(wanted, abs=1e-5)
    assert reranker.scores(QUERY, []).shape == (0,)
    hits = search(retriever, QUERY, 5, reranker)
    assert hits[0].score == pytest.approx(max(wanted), abs=1e-5)


def test_an_answer_says_what_reranked_its_hits(
    folder: Path, word_encoder: Encoder, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("Конференция Альянса пройдёт в Вене.", "utf-8")
    build_index(tmp_path / "index", [tmp_path / "a.md"], word_encoder)
    reranker = open_reranker(str(folder))
    assistant = Assistant(tmp_path / "index", word_encoder, ExtractiveEngine, reranker=reranker)
    answer = assistant.ask("Где пройдёт конференция Альянса?")
    assert answer.outcome == "answered"
    assert answer.versions.reranker == reranker.name


def test_a_hub_reranker_without_a_revision_is_refused() -> None:
    for setting in ("BAAI/bge-reranker-v2-m3", "/models/none", "@main"):
        with pytest.raises(UserError, match="NAME@REVISION"):
            open_reranker(setting)


def test_a_folder_that_is_no_reranker_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(UserError, match="ASKALLIANCE_RERANKER") as raised:
        open_reranker(str(tmp_path)).load()
    assert "\n" not in str(raised.value)


def _no_network(*args: object) -> None:
    raise AssertionError("a network call")
