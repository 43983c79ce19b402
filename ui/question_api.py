"""The HTTP API of questions to the speakers: send one, see what became of it, read the answers."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from questions.desk import asker
from questions.desk.offering import Offer
from questions.desk.queue import Filter
from questions.desk.submission import Submission, submit
from questions.views import ShownAnswer
from rag.question import MAX_CHARACTERS
from ui.api import MAX_CONTENT
from ui.parts import Parts
from ui.problems import FAILURES, NOT_FOUND, TURNED_AWAY, problems
from ui.serving.admission import admit_writing

__all__ = ["question_router"]

# Longer than a question or a name may be: a call for help is heard before that is said.
Said = Annotated[str, Field(max_length=MAX_CONTENT)]
Short = Annotated[str, Field(max_length=100)]


class QuestionIn(BaseModel):
    """A question to the speakers.

    language: one of the six, "" to recognise it. name: "" for none. session, speaker: ids of the
    programme, "" for none.
    """

    text: Said
    language: Short = ""
    name: Said = ""
    session: Short = ""
    speaker: Short = ""


class TextIn(BaseModel):
    """A question as far as it is written."""

    text: Annotated[str, Field(max_length=MAX_CHARACTERS)]


class ReceiptIn(BaseModel):
    """The code that was told when the question was sent."""

    receipt: Short


def question_router(parts: Parts) -> APIRouter:
    """Return the end points over the store."""
    router = APIRouter(tags=["questions"], responses=FAILURES)
    store = parts.store

    @router.post(
        "/api/questions",
        summary="Put a question to the speakers",
        responses=NOT_FOUND | TURNED_AWAY,
    )
    def send(request: Request, asked: QuestionIn) -> dict[str, Any]:
        """The receipt is told this once. A call for help gets help in `notice` and no receipt."""
        admit_writing(parts, request, asked.text)
        sent = Submission(**asked.model_dump())
        submitted = submit(store, parts.gate, sent, offers=parts.offers)
        return asdict(submitted) | {"offers": [_offer_json(each) for each in submitted.offers]}

    @router.post("/api/questions/similar", summary="Questions that are answered already")
    def similar(asked: TextIn) -> list[dict[str, Any]]:
        """Those that ask the same as a text, in any language, the likest first."""
        return [_offer_json(each) for each in parts.offers(asked.text)]

    @router.post("/api/questions/status", summary="What became of a question", responses=NOT_FOUND)
    def status(asked: ReceiptIn) -> dict[str, Any]:
        """The state of the question, or of the one it was merged into, with published answers."""
        found = asker.status(store, asked.receipt)
        return asdict(found) | {"answers": [_answer_json(each) for each in found.answers]}

    @router.post(
        "/api/questions/withdraw",
        summary="Delete a question",
        status_code=204,
        responses=NOT_FOUND | problems({403: "The question is gone already."}),
    )
    def withdraw(asked: ReceiptIn) -> Response:
        """Erases its words, answers and votes for good."""
        asker.withdraw(store, asked.receipt)
        return Response(status_code=204)

    @router.get("/api/answers", summary="Questions that are open to all, with their answers")
    def answers(
        q: Annotated[str, Query(max_length=200)] = "",
        session: Annotated[str, Query(max_length=100)] = "",
        language: Annotated[str, Query(max_length=100)] = "",
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> list[dict[str, Any]]:
        """Those with most votes first."""
        chosen = Filter(search=q, session=session, language=language, order="votes")
        found = asker.public_questions(store, chosen, limit, offset)
        return [_question_json(each) for each in found]

    @router.get("/api/answers/{question_id}", summary="One of them", responses=NOT_FOUND)
    def answer(question_id: str) -> dict[str, Any]:
        """The question with its published answers, one a language."""
        return _question_json(asker.public_question(store, question_id))

    @router.get("/api/counts", summary="How many questions are in each state")
    def counts() -> dict[str, int]:
        """Calls for help are no questions."""
        return asker.counts(store)

    return router


def _question_json(question: asker.PublicQuestion) -> dict[str, Any]:
    return asdict(question) | {"answers": [_answer_json(each) for each in question.answers]}


def _offer_json(offer: Offer) -> dict[str, Any]:
    return asdict(offer) | {"answers": [_answer_json(each) for each in offer.answers]}


def _answer_json(answer: ShownAnswer) -> dict[str, Any]:
    """Return a published answer as others may see it: nobody's name, nothing dropped."""
    citations = {each.marker: each for claim in answer.said for each in claim.citations}
    return {
        "language": answer.language,
        "text": answer.text,
        "is_cited": answer.is_cited,
        "is_stale": answer.is_stale,
        "claims": [
            {
                "text": claim.text,
                "citations": [each.marker for each in claim.citations],
                "support": round(claim.support, 4),
            }
            for claim in answer.said
        ],
        "citations": [asdict(each) for each in citations.values()],
        "engine": answer.engine,
    }
