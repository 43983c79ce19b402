"""What tells two questions apart that are about the same: what is asked for, and of what.

"Who chaired the group in 2021?" and "How often has the group met by 2021?" are near each other in
any space of meanings; so are a question about Albania and the same about Serbia.
"""

import re
from dataclasses import dataclass
from functools import cache

from rag.analysis import TOKEN, content_terms, normalise, symbol_terms
from rag.asks import kinds_asked
from rag.countries import countries

_FIGURE = re.compile(r"\d+")
_KINDS = {
    "who": r"кто|кого|кому|кем|whom?|whose|qui|wer|wen|wem|chi|qui[ée]n(?:es)?",
    "why": r"почему|зачем|отчего|по какой причине|из-за чего|why|pourquoi|warum|weshalb|wieso|"
    r"perch[ée]|por qu[ée]",
}
# A day is asked for as a date is; a definition is asked for in too many ways to tell.
_SAME = {"day": "date"}
_NO_KIND = {"definition"}


@dataclass(frozen=True, slots=True)
class Traits:
    """terms: stems that carry meaning, in the question's language; kinds: of what it asks for.

    figures and symbols: numbers, and marks such as 76/186; places: codes of countries.
    """

    language: str
    terms: frozenset[str]
    kinds: frozenset[str]
    figures: frozenset[str]
    symbols: frozenset[str]
    places: frozenset[str]


def traits(text: str, language: str) -> Traits:
    """Return the traits of a question in one of the six languages."""
    folded = normalise(text)
    kinds = {_SAME.get(kind, kind) for kind in kinds_asked(text)} - _NO_KIND
    kinds |= {kind for kind, pattern in _patterns().items() if pattern.search(folded)}
    marks = [token for token in TOKEN.findall(folded) if "/" in token and _FIGURE.search(token)]
    return Traits(
        language,
        frozenset(content_terms(text, language)),
        frozenset(kinds),
        frozenset(_FIGURE.findall(folded)),
        frozenset(symbol_terms(mark)[-1] for mark in marks),
        countries(text, language),
    )


def shared_words(one: Traits, other: Traits) -> float | None:
    """Return the share of their terms that both have (Jaccard 1901), None between languages."""
    if one.language != other.language:
        return None
    return len(one.terms & other.terms) / max(1, len(one.terms | other.terms))


def is_about_another(one: Traits, other: Traits) -> bool:
    """Return whether each names a figure, a symbol or a country that the other does not."""
    return any(
        bool(a - b and b - a)
        for a, b in (
            (one.figures, other.figures),
            (one.symbols, other.symbols),
            (one.places, other.places),
        )
    )


def other_kind(one: Traits, other: Traits) -> float:
    """Return 1.0 where they ask for different kinds of thing, 0.5 where only one names a kind."""
    if one.kinds and other.kinds:
        return float(one.kinds.isdisjoint(other.kinds))
    return 0.5 if one.kinds or other.kinds else 0.0


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for kind, words in _KINDS.items()}
