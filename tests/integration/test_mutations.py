"""Sentences of the corpus, made false or said otherwise: what verification keeps of them."""

import pytest

from eval.mutations import evaluate_mutations, make_cases
from rag.assistant import Assistant

# Nobody looked at what these seeds make while the checks were written.
UNSEEN = [20_061_018, 30_072_010]


@pytest.mark.parametrize("seed", UNSEEN)
def test_what_is_made_false_is_dropped_and_what_is_said_otherwise_is_kept(
    assistant: Assistant, seed: int
) -> None:
    retriever = assistant.retriever
    figures = evaluate_mutations(retriever.index, retriever.words, seed, 300).figures
    assert figures["mutated"]["n"] >= 290
    assert figures["mutated"]["right"] >= 0.98
    assert figures["paraphrased"]["right"] >= 0.97
    assert figures["unchanged"]["right"] >= 0.97


def test_the_same_seed_makes_the_same_claims(assistant: Assistant) -> None:
    index = assistant.retriever.index
    assert make_cases(index, 5, 60) == make_cases(index, 5, 60)
    assert make_cases(index, 5, 60) != make_cases(index, 6, 60)


def test_a_claim_made_false_is_not_its_sentence(assistant: Assistant) -> None:
    index = assistant.retriever.index
    for case in make_cases(index, 7, 120)[:100]:
        assert case.kind == "mutated"
        (span,) = case.claim.spans
        sentence = " ".join(index.document(span.source).text[span.start : span.end].split())
        assert case.claim.text != sentence
