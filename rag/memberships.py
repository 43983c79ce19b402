"""A name in a list: "21. The following parties took part: [...] Pakistan [...]".

Of a long list only its opening and the name are quoted, once for each list that holds the name: a
draft report that counts a State among the parties and among the others is shown to do both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.analysis import terms
from rag.compose import DraftClaim, Span
from rag.index import Index
from rag.values import Document, Section

# A name that more passages hold tells none of them apart.
MOST_PASSAGES = 5
CAPITALISED = re.compile(r"(?<![\w/])[A-ZА-ЯЁÀ-Ý][\w'’-]*[a-zа-яёß-ÿ][\w'’-]*")
_END = re.compile(r"[,;.]|\sи\s|\sand\s|\set\s|\sund\s|\se\s|\sy\s|$")


@dataclass(frozen=True, slots=True)
class Membership:
    """Where a list opens, and the item of it that a question names."""

    opening: Span
    item: Span


def memberships(
    question: str, language: str, chosen: Sequence[Span], index: Index
) -> list[DraftClaim]:
    """Return a claim for each list of the index that holds a name of the question.

    Empty unless a chosen span is, or lies in, such a list.
    """
    for name in dict.fromkeys(CAPITALISED.findall(question)):
        found = list(_lists_with(name, language, index))
        if any(_is_quoted(each, chosen) for each in found):
            return [_claim(each, index) for each in found]
    return []


def _lists_with(name: str, language: str, index: Index) -> Iterator[Membership]:
    """Yield the lists that hold a name, in document order, each unit once."""
    rows = {
        row
        for term in terms(name, language)
        for row in index.lexical.scores([term]).nonzero()[0].tolist()
    }
    if len(rows) > MOST_PASSAGES:
        return
    seen: set[tuple[str, int]] = set()
    for row in sorted(rows):
        passage = index.passages[row]
        document = index.document(passage.source)
        for at, end in _occurrences(name, document, passage.start, passage.end):
            unit = _unit_at(document, at)
            colon = document.text.find(":", unit.start, at) if unit else -1
            if unit is None or colon < 0 or (passage.source, unit.start) in seen:
                continue
            seen.add((passage.source, unit.start))
            stop = at + len(_END.split(document.text[at : unit.end], maxsplit=1)[0])
            yield Membership(
                Span(passage.source, unit.start, colon + 1),
                Span(passage.source, at, max(stop, end)),
            )


def _occurrences(name: str, document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    wanted = terms(name, document.language)
    for word in CAPITALISED.finditer(document.text, start, end):
        if terms(word[0], document.language) == wanted:
            yield word.span()


def _unit_at(document: Document, at: int) -> Section | None:
    units = [s for s in document.sections if s.kind == "unit" and s.start <= at < s.end]
    return min(units, key=lambda s: s.end - s.start, default=None)


def _is_quoted(found: Membership, chosen: Sequence[Span]) -> bool:
    return any(
        span.source == found.item.source
        and span.start < found.item.end
        and found.item.start < span.end
        for span in chosen
    )


def _claim(found: Membership, index: Index) -> DraftClaim:
    text = index.document(found.item.source).text
    opening = text[found.opening.start : found.opening.end]
    item = text[found.item.start : found.item.end]
    return DraftClaim(f"{opening} {item}.", (found.opening, found.item))
