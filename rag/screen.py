"""What stands before a question: its seam to the screening, which is above this package."""

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Screened:
    """A message as it may be kept and answered.

    text: what is shown and stored, without personal data. query: what is searched. outcome
    "asked" goes on to an answer; the others end with the notice, in the asker's language.
    """

    text: str
    query: str
    outcome: Literal["asked", "referred", "rejected"] = "asked"
    language: str = ""
    notice: str = ""


class Screen(Protocol):
    """Screens a message before anything is stored and before any model sees it."""

    def __call__(self, text: str) -> Screened:
        """Return the message as it may go on."""
        ...

    def redact(self, text: str) -> str:
        """Return a text of an earlier turn without personal data."""
        ...
