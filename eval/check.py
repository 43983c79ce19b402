"""Is a gold file sound: quotes that stand in their documents, ids, languages, no question twice."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.gold import GoldQuestion
from eval.matching import fold, holds_evidence
from rag.analysis import term_set
from rag.language import LANGUAGES
from rag.values import Document

# Two questions in one language of which so many stems are shared are one.
SAME = 0.9


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a question of a gold file."""

    question_id: str
    fault: str


def check_gold(
    gold: Sequence[GoldQuestion],
    documents: Mapping[str, Document],
    others: Sequence[GoldQuestion] = (),
) -> list[Fault]:
    """Return the faults of gold questions, in their order.

    documents: by source, as indexed. others: questions that none of these may repeat, as the half
    that nobody tunes on.
    """
    n_of = Counter(question.id for question in gold)
    seen = {each.id: _stems(each) for each in others}
    faults: list[Fault] = []
    for question in gold:
        told = [*_own_faults(question, documents)]
        if n_of[question.id] > 1:
            told.append(f"its id stands {n_of[question.id]} times")
        stems = _stems(question)
        same = next((i for i, other in seen.items() if _is_same(stems, other)), None)
        if same is not None:
            told.append(f"asks what {same} asks")
        seen[question.id] = stems
        faults += [Fault(question.id, each) for each in told]
    return faults


def _own_faults(question: GoldQuestion, documents: Mapping[str, Document]) -> Iterator[str]:
    if question.language not in LANGUAGES:
        yield f"its language is '{question.language}'"
    if not question.question.strip():
        yield "it asks nothing"
    for evidence in (*question.evidence, *question.alternatives):
        document = documents.get(evidence.source)
        if document is None:
            yield f"its document {evidence.source} is not in the index"
        elif not holds_evidence(evidence.quote, document.text):
            yield f"no such words in {evidence.source}: {evidence.quote[:60]!r}"
    if question.is_answerable and not question.answers:
        yield "it has evidence and no answer string"
    if question.answers_all and not all(question.answers_all):
        yield "a group of its complete answer is empty"


def _stems(question: GoldQuestion) -> tuple[str, frozenset[str]]:
    """Return the conversation that a question stands in, and its stems."""
    said = "\n".join(fold(turn.content) for turn in question.history)
    language = question.language if question.language in LANGUAGES else "en"
    return f"{question.language}\n{said}", term_set(question.question, language)


def _is_same(one: tuple[str, frozenset[str]], other: tuple[str, frozenset[str]]) -> bool:
    both, either = one[1] & other[1], one[1] | other[1]
    return one[0] == other[0] and bool(either) and len(both) >= SAME * len(either)
