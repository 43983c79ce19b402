"""What Alembic runs: the revisions within the transaction that it is given."""

from alembic import context

from questions.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
context.run_migrations()
