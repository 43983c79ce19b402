"""What the queue tells: counts as plots and tables, time to answer, gaps of the documents."""

from babel.dates import format_timedelta
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from questions.desk.feedback import list_feedback
from questions.desk.insight import gaps, insight
from ui.moderate.page import Moderator
from ui.parts import Parts
from ui.site.render import language_of, render
from ui.strings import LANGUAGES, load_strings

__all__ = ["add_insight"]

N_FEEDBACK = 50


def add_insight(router: APIRouter, parts: Parts) -> None:
    """Add the page."""

    @router.get("/insight")
    def show(request: Request, actor: Moderator) -> HTMLResponse:
        language = language_of(request)
        words, titles = load_strings(language), parts.event.titles(language)
        told = insight(parts.store, actor)
        nowhere = words["form.any_session"]
        return render(
            request,
            "moderate/insight.html",
            plots=[
                ("state", [(words[f"state.{name}"], n) for name, n in told.by_state.items() if n]),
                ("language", [(LANGUAGES.get(c, c), n) for c, n in told.by_language.items()]),
                ("session", [(titles.get(s, s) or nowhere, n) for s, n in told.by_session.items()]),
            ],
            n_answered=told.n_answered,
            median=format_timedelta(told.median_time, threshold=2, locale=language)
            if told.median_time is not None
            else "",
            feedback=list_feedback(parts.store, actor, N_FEEDBACK),
            gaps=gaps(parts.store, actor, parts.assistant.encoder),
        )
