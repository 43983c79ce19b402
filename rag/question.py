"""What a person asks, read once: the text, its language, and the query to search for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.analysis import normalise
from rag.errors import InvalidQuestion, OffTask, SmallTalk
from rag.focus import focused
from rag.followup import leaned_on
from rag.language import detect
from rag.notices import notice
from rag.smalltalk import small_talk
from rag.values import Turn

MAX_CHARACTERS = 8_000
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
    word and for one of more than MAX_CHARACTERS; SmallTalk
    and OffTask, with a reply, for what is no question to documents.
    """
    text = _whole(text)
    query = _untagged(text)
    length = max(len(text), len(normalise(text)))  # one character may be written out as eighteen
    if length > MAX_CHARACTERS:
        raise InvalidQuestion(
            notice("too_long", detect(query)).format(length=length, limit=MAX_CHARACTERS)
        )
    if sum(character.isalpha() for character in query) < 2:
        raise InvalidQuestion(notice("empty", detect(text, default="en")))
    if talk := small_talk(query):
        kind = OffTask if talk == "errand" else SmallTalk
        raise kind(notice(talk, detect(text, default="en")))
    language = detect(query)
    before = _untagged(leaned_on(query, [replace(t, content=_whole(t.content)) for t in history]))
    query = focused(query, language)
    if before:
        room = max(MAX_CHARACTERS - len(query) - 1, 0)
        query = f"{before[:room]} {query}".strip()
    return Question(text=text, query=query, language=language)


def _whole(text: str) -> str:
    """Return the text with `?` for each half of a character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _untagged(text: str) -> str:
    return " ".join(TAGS.sub(" ", text).split())
