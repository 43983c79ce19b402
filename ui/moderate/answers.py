"""An answer under review: each claim beside the words it cites, and what may be done with both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from questions.desk import review
from questions.desk.queue import show, show_one_answer
from questions.errors import NotFound
from questions.views import ShownAnswer, ShownClaim
from questions.workflow import ANSWER_MOVES, Actor, possible_moves
from rag.compose import Span
from rag.values import Citation
from rag.verify import MIN_SUPPORT
from ui.citations import passage_html
from ui.desk.common import read_span
from ui.moderate.page import Moderator, Text, Version, go_on
from ui.moderate.sentences import Sentence, found_sentences, sentences_around
from ui.parts import Parts
from ui.site.render import render

__all__ = ["add_answers"]

MAX_QUERY = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """What the forms of an answer send."""

    claim: str
    text: str
    note: str
    override: str
    spans: tuple[Span, ...]


def _sent(
    claim: Text = "",
    text: Text = "",
    note: Text = "",
    override: Text = "",
    span: Annotated[list[str] | None, Form()] = None,
) -> Sent:
    spans = tuple(read_span(each) for each in span or ())
    return Sent(claim, text.replace("\r\n", "\n"), note, override, spans)


def _edit(parts: Parts, actor: Actor, answer_id: str, version: int, sent: Sent) -> None:
    evidence = parts.documents
    review.edit_claim(parts.store, actor, answer_id, version, sent.claim, evidence, sent.text)


def _cite(parts: Parts, actor: Actor, answer_id: str, version: int, sent: Sent) -> None:
    evidence, text, spans = parts.documents, sent.text, sent.spans
    if sent.claim:
        review.edit_claim(parts.store, actor, answer_id, version, sent.claim, evidence, text, spans)
    else:
        review.add_claim(parts.store, actor, answer_id, version, text, spans, evidence)


Move = Callable[[Parts, Actor, str, int, Sent], object]
MOVES: dict[str, Move] = {
    "claim": lambda p, a, i, v, _: review.claim(p.store, a, i, v),
    "take_over": lambda p, a, i, v, _: review.claim(p.store, a, i, v, take_over=True),
    "let_go": lambda p, a, i, v, _: review.let_go(p.store, a, i, v),
    "edit": _edit,
    "cite": _cite,
    "drop": lambda p, a, i, v, s: review.set_dropped(p.store, a, i, v, s.claim, True),
    "restore": lambda p, a, i, v, s: review.set_dropped(p.store, a, i, v, s.claim, False),
    "request_changes": lambda p, a, i, v, s: review.request_changes(p.store, a, i, v, s.note),
    "approve": lambda p, a, i, v, s: review.approve(p.store, a, i, v, p.documents, s.override),
    "publish": lambda p, a, i, v, _: review.publish(p.store, a, i, v, p.documents),
    "retract": lambda p, a, i, v, s: review.retract(p.store, a, i, v, s.note),
}


def add_answers(router: APIRouter, parts: Parts) -> None:
    """Add the pages of answers."""

    @router.get("/answers/{answer_id}")
    def answer(request: Request, actor: Moderator, answer_id: str) -> HTMLResponse:
        shown = show_one_answer(parts.store, actor, answer_id)
        file = show(parts.store, actor, shown.question_id)
        return render(
            request,
            "moderate/answer.html",
            answer=shown,
            file=file,
            versions=[each for each in file.answers if each.language == shown.language],
            moves=possible_moves(ANSWER_MOVES, shown.state, actor),
            holder=_holder(parts, shown),
            is_mine=_holder(parts, shown) == actor.name,
            verdict=_verdict,
            context=lambda cited: _context(parts, cited),
        )

    @router.get("/answers/{answer_id}/cite")
    def choose(
        request: Request,
        actor: Moderator,
        answer_id: str,
        version: int | None = None,
        claim: str = "",
        text: Annotated[str | None, Query(max_length=10_000)] = None,
        span: Annotated[list[str] | None, Query()] = None,
        around: str = "",
        q: Annotated[str, Query(max_length=MAX_QUERY)] = "",
    ) -> HTMLResponse:
        shown = show_one_answer(parts.store, actor, answer_id)
        claimed = _claim(shown, claim) if claim else None
        # The page is asked anew while one searches: what was ticked and typed comes along.
        is_first = text is None
        spans = [read_span(each) for each in span or ()]
        if claimed and is_first:
            stands = parts.documents.stands
            spans = [
                span
                for span, cited in zip(claimed.spans, claimed.citations, strict=True)
                if stands(cited)
            ]
        near = read_span(around) if around else spans[0] if spans else None
        nearby = sentences_around(parts.assistant, near) if near else None
        found = found_sentences(parts.assistant, q) if q.strip() else []
        listed = [*(nearby.sentences if nearby else ()), *(s for hit in found for s in hit[1])]
        return render(
            request,
            "moderate/cite.html",
            answer=shown,
            question=show(parts.store, actor, shown.question_id).question,
            version=shown.version if version is None else version,
            claim=claimed,
            text=text if text is not None else claimed.text if claimed else "",
            spans=spans,
            elsewhere=_elsewhere(parts, spans, listed),
            nearby=nearby,
            found=found,
            q=q,
        )

    @router.post("/answers/{answer_id}/{move}")
    def act(
        request: Request,
        actor: Moderator,
        answer_id: str,
        move: str,
        sent: Annotated[Sent, Depends(_sent)],
        version: Version = 0,
    ) -> RedirectResponse:
        if move not in MOVES:
            raise NotFound(f"Nothing called '{move}' can be done to an answer.")
        MOVES[move](parts, actor, answer_id, version, sent)
        anchor = f"#claim-{sent.claim}" if sent.claim else ""
        return go_on(request, f"/moderate/answers/{answer_id}{anchor}")


def _holder(parts: Parts, answer: ShownAnswer) -> str:
    """Return who reviews an answer now, "" if nobody does or their time is over."""
    until = answer.reviewed_until
    return answer.reviewer if until and until > parts.store.clock() else ""


def _verdict(claim: ShownClaim) -> str:
    """Return the key of what may be said of a claim's support."""
    if not claim.citations:
        return "review.uncited"
    return "review.supported" if claim.support >= MIN_SUPPORT else "review.unsupported"


def _claim(answer: ShownAnswer, claim_id: str) -> ShownClaim:
    for each in answer.claims:
        if each.id == claim_id:
            return each
    raise NotFound(f"The answer {answer.id} has no claim '{claim_id}': read it again.")


def _context(parts: Parts, cited: Citation) -> str:
    """Return the cited words in their paragraph as HTML, "" where the document changed."""
    if not parts.documents.stands(cited):
        return ""
    return passage_html(parts.assistant.document(cited.source).text, cited.start, cited.end)


def _elsewhere(
    parts: Parts, spans: Sequence[Span], listed: Sequence[Sentence]
) -> list[tuple[Span, Citation]]:
    """Return the chosen spans that are not among the sentences that the page lists."""
    there = {sentence.span for sentence in listed}
    return [(span, parts.documents.cite(span)) for span in spans if span not in there]
