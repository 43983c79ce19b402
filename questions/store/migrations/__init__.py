"""The revisions of the tables, oldest first in `versions`; run by `questions.store.migrate`."""
