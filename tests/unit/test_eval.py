import json
from collections.abc import Sequence
from math import log2
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from embeddings.errors import UserError
from eval.gold import Evidence, GoldQuestion, judge, read_gold
from eval.retrieval import evaluate_retrieval, measure, read_beir
from rag.values import Answer, Citation, Claim, Hit, Passage, Versions

GOLD = Path(__file__).parents[2] / "data" / "gold"


def test_measures_are_trec_evals() -> None:
    qrels = {"q1": {"a": 1, "b": 1}, "q2": {"c": 1}}
    run = {"q1": {"x": 3.0, "a": 2.0, "b": 1.0}, "q2": {"c": 1.0}}
    found = measure(qrels, run)
    # q1: relevant at ranks 2 and 3; the ideal has them at 1 and 2.
    q1 = (1 / log2(3) + 1 / log2(4)) / (1 / log2(2) + 1 / log2(3))
    assert found["nDCG@10"] == pytest.approx((q1 + 1) / 2)
    assert found["RR@10"] == pytest.approx((1 / 2 + 1) / 2)
    assert found["R@10"] == 1
    assert found["Success@1"] == 0.5


def test_the_ideal_ranking_scores_one() -> None:
    found = measure({"q": {"a": 1}}, {"q": {"a": 2.0, "b": 1.0}})
    assert found == {"nDCG@10": 1, "R@10": 1, "RR@10": 1, "Success@1": 1}


def beir(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    rows = [{"_id": "d1", "text": "Конференция в Вене"}, {"_id": "d2", "text": "Погода и дождь"}]
    (folder / "corpus.jsonl").write_text("\n".join(json.dumps(r) for r in rows), "utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "конференции Вена"}', "utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td1\t1\n", "utf-8")
    return folder


def test_a_beir_folder_gives_measures_and_trec_runs(tmp_path: Path, word_encoder: Encoder) -> None:
    folder = beir(tmp_path / "small")
    report = evaluate_retrieval([folder], word_encoder, tmp_path / "runs", lambda *step: None)
    assert report.as_json()["sets"]["small"]["bm25"]["nDCG@10"] == 1
    line = (tmp_path / "runs" / "small.joined.trec").read_text("utf-8").splitlines()[0]
    assert line.split()[:4] == ["q", "Q0", "d1", "1"]


class Alphabetical:
    """A reranker that needs no model: passages by their first letter, the last one first."""

    name = "alphabetical"

    def scores(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        return np.array([ord(text[0]) / 2000 for text in passages], dtype=np.float32)


def test_with_a_reranker_an_evaluation_has_one_system_more(
    word_encoder: Encoder, tmp_path: Path
) -> None:
    folder, runs = beir(tmp_path / "small"), tmp_path / "runs"
    report = evaluate_retrieval([folder], word_encoder, runs, lambda *step: None, Alphabetical())
    sets = report.figures["sets"]["small"]
    assert list(sets) == ["bm25", "dense", "joined", "reranked"]
    assert sets["joined"]["Success@1"] == 1
    # "Погода" comes before "Конференция", if the encoder speaks for it at all.
    lines = (runs / "small.reranked.trec").read_text("utf-8").splitlines()
    assert [line.split()[3] for line in lines] == [str(n) for n in range(1, len(lines) + 1)]
    assert sets["reranked"]["RR@10"] == 1 / len(lines)


def test_a_folder_that_is_no_beir_set_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"corpus\.jsonl, queries\.jsonl and qrels/test\.tsv"):
        read_beir(tmp_path)


def test_the_gold_questions_are_read() -> None:
    gold = read_gold(GOLD)
    assert sum(question.is_answerable for question in gold) == 75
    assert sum(not question.is_answerable for question in gold) == 25


def test_an_answer_is_judged_by_its_words_and_the_document_it_cites() -> None:
    quote = "Альянс основан в 2004 году в Вене"
    question = GoldQuestion(
        id="q",
        language="ru",
        question="Когда основан Альянс?",
        evidence=(Evidence("a.md", quote),),
        answers=("2004",),
        answers_all=(("2004",), ("Вен",)),
    )

    def answer(source: str) -> Answer:
        citation = Citation(1, source, "", "", None, 0, len(quote), quote)
        passage = Passage("p", source, 0, len(quote), quote, "", 9)
        return Answer(
            question=question.question,
            language="ru",
            outcome="answered",
            claims=(Claim(quote, (1,), 1.0),),
            citations=(citation,),
            hits=(Hit(passage, 1.0, 1),),
            engine="extractive",
            versions=Versions("i", "e"),
            latency_ms=1.0,
        )

    right = judge(question, answer("a.md"))
    assert (right.evidence_at_1, right.is_hit, right.is_complete, right.is_cited) == (True,) * 4
    wrong_document = judge(question, answer("b.md"))
    assert not wrong_document.evidence_at_5
    assert not wrong_document.is_cited
