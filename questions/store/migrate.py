"""A database of any revision to the newest."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from questions.errors import StoreUnavailable
from questions.store.tables import REVISION


def revision_of(connection: Connection) -> str:
    """Return the revision of a database, "" for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def upgrade(connection: Connection, revision: str = REVISION) -> None:
    """Bring a database to a revision within the caller's transaction.

    Raises StoreUnavailable for one that a later program made.
    """
    found = revision_of(connection)
    if found > revision:
        raise StoreUnavailable(
            f"The store is of revision {found}, this program knows {revision}: install the newer."
        )
    # Alembic is slow to import, and needed once in a store's life.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
