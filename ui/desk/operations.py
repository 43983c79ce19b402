"""What an operator does: accounts, the log, the tables, backups, erasure."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from ui.desk.common import (
    JsonFlag,
    Version,
    ask_password,
    operator,
    settings,
    show_result,
    store_of_settings,
)

user = typer.Typer(help="Accounts of moderators.", no_args_is_help=True)
audit = typer.Typer(help="The log of every move.", no_args_is_help=True)
database = typer.Typer(help="The store's tables.", no_args_is_help=True)


@user.command("add")
def add_user(name: str, role: Annotated[str, typer.Option(help="What they may do.")]) -> None:
    """Add an account; its password is asked for."""
    from questions.accounts import Accounts

    with store_of_settings() as store:
        Accounts(store).add(operator(), name, role, ask_password("Password", is_new=True))


@user.command("list")
def list_users(as_json: JsonFlag = False) -> None:
    """List the accounts."""
    from questions.accounts import Accounts

    with store_of_settings() as store:
        listed = Accounts(store).list(operator())
    lines = [
        f"{a.name} v{a.version}  {a.role}{'  disabled' if a.is_disabled else ''}" for a in listed
    ]
    show_result(listed, as_json, "\n".join(lines))


@user.command()
def password(name: str, version: Version = None) -> None:
    """Set an account's password, which ends its sessions and unlocks it."""
    from questions.accounts import Accounts

    with store_of_settings() as store:
        new = ask_password("New password", is_new=True)
        Accounts(store).reset_password(operator(), name, new, version)


@user.command()
def unlock(name: str, version: Version = None) -> None:
    """Unlock an account after wrong passwords; its password stays."""
    from questions.accounts import Accounts

    with store_of_settings() as store:
        Accounts(store).unlock(operator(), name, version)


@user.command()
def disable(name: str, version: Version = None) -> None:
    """Disable an account, which ends its sessions."""
    from questions.accounts import Accounts

    with store_of_settings() as store:
        Accounts(store).set_disabled(operator(), name, True, version)


@user.command()
def enable(name: str, version: Version = None) -> None:
    """Enable an account again."""
    from questions.accounts import Accounts

    with store_of_settings() as store:
        Accounts(store).set_disabled(operator(), name, False, version)


@audit.command()
def verify(
    head: Annotated[str, typer.Option(help="The hash that an earlier check printed.")] = "",
) -> None:
    """Check that nobody changed the log, and that it tells all that the store holds."""
    from questions.audit import check_audit

    with store_of_settings() as store:
        checked = check_audit(store, head)
    print(f"{checked.n_entries} entries, unbroken. Keep this elsewhere: {checked.head}")


@database.command()
def upgrade() -> None:
    """Make the tables, or bring them to this program's revision."""
    from questions.store.tables import REVISION

    with store_of_settings() as store:
        print(f"{store.engine.url.render_as_string()} is of revision {REVISION}.")


def backup(file: Path) -> None:
    """Write all questions, answers and accounts to a file, while others work."""
    from questions.backup import back_up

    with store_of_settings() as store:
        print(f"{back_up(store, file)} rows in {file}")


def restore(file: Path) -> None:
    """Put a backup in place of all that the store holds."""
    from questions.backup import restore

    with store_of_settings() as store:
        print(f"{restore(store, file)} rows from {file}")


def purge() -> None:
    """Erase the questions that are older than ASKALLIANCE_RETENTION_DAYS."""
    from questions.desk.erasure import purge
    from questions.workflow import SYSTEM
    from ui.moderate.uploads import Uploads

    Uploads(settings().uploads_folder).sweep()
    with store_of_settings() as store:
        purged = purge(store, SYSTEM, timedelta(days=settings().retention_days))
    print(f"{purged.n_questions} questions and {purged.n_messages} calls for help were erased.")
