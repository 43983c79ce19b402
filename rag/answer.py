"""The answer chain, a LangChain runnable: question -> retrieve -> compose -> verify -> answer."""

from dataclasses import dataclass, replace

from langchain_core.runnables import Runnable, RunnableLambda

from rag.adoption import with_adoption
from rag.asks import SOFT, holds, kinds_asked
from rag.compose import Draft, Engine
from rag.distinct import Distinct
from rag.judge import SentenceJudge
from rag.notes import with_notes
from rag.notices import notice
from rag.question import Question
from rag.refusal import is_silent
from rag.rerank import Reranker, search
from rag.retrieve import Retriever
from rag.stages import Observe, unobserved
from rag.values import Answer, Hit, Outcome, Versions
from rag.verify import Verified, verify

N_HITS = 10
N_FOUND = 30  # of which those that say the same are left out


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question and the passages found for it, best first."""

    question: Question
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """What was retrieved and what an engine would say of it."""

    question: Question
    hits: tuple[Hit, ...]
    draft: Draft


def answer_chain(
    retriever: Retriever,
    engine: Engine,
    reranker: Reranker | None = None,
    observe: Observe = unobserved,
) -> Runnable[Question, Answer]:
    """Return the chain that turns a question into a verified answer (latency_ms not yet set)."""
    index = retriever.index
    reranked_by = reranker.name if reranker else ""
    distinct = Distinct(index)
    judge = SentenceJudge(retriever)

    def retrieve(question: Question) -> Retrieved:
        found = search(retriever, question.query, N_FOUND, reranker)
        if reranker is None:
            found = judge.ordered(question, found)
        hits = distinct(found, question.language, N_HITS)
        hits = with_adoption(hits, question, retriever)
        return Retrieved(question, tuple(with_notes(hits, index)))

    def compose(retrieved: Retrieved) -> Composed:
        if is_silent(retriever, retrieved.question, retrieved.hits):
            draft = Draft(claims=(), engine="none")  # none was asked
        else:
            draft = engine.compose(retrieved.question, retrieved.hits)
        return Composed(retrieved.question, retrieved.hits, draft)

    def check(composed: Composed) -> Answer:
        question, draft = composed.question, composed.draft
        verified = verify(draft.claims, index, retriever.words)
        kinds = kinds_asked(question.text) - SOFT
        quotes = [citation.quote for citation in verified.citations]
        if kinds and not any(holds(kind, quote) for kind in kinds for quote in quotes):
            beside = tuple(replace(claim, citations=()) for claim in verified.claims)
            verified = Verified((), (), (*beside, *verified.dropped))
        return Answer(
            question=question.text,
            language=question.language,
            outcome="answered" if verified.claims else "refused",
            claims=verified.claims,
            citations=verified.citations,
            hits=composed.hits,
            engine=draft.engine,
            versions=Versions(
                index.manifest.generation, index.manifest.encoder, draft.prompt, reranked_by
            ),
            latency_ms=0.0,
            notice=draft.notice if verified.claims else notice("refused", question.language),
            dropped=verified.dropped,
        )

    def answer(question: Question) -> Answer:
        # One runnable: three of LangChain's own take a millisecond to call each other.
        with observe("retrieve"):
            retrieved = retrieve(question)
        with observe("compose"):
            composed = compose(retrieved)
        with observe("verify"):
            return check(composed)

    return RunnableLambda(answer)


def unanswered(
    text: str, language: str, outcome: Outcome, reason: str, versions: Versions
) -> Answer:
    """Return the answer to what is not searched: the reason, and nothing else."""
    return Answer(
        question=text,
        language=language,
        outcome=outcome,
        claims=(),
        citations=(),
        hits=(),
        engine="none",
        versions=versions,
        latency_ms=0.0,
        notice=reason,
    )
