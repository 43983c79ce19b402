"""The queue: what waits, with filters, who has what, questions alike together, many at once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from questions.desk import merging, triage
from questions.desk.clusters import clusters
from questions.desk.holding import held
from questions.desk.queue import MAX_ROWS, Filter, list_questions
from questions.errors import InvalidSubmission, NotFound
from questions.views import ShownQuestion
from questions.workflow import QUESTION_STATES, REASONS, Actor
from ui.desk.common import read_due
from ui.moderate.page import Moderator, Text, go_on
from ui.parts import Parts
from ui.site.render import language_of, render
from ui.strings import LANGUAGES

__all__ = ["add_queue"]

PER_PAGE = 50
CLUSTERS_PER_PAGE = 20
MAX_PAGE = 100_000
# Where no state is chosen: what somebody still has to do something about.
WAITING = ("held", "triage", "accepted", "drafted", "forwarded")
STATES = tuple(state for state in QUESTION_STATES if state != "received")
ORDERS = ("oldest", "newest", "votes")
_TICKED = re.compile(r"([0-9A-Za-z]{1,32}):([0-9]{1,12})")
RESULTS = ("move", "done", "failed", "others")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a bulk action takes beside the questions."""

    reason: str
    into: str
    speaker: str
    due: str


BulkMove = Callable[[Parts, Actor, str, int, Wanted], object]
BULK: dict[str, BulkMove] = {
    "accept": lambda p, a, i, v, _: triage.accept(p.store, a, i, v),
    "release": lambda p, a, i, v, _: triage.release(p.store, a, i, v),
    "reject": lambda p, a, i, v, w: triage.reject(p.store, a, i, v, w.reason),
    "merge": lambda p, a, i, v, w: merging.merge(p.store, a, i, v, w.into.strip()),
    "forward": lambda p, a, i, v, w: triage.forward(p.store, a, i, v, w.speaker, read_due(w.due)),
}


def _chosen(
    state: Annotated[list[str] | None, Query()] = None,
    written: str = "",
    session: str = "",
    speaker: str = "",
    q: Annotated[str, Query(max_length=200)] = "",
    stale: str = "",
    order: Literal["oldest", "newest", "votes"] = "oldest",
) -> Filter:
    states = tuple(each for each in state or () if each in STATES)
    return Filter(
        states=states or (() if stale else WAITING),
        language=written if written in LANGUAGES else "",
        session=session,
        speaker=speaker,
        search=q,
        is_stale=bool(stale),
        order=order,
    )


Chosen = Annotated[Filter, Depends(_chosen)]


def add_queue(router: APIRouter, parts: Parts) -> None:
    """Add the queue's pages."""
    store = parts.store

    @router.get("/queue")
    def queue(
        request: Request,
        actor: Moderator,
        chosen: Chosen,
        alike: str = "",
        page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1,
        others: Annotated[int, Query(ge=0, le=MAX_PAGE)] = 0,
    ) -> HTMLResponse:
        if alike:
            size = CLUSTERS_PER_PAGE
            # Comparing takes some milliseconds a question: only the first ones are compared.
            first = list_questions(store, actor, chosen, MAX_ROWS)
            chosen = replace(chosen, ids=[each.id for each in first])
            groups = clusters(store, actor, parts.assistant.encoder, chosen) if first else []
            groups = groups[(page - 1) * size :]
            has_more, groups = len(groups) > size, groups[:size]
        else:
            found = list_questions(store, actor, chosen, PER_PAGE + 1, (page - 1) * PER_PAGE)
            has_more, groups = len(found) > PER_PAGE, [found[:PER_PAGE]] if found else []
        query = request.query_params
        kept = [pair for pair in query.multi_items() if pair[0] not in (*RESULTS, "lang", "page")]
        return render(
            request,
            "moderate/queue.html",
            groups=groups,
            held=held(store, actor, [each.id for group in groups for each in group]),
            has_more=has_more,
            page=page,
            chosen=chosen,
            ticked=query.getlist("state"),
            alike=bool(alike),
            kept=kept,
            results=_results(parts, actor, query.get("done", ""), query.get("failed", "")),
            others=others,
            moved=query.get("move", "") if query.get("move") in BULK else "",
            states=STATES,
            orders=ORDERS,
            reasons=REASONS,
            event=parts.event,
            titles=parts.event.titles(language_of(request)),
            names=parts.event.names(),
        )

    @router.post("/queue/{move}")
    def bulk(
        request: Request,
        actor: Moderator,
        move: str,
        chosen: Annotated[list[str] | None, Form()] = None,
        reason: Text = "",
        into: Text = "",
        speaker: Text = "",
        due: Text = "",
    ) -> RedirectResponse:
        if move not in BULK:
            raise NotFound(f"Nothing called '{move}' can be done to many: see the queue.")
        wanted = Wanted(reason, into, speaker, due)
        done = triage.in_bulk(
            lambda i, v: BULK[move](parts, actor, i, v, wanted), _versions(chosen or ())
        )
        query = request.query_params.multi_items()
        # What failed is told first, and as many as an address holds.
        told = sorted(done, key=lambda each: not each.reason)[:PER_PAGE]
        return go_on(
            request,
            "/moderate/queue",
            [pair for pair in query if pair[0] not in (*RESULTS, "lang")],
            move=move,
            done=",".join(each.question_id for each in told if not each.reason),
            failed=",".join(f"{each.question_id}:{each.kind}" for each in told if each.reason),
            others=len(done) - len(told) or None,
        )


def _versions(chosen: Sequence[str]) -> list[tuple[str, int]]:
    """Return the ids and versions that a list's boxes carry as `id:version`.

    Raises InvalidSubmission for what is none of these.
    """
    versions = []
    for each in chosen:
        found = _TICKED.fullmatch(each)
        if found is None:
            raise InvalidSubmission(f"'{each[:100]}' names no question: tick them in the queue.")
        versions.append((found[1], int(found[2])))
    return versions


def _results(parts: Parts, actor: Actor, done: str, failed: str) -> list[tuple[ShownQuestion, str]]:
    """Return the questions that many were done to, each with the error's name, "" for none."""
    kinds = dict.fromkeys(filter(None, done.split(",")[:PER_PAGE]), "")
    kinds |= dict(each.split(":", 1) for each in failed.split(",")[:PER_PAGE] if ":" in each)
    if not kinds:
        return []
    shown = list_questions(parts.store, actor, Filter(ids=tuple(kinds)), len(kinds))
    return [(each, kinds[each.id]) for each in shown]
