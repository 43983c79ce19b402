"""A hashtag export into the queue: what it would give first, then the questions themselves."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile

from embeddings.errors import UserError
from questions.desk.importing import import_questions
from questions.errors import InvalidSubmission
from questions.intake import Incoming, SetAside, Summary, read_posts, summarise, take
from questions.screening import screen
from ui.moderate.page import Moderator, go_on
from ui.moderate.uploads import Uploads
from ui.parts import Parts
from ui.site.render import render

__all__ = ["add_importing"]


async def _uploaded(request: Request) -> AsyncIterator[UploadFile]:
    async with request.form(max_files=1, max_fields=10) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise InvalidSubmission("No file was sent: choose an export of posts.")
        yield file


def add_importing(router: APIRouter, parts: Parts) -> None:
    """Add the pages of the import."""
    uploads = Uploads(parts.uploads)

    @router.get("/import")
    def choose(request: Request, actor: Moderator, n: int | None = None) -> HTMLResponse:
        uploads.sweep()
        return render(request, "moderate/import.html", n_new=n, upload_id="", found=None)

    @router.post("/import")
    def upload(
        request: Request, actor: Moderator, file: Annotated[UploadFile, Depends(_uploaded)]
    ) -> RedirectResponse:
        upload_id = uploads.keep(file.file)
        try:
            summary = summarise(_results(parts, uploads.posts(upload_id)))
        except UserError as error:
            uploads.remove(upload_id)
            raise InvalidSubmission(
                "The file holds no posts: export them as CSV, JSON or JSON lines."
            ) from error
        uploads.note(upload_id, _told(summary))
        return go_on(request, f"/moderate/import/{upload_id}")

    @router.get("/import/{upload_id}")
    def dry_run(request: Request, actor: Moderator, upload_id: str) -> HTMLResponse:
        found = uploads.summary(upload_id)
        return render(request, "moderate/import.html", n_new=None, upload_id=upload_id, found=found)

    @router.post("/import/{upload_id}/commit")
    def commit(request: Request, actor: Moderator, upload_id: str) -> RedirectResponse:
        results = _results(parts, uploads.posts(upload_id))
        imported = import_questions(parts.store, actor, results)
        uploads.remove(upload_id)
        return go_on(request, "/moderate/import", n=imported.n_new)

    @router.post("/import/{upload_id}/cancel")
    def cancel(request: Request, actor: Moderator, upload_id: str) -> RedirectResponse:
        uploads.remove(uploads.posts(upload_id).parent.name)
        return go_on(request, "/moderate/import")


def _results(parts: Parts, path: Path) -> Iterator[Incoming | SetAside]:
    return take(read_posts(path), screen, parts.event.tags)


def _told(summary: Summary) -> dict[str, object]:
    """Return a summary as it is shown; the words of a call for help are for others to read."""
    return {
        "n_questions": summary.n_questions,
        "n_set_aside": summary.n_set_aside,
        "rows": summary.rows(),
        "examples": [
            (each.decision, each.language, each.text)
            for each in summary.questions
            if each.decision != "urgent_help"
        ],
    }
