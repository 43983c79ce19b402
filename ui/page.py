"""The participants' page: what a visit holds, and how each action changes it.

A visit is a value; `ask`, `reply` and `point_at` return the next one. Nothing here
knows of HTML (`ui.page_html`) or of widgets (`ui.widgets`).
"""

import logging
import secrets
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from embeddings.errors import UserError
from rag.values import Answer, Turn
from ui.strings import LANGUAGES

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = ["Exchange", "Visit", "ask", "chosen_language", "judge", "point_at", "reply"]

LOG = logging.getLogger(__name__)
MAX_EXCHANGES = 50
HISTORY_EXCHANGES = 6
SHOWN_LENGTH = 1000
PENDING_S = 120.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: an answer, or a failure, or neither while it is pending.

    `asked_at`: seconds of a clock that only goes forward. `verdict`: "good" or "bad" once the
    visitor has said so; `is_judged`: it was sent.
    """

    question: str
    answer: Answer | None = None
    failure: str = ""
    error_id: str = ""
    asked_at: float = 0.0
    verdict: str = ""
    is_judged: bool = False

    @property
    def is_pending(self) -> bool:
        return self.answer is None and not self.failure and not self.error_id


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor's page: the language, the conversation, the citation shown (turn, marker)."""

    language: str = "en"
    exchanges: tuple[Exchange, ...] = ()
    shown: tuple[int, int] | None = None


def ask(visit: Visit, question: str, clock: Callable[[], float] = time.monotonic) -> Visit:
    """Return the visit with the question pending; unchanged if it is blank or one is pending.

    One that has been pending for PENDING_S was lost, with its connection say: it gives way.
    """
    exchanges = visit.exchanges
    if not question.strip():
        return visit
    if exchanges and exchanges[-1].is_pending:
        if clock() - exchanges[-1].asked_at < PENDING_S:
            return visit
        exchanges = exchanges[:-1]
    kept = exchanges[-(MAX_EXCHANGES - 1) :]
    shown = visit.shown if len(kept) == len(exchanges) else None
    asked = Exchange(question, asked_at=clock())
    return replace(visit, exchanges=(*kept, asked), shown=shown)


def reply(
    assistant: "Assistant",
    visit: Visit,
    new_error_id: Callable[[], str] = lambda: secrets.token_hex(4),
) -> Visit:
    """Return the visit with its pending question answered, or failed with an id that is logged.

    The log names the exception's type and place; neither the question nor a message that
    might repeat it. The first citation of an answer is shown at once.
    """
    if not visit.exchanges or not visit.exchanges[-1].is_pending:
        return visit
    question = visit.exchanges[-1].question
    done = Exchange(_shown(question))
    shown = visit.shown
    try:
        answer = assistant.ask(question, _history(visit.exchanges[:-1]))
    except UserError as error:
        done = replace(done, failure=str(error))
    except Exception as error:
        error_id = new_error_id()
        places = "".join(traceback.format_tb(error.__traceback__))
        LOG.error("Answering failed, error %s: %s\n%s", error_id, type(error).__name__, places)
        done = replace(done, error_id=error_id)
    else:
        # As it was screened: personal data is not kept on the page either.
        done = replace(done, question=_shown(answer.question))
        done = replace(done, answer=replace(answer, question=done.question))
        turn = len(visit.exchanges) - 1
        shown = (turn, answer.citations[0].marker) if answer.citations else None
    return replace(visit, exchanges=(*visit.exchanges[:-1], done), shown=shown)


def _shown(question: str) -> str:
    return question[:SHOWN_LENGTH] + "…" if len(question) > SHOWN_LENGTH else question


def _history(exchanges: tuple[Exchange, ...]) -> list[Turn]:
    turns: list[Turn] = []
    for exchange in exchanges[-HISTORY_EXCHANGES:]:
        if exchange.answer and exchange.answer.outcome in ("answered", "refused"):
            turns.append(Turn("user", exchange.question))
            turns.append(Turn("assistant", exchange.answer.text))
    return turns


def point_at(visit: Visit, turn: object, marker: object) -> Visit:
    """Return the visit with that citation shown; unchanged if the answer has no such citation.

    turn and marker come from the browser and may be anything.
    """
    if not isinstance(turn, int) or not isinstance(marker, int):
        return visit
    if not 0 <= turn < len(visit.exchanges):
        return visit
    answer = visit.exchanges[turn].answer
    if answer is None or marker not in {cited.marker for cited in answer.citations}:
        return visit
    return replace(visit, shown=(turn, marker))


def judge(
    visit: Visit,
    keep: Callable[[Answer, str, str], object],
    turn: object,
    verdict: object,
    reason: object,
) -> Visit:
    """Return the visit with what its visitor says of an answer; unchanged if it was said before.

    turn, verdict and reason come from the browser and may be anything. A bad answer is kept once
    its reason is named.
    """
    if not isinstance(turn, int) or not 0 <= turn < len(visit.exchanges):
        return visit
    exchange = visit.exchanges[turn]
    if exchange.answer is None or exchange.is_judged or verdict not in ("good", "bad"):
        return visit
    told = replace(exchange, verdict=str(verdict))
    if verdict == "good" or reason:
        try:
            keep(exchange.answer, str(verdict), str(reason or ""))
        except UserError:
            return visit
        told = replace(told, is_judged=True)
    return replace(visit, exchanges=(*visit.exchanges[:turn], told, *visit.exchanges[turn + 1 :]))


def chosen_language(language: str, chosen: object) -> str:
    """Return the interface language that was chosen; the one of before if there is no such."""
    return chosen if isinstance(chosen, str) and chosen in LANGUAGES else language
