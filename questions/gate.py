"""The screening as the assistant meets it: a decision becomes a question, help or a reason."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from questions.helplines import Helpline, is_current
from questions.intake.split import asks
from questions.notices import notice
from questions.screening import Screening, screen
from questions.screening.personal import redact
from rag.question import MAX_CHARACTERS
from rag.screen import Screened

_PLACEHOLDER = re.compile(
    r"\[(?:account|address|birthdate|card|email|handle|iban|id|name|passport|phone)\]"
)
# "My number is [phone], when was the Alliance founded?": a clause ends at a comma or a stop.
_CLAUSE = re.compile(r"[^,.;:!?\n]*(?:[,.;:!?\n]+|$)")
_WORD = re.compile(r"[^\W\d_]{2,}")
LEAST_WORDS = 3


class Gate:
    """A `rag.screen.Screen` over the rules of `questions.screening`; keeps and logs nothing."""

    def __init__(self, helplines: Sequence[Helpline] = (), today: Callable[[], date] = date.today):
        self._helplines = helplines
        self._today = today

    def __call__(self, text: str) -> Screened:
        """Return the message as it may go on: personal data is out of its text and its query."""
        found = screen(ends_of(text))
        redacted, language = found.redacted, found.language
        if found.decision == "urgent_help":
            return Screened(redacted, "", "referred", language, self._help(language))
        is_too_long = len(text) > MAX_CHARACTERS  # which the question itself says best
        if is_only_personal(found):
            return Screened(redacted, "", "rejected", language, notice("personal", language))
        if found.decision in ("ok", "pii") or is_too_long:
            return Screened(redacted, _query(redacted), language=language)
        return Screened(redacted, "", "rejected", language, notice(found.decision, language))

    def redact(self, text: str) -> str:
        """Return a text without personal data."""
        return redact(text).text

    def _help(self, language: str) -> str:
        """Return what a person in danger is told; numbers only where lately somebody checked them.

        Those of the asker's language are shown, and those that name none.
        """
        lines = [
            f"{line.country} · {line.name}: {line.number}"
            for line in self._helplines
            if is_current(line, self._today()) and language in (line.languages or (language,))
        ]
        return "\n".join([notice("urgent_help", language), *lines])


def is_only_personal(screened: Screening) -> bool:
    """Return True for a message that tells personal data and nothing else, and asks nothing."""
    if screened.decision != "pii" or asks(screened.redacted):
        return False
    return not _WORD.search(_impersonal(screened.redacted))


def ends_of(text: str) -> str:
    """Return a text as it is heard: of one that is too long, its beginning and its end."""
    if len(text) <= 2 * MAX_CHARACTERS:
        return text
    return f"{text[:MAX_CHARACTERS]}\n{text[-MAX_CHARACTERS:]}"


def _query(redacted: str) -> str:
    """Return what is searched: without the clauses that told personal data, if others are left."""
    rest = _impersonal(redacted)
    if len(_WORD.findall(rest)) >= LEAST_WORDS:
        return rest.strip()
    return _PLACEHOLDER.sub(" ", redacted)


def _impersonal(redacted: str) -> str:
    """Return the clauses that tell no personal data."""
    clauses = _CLAUSE.findall(redacted)
    return "".join(clause for clause in clauses if not _PLACEHOLDER.search(clause))
