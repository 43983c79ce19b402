"""The command line of the questions' desk, imported by `ui.cli`; heavy things only when run."""

from ui.desk.answers import answers
from ui.desk.operations import audit, backup, database, purge, restore, user
from ui.desk.questions import questions

__all__ = ["answers", "audit", "backup", "database", "purge", "questions", "restore", "user"]
