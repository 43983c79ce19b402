"""What moderators write: of a length that can be stored, shown and verified."""

from questions.errors import InvalidSubmission
from rag.question import MAX_CHARACTERS


def stripped(text: str) -> str:
    """Return what somebody wrote, without space around it.

    Raises InvalidSubmission for more than MAX_CHARACTERS, as many as a question may have.
    """
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        raise InvalidSubmission(
            f"The text has {len(text)} characters: write {MAX_CHARACTERS} at most."
        )
    return text
