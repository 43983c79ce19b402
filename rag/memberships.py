"""A name in a list: "21. The following parties took part: [...] Pakistan [...]".

Of a long list only its opening and the name are quoted, once for each list that holds the name: a
draft report that counts a State among the parties and among the others is shown to do both.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rag.analysis import terms
from rag.compose import DraftClaim, Span
from rag.countries import countries, names_of
from rag.index import Index
from rag.values import Document, Section

# A name that more passages hold tells none of them apart.
MOST_PASSAGES = 5
CAPITALISED = re.compile(r"(?<![\w/])[A-ZА-ЯЁÀ-Ý][\w'’-]*[a-zа-яёß-ÿ][\w'’-]*")
# What stands between the items of a list, and around what is said of one: "Gelber (United States)".
_BREAK = re.compile(r"[,;.:()]|\s(?:и|and|et|und|e|y)\s")


@dataclass(frozen=True, slots=True)
class Membership:
    """Where a list opens, and the item of it that a question names."""

    opening: Span
    item: Span


Fits = Callable[[str, str], bool]


def memberships(
    question: str, language: str, chosen: Sequence[Span], index: Index
) -> list[DraftClaim]:
    """Return a claim for each list of the index that holds a name of the question.

    A country is found by any of its names, in any language. Empty unless a chosen span is, or lies
    in, such a list.
    """
    for names, fits in _named(question, language, index):
        found = list(
            dict.fromkeys(
                each for name in names for each in _lists_with(name, language, fits, index)
            )
        )
        if any(_is_quoted(each, chosen) for each in found):
            return [_claim(each, index) for each in found]
    return []


def _named(question: str, language: str, index: Index) -> Iterator[tuple[list[str], Fits]]:
    """Yield what the question names, as it may be written, and what tells that an item is it.

    An item that says more than the question is another name: South Sudan is not Sudan.
    """
    for code in sorted(countries(question, language)):
        written = [name for each in index.languages for name in names_of(code, each)]
        yield written, partial(_is_country, code)
    asked = set(terms(question, language))
    for name in dict.fromkeys(CAPITALISED.findall(question)):
        yield [name], lambda item, of: asked.issuperset(terms(item, of))


def _is_country(code: str, item: str, language: str) -> bool:
    return countries(item, language) == {code}


def _lists_with(name: str, language: str, fits: Fits, index: Index) -> Iterator[Membership]:
    """Yield the lists that hold a name, in document order, each unit once."""
    first = next(iter(CAPITALISED.findall(name)), name)
    stems = {term for each in {language, *index.languages} for term in terms(first, each)}
    rows = index.lexical.scores(sorted(stems)).best(MOST_PASSAGES + 1).rows
    if len(rows) > MOST_PASSAGES:
        return
    seen: set[tuple[str, int]] = set()
    for row in sorted(rows.tolist()):
        passage = index.passages[row]
        document = index.document(passage.source)
        for at in _occurrences(first, document, passage.start, passage.end):
            unit = _unit_at(document, at)
            colon = document.text.find(":", unit.start, at) if unit else -1
            if unit is None or colon < 0 or (passage.source, unit.start) in seen:
                continue
            opening = document.text[unit.start : colon]
            item = _item(document.text, colon + 1, at, unit.end)
            is_it = fits(document.text[slice(*item)], document.language)
            if opening.count("«") > opening.count("»") or not is_it:
                continue
            seen.add((passage.source, unit.start))
            yield Membership(
                Span(passage.source, unit.start, colon + 1),
                Span(passage.source, *_with_brackets(document.text, colon + 1, item, unit.end)),
            )


def _item(text: str, start: int, at: int, end: int) -> tuple[int, int]:
    """Return the span of the item around an offset, of a list that is text[start:end]."""
    begin = max((found.end() for found in _BREAK.finditer(text, start, at)), default=start)
    behind = _BREAK.search(text, at, end)
    stop = behind.start() if behind else end
    item = text[begin:stop]
    return begin + len(item) - len(item.lstrip()), begin + len(item.rstrip())


def _with_brackets(text: str, start: int, item: tuple[int, int], end: int) -> tuple[int, int]:
    """Return the span of an item with its brackets, or with the name behind which it has them."""
    begin, stop = item
    if text.startswith(" (", stop, end):
        return begin, text.find(")", stop, end) + 1 or stop
    if text[begin - 1 : begin] == "(" and text.startswith(")", stop, end):
        return _item(text, start, begin - 2, begin - 1)[0], stop + 1
    return item


def _occurrences(name: str, document: Document, start: int, end: int) -> Iterator[int]:
    wanted = terms(name, document.language)
    for word in CAPITALISED.finditer(document.text, start, end):
        if terms(word[0], document.language) == wanted:
            yield word.start()


def _unit_at(document: Document, at: int) -> Section | None:
    units = [s for s in document.sections if s.kind == "unit" and s.start <= at < s.end]
    return min(units, key=lambda s: s.end - s.start, default=None)


def _is_quoted(found: Membership, chosen: Sequence[Span]) -> bool:
    return any(
        span.source == found.item.source
        and span.start < found.item.end
        and found.opening.start < span.end
        for span in chosen
    )


def _claim(found: Membership, index: Index) -> DraftClaim:
    text = index.document(found.item.source).text
    opening = text[found.opening.start : found.opening.end]
    item = text[found.item.start : found.item.end]
    return DraftClaim(f"{opening} {item}.", (found.opening, found.item))
