"""The store of questions: SQLite by default, PostgreSQL by one setting."""

from questions.store.store import Store, open_store

__all__ = ["Store", "open_store"]
