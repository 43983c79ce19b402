"""For administrators: the log, and the accounts."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from questions.accounts import MIN_PASSWORD
from questions.audit import Checked
from questions.desk.auditing import check, read_log
from questions.errors import BrokenChain
from questions.workflow import ACCOUNT_ROLES
from ui.moderate.page import Admin, Text, Version, go_on
from ui.parts import Parts
from ui.site.render import render

__all__ = ["add_administration"]

PER_PAGE = 100
MAX_PAGE = 1_000_000


def add_administration(router: APIRouter, parts: Parts) -> None:
    """Add the pages."""
    accounts = parts.accounts

    @router.get("/audit")
    def audit(
        request: Request,
        actor: Admin,
        verify: str = "",
        page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1,
    ) -> HTMLResponse:
        entries = read_log(parts.store, actor, PER_PAGE + 1, (page - 1) * PER_PAGE)
        checked: Checked | None = None
        fault = ""
        if verify:
            try:
                checked = check(parts.store, actor)
            except BrokenChain as error:
                fault = str(error)
        return render(
            request,
            "moderate/audit.html",
            entries=entries[:PER_PAGE],
            has_more=len(entries) > PER_PAGE,
            page=page,
            checked=checked,
            fault=fault,
        )

    @router.get("/accounts")
    def show(request: Request, actor: Admin) -> HTMLResponse:
        return render(
            request,
            "moderate/accounts.html",
            accounts=accounts.list(actor),
            roles=ACCOUNT_ROLES,
            least=MIN_PASSWORD,
        )

    @router.post("/accounts/add")
    def add(
        request: Request, actor: Admin, name: Text = "", role: Text = "", password: Text = ""
    ) -> RedirectResponse:
        accounts.add(actor, name.strip(), role, password)
        return go_on(request, "/moderate/accounts")

    @router.post("/accounts/password")
    def reset(
        request: Request, actor: Admin, name: Text = "", password: Text = "", version: Version = 0
    ) -> RedirectResponse:
        accounts.reset_password(actor, name, password, version)
        return go_on(request, "/moderate/accounts")

    @router.post("/accounts/unlock")
    def unlock(
        request: Request, actor: Admin, name: Text = "", version: Version = 0
    ) -> RedirectResponse:
        accounts.unlock(actor, name, version)
        return go_on(request, "/moderate/accounts")

    @router.post("/accounts/disable")
    def disable(
        request: Request, actor: Admin, name: Text = "", version: Version = 0
    ) -> RedirectResponse:
        accounts.set_disabled(actor, name, True, version)
        return go_on(request, "/moderate/accounts")

    @router.post("/accounts/enable")
    def enable(
        request: Request, actor: Admin, name: Text = "", version: Version = 0
    ) -> RedirectResponse:
        accounts.set_disabled(actor, name, False, version)
        return go_on(request, "/moderate/accounts")
