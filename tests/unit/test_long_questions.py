"""A question as long as one may be is read in time, whatever it is made of."""

import time

import pytest

from rag.address import named_places, named_symbols
from rag.asks import asks_for_adoption, holds
from rag.countries import countries
from rag.focus import focused
from rag.names import spelt_out
from rag.question import MAX_CHARACTERS
from rag.scope import read_scope
from rag.smalltalk import small_talk

LIMIT_S = 1.0  # each part takes less than 0.05 s on two cores


@pytest.mark.parametrize(
    "repeated",
    [
        "?",
        "...",
        "§",
        "a.",
        "a-",
        "1/",
        "когда, ",
        "when a,",
        "п 1 ",
        "3/2 a) ",
        "ﬁ",
        "№",
        "а ",
        "»",
    ],
)
def test_long_question_is_read_in_time(repeated: str) -> None:
    text = ("ab " + repeated * MAX_CHARACTERS)[:MAX_CHARACTERS]
    countries("", "en"), spelt_out("", "en", ["ru"]), focused("", "ru")  # loaded before
    began = time.perf_counter()
    named_places(text, [])
    named_symbols(text)
    asks_for_adoption(text)
    holds("number", text)
    holds("reference", text)
    countries(text, "en")
    spelt_out(text, "en", ["ru"])
    focused(text, "ru")
    read_scope(text)
    small_talk(text)
    assert time.perf_counter() - began < LIMIT_S
