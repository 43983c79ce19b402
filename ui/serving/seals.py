"""What the pages carry for the server, sealed, so that no worker need remember it.

An answer travels with its page and comes back when its visitor judges it or changes language; a
visitor is a random name that lives as long as the page. Signed by itsdangerous (HMAC).
"""

import os
import secrets
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer
from pydantic import TypeAdapter, ValidationError

from embeddings.errors import UserError
from rag.values import Answer

__all__ = ["BrokenSeal", "Seals", "open_seals"]

KEY_BYTES = 32
_ANSWER = TypeAdapter(Answer)


class BrokenSeal(UserError):
    """Something that came back other than it was sent."""


class Seals:
    """Seals by a key, which every worker and every machine of a service must share."""

    def __init__(self, key: bytes | None = None):
        key = key or secrets.token_bytes(KEY_BYTES)
        self._answers = URLSafeSerializer(key, salt="answer")
        self._visitors = URLSafeSerializer(key, salt="visitor")

    def new_visitor(self) -> str:
        """Return a name for a visit: random, sealed, of nobody."""
        return str(self._visitors.dumps(secrets.token_urlsafe(12)))

    def is_visitor(self, name: str) -> bool:
        """True if the name was given out here."""
        try:
            self._visitors.loads(name)
        except BadData:
            return False
        return True

    def sealed(self, answer: Answer) -> str:
        """Return an answer as text to carry; of one with claims the hits are left out."""
        kept = (
            replace(answer, hits=(), dropped=()) if answer.claims else replace(answer, dropped=())
        )
        return str(self._answers.dumps(_ANSWER.dump_python(kept, mode="json")))

    def opened(self, sealed: str) -> Answer:
        """Return the answer that was sealed. Raises BrokenSeal."""
        try:
            return _ANSWER.validate_python(self._answers.loads(sealed))
        except (BadData, ValidationError) as error:
            raise BrokenSeal("The answer is not one of this service: ask again.") from error


def open_seals(home: Path) -> Seals:
    """Return the seals of a home, whose key is made where there is none. Raises UserError."""
    path = home / "key"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            new = path.with_name(f".key-{os.getpid()}")
            new.touch(0o600)
            new.write_bytes(secrets.token_bytes(KEY_BYTES))
            with suppress(FileExistsError):  # another worker was first
                os.link(new, path)
            new.unlink()
        key = path.read_bytes()
    except OSError as error:
        raise UserError(
            f"The key {path} cannot be read or made ({error.strerror}): check ASKALLIANCE_HOME."
        ) from error
    if len(key) != KEY_BYTES:
        raise UserError(f"The key {path} is damaged: delete it, and a new one is made.")
    return Seals(key)
