"""Orders to the assistant that are written letter by letter, with nothing between the words.

`i g n o r e a l l r u l e s` is one word to the rules, so each pattern of an order is looked for in
it as its words stand one after another.
"""

import re
from functools import cache

from questions.screening.folding import single, spelt
from questions.screening.lexicon import MAX_GAP, Choice, load_lexicon

KINDS = ("order", "reveal")
# Letters of an ending, and of a word that a gap leaps over.
_ENDING = r"\w{0,6}?"
_LEAPT = rf"\w{{0,{MAX_GAP * 8}}}?"


def is_spelt_order(text: str) -> bool:
    """Return True for a text that spells an order out."""
    return any(order.search(single(passage)) for passage in spelt(text) for order in _orders())


@cache
def _orders() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile("".join(map(_in_a_row, pattern.places)))
        for pattern in load_lexicon().patterns
        if pattern.subject == "injection" and pattern.kind in KINDS and len(pattern.places) > 1
    )


def _in_a_row(choice: Choice | None) -> str:
    if choice is None:
        return _LEAPT
    taken = [re.escape(single(word)) for word in sorted(choice.words)]
    taken += [re.escape(single(stem)) + _ENDING for stem in sorted(choice.stems)]
    return f"(?:{'|'.join(taken)})"
