"""What a person asks, read once: the text, its language, and the query to search for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.analysis import content_terms
from rag.errors import InvalidQuestion
from rag.language import detect
from rag.notices import notice
from rag.values import Turn

MAX_CHARACTERS = 8_000
# A question with fewer words of content than this leans on the turn before it.
STANDS_ALONE = 3
TAGS = re.compile(r"(?<!\w)[#@]\w+")


@dataclass(frozen=True, slots=True)
class Question:
    """`text` as asked; `query` as searched: without hashtags and handles, with what it leans on."""

    text: str
    query: str
    language: str


def read_question(text: str, history: Sequence[Turn] = ()) -> Question:
    """Return the question in a text.

    Raises InvalidQuestion, in the asker's language where that can be told, for a text without a
    word and for one of more than MAX_CHARACTERS.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")  # half a character is none
    query = " ".join(TAGS.sub(" ", text).split())
    if len(text) > MAX_CHARACTERS:
        raise InvalidQuestion(
            notice("too_long", detect(query)).format(length=len(text), limit=MAX_CHARACTERS)
        )
    if sum(character.isalpha() for character in query) < 2:
        raise InvalidQuestion(notice("empty", detect(text, default="en")))
    language = detect(query)
    asked = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    if asked and len(content_terms(query, language)) < STANDS_ALONE:
        query = f"{' '.join(TAGS.sub(' ', asked).split())} {query}"[:MAX_CHARACTERS]
    return Question(text=text, query=query, language=language)
