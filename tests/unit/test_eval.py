import json
from collections.abc import Sequence
from dataclasses import replace
from math import log2
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.measures import greatest_difference
from embeddings.encoder import Encoder
from embeddings.errors import UserError
from eval.alce import agreement, citation_quality, entailment_judge
from eval.check import check_gold
from eval.gold import Evidence, GoldQuestion, judge, read_gold
from eval.retrieval import MEASURES, evaluate_retrieval, measure, read_beir, read_gold_set
from rag.assistant import Assistant
from rag.compose import Span
from rag.values import Answer, Citation, Claim, Hit, Passage, Versions
from tests.tiny_models import save_cross_encoder

GOLD = Path(__file__).parents[2] / "data" / "gold"


def test_measures_are_trec_evals() -> None:
    qrels = {"q1": {"a": 1, "b": 1}, "q2": {"c": 1}}
    run = {"q1": {"x": 3.0, "a": 2.0, "b": 1.0}, "q2": {"c": 1.0}}
    found = measure(qrels, run)
    # q1: relevant at ranks 2 and 3; the ideal has them at 1 and 2.
    q1 = (1 / log2(3) + 1 / log2(4)) / (1 / log2(2) + 1 / log2(3))
    assert found["nDCG@10"] == pytest.approx((q1 + 1) / 2)
    assert found["RR@10"] == pytest.approx((1 / 2 + 1) / 2)
    assert found["R@10"] == found["R@5"] == 1
    assert found["Success@1"] == 0.5
    assert found["AP"] == pytest.approx(((1 / 2 + 2 / 3) / 2 + 1) / 2)


def test_the_ideal_ranking_scores_one() -> None:
    found = measure({"q": {"a": 1}}, {"q": {"a": 2.0, "b": 1.0}})
    assert found == dict.fromkeys(MEASURES, 1)


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


def test_gold_questions_are_judged_by_the_passages_that_hold_their_evidence(
    assistant: Assistant, tmp_path: Path, word_encoder: Encoder
) -> None:
    judged = read_gold_set(GOLD, assistant.index)
    assert len(judged.queries) == 75
    assert sum(map(bool, judged.qrels.values())) >= 70
    report = evaluate_retrieval(
        [GOLD], word_encoder, tmp_path, lambda *step: None, served=assistant.retriever
    )
    figures = report.figures["sets"]["gold"]
    assert figures["joined"]["R@5"] > figures["bm25"]["R@5"]
    groups = report.figures["facts"]["gold"]["groups"]["joined"]
    assert {"ru", "en", "fr", "de", "it", "es"} <= groups.keys()


def cited_answer(*claims: tuple[str, tuple[int, ...]]) -> Answer:
    spans = [(0, 10), (10, 20), (20, 30)]
    citations = [
        Citation(n, "a.txt", "", "", None, start, end, "")
        for n, (start, end) in enumerate(spans, start=1)
    ]
    said = tuple(Claim(text, markers, 1.0) for text, markers in claims)
    return Answer("?", "ru", "answered", said, tuple(citations), (), "e", Versions("i", "e"), 1.0)


def test_citations_count_by_recall_and_precision() -> None:
    # "a" is supported by the first span, "b" by the first two together, "c" by none.
    needs = {"a": {1}, "b": {1, 2}, "c": {9}}

    def supports(claim: str, spans: Sequence[Span]) -> bool:
        return needs[claim] <= {span.start // 10 + 1 for span in spans}

    answer = cited_answer(("a", (1, 3)), ("b", (1, 2)), ("c", (3,)), ("a", ()))
    found = citation_quality([answer], supports)
    assert found.recall == 2 / 4
    # Of "a" the first is right and the third is of no use; both of "b" are needed.
    assert found.precision == 3 / 5
    assert citation_quality([], supports).recall is None
    assert agreement([answer], supports, lambda claim, spans: claim != "c") == 3 / 4


def test_an_entailment_model_judges_citations(assistant: Assistant, tmp_path: Path) -> None:
    span = Span("alliance20-concept-note.ru.txt", 1137, 1481)
    # The same weights under three orders of labels: the best score is "entailment" in one of them.
    labels = ["contradiction", "entailment", "neutral"]
    said = []
    for turn in range(3):
        folder = save_cross_encoder(tmp_path / f"nli{turn}", labels[turn:] + labels[:turn])
        supports = entailment_judge(str(folder), assistant.index)
        said.append(supports("конференция проходит онлайн", [span]))
    assert sorted(said) == [False, False, True]
    plain = save_cross_encoder(tmp_path / "reranker")
    for wrong in (str(plain), str(tmp_path / "nothing")):
        with pytest.raises(UserError, match="is no entailment model"):
            entailment_judge(wrong, assistant.index)


def test_faults_of_a_gold_file_are_named(assistant: Assistant) -> None:
    gold = read_gold(GOLD)
    documents = assistant.index.documents
    # It names one document and quotes two: a fault of the file, which is not ours to mend.
    assert [each.question_id for each in check_gold(gold, documents)] == ["q031"]
    first, second = gold[0], gold[1]
    broken = [
        first,
        replace(first, id="again", question=f"{first.question.upper()}"),
        replace(second, id=first.id, language="zh"),
        replace(second, id="x1", evidence=(Evidence(second.evidence[0].source, "таких слов нет"),)),
        replace(second, id="x2", evidence=(Evidence("none.txt", "слова"),), question="Что это?"),
        replace(second, id="x3", answers=(), question="Где это было сказано?"),
    ]
    told = {(each.question_id, each.fault.split(":")[0]) for each in check_gold(broken, documents)}
    assert ("again", f"asks what {first.id} asks") in told
    assert (first.id, "its id stands 2 times") in told
    assert (first.id, "its language is 'zh'") in told
    assert ("x1", f"no such words in {second.evidence[0].source}") in told
    assert ("x2", "its document none.txt is not in the index") in told
    assert ("x3", "it has evidence and no answer string") in told
    (leaked,) = check_gold([first], documents, [replace(first, id="other")])
    assert leaked.fault == "asks what other asks"


def test_ties_are_ordered_as_trec_eval_orders_them() -> None:
    qrels = {"q1": {"a": 1}, "q2": {"b": 1, "c": 2}, "q3": {"d": 1}}
    run = {
        "q1": {"a": 1.0, "b": 1.0, "c": 1.0},
        "q2": dict.fromkeys("abcdefghijklm", 1.0),
        "q3": {"x": 1.0},
    }
    assert greatest_difference(qrels, run) < 1e-9
    assert measure(qrels, run)["RR@10"] == pytest.approx((1 / 3 + 0 + 0) / 3)
