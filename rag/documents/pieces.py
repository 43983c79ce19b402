"""The paragraphs of a document, those over a budget cut where a reader would pause."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.documents.context import is_heading
from rag.documents.pinpoints import section_at
from rag.sentences import sentence_spans
from rag.values import Document

_LEAD = 3  # a lead-in under this part of the budget stands with what it leads to
_MOST_CHARS = 8  # characters a token, more than any text has on average
_BREAK = "\n\n"
# Where a long sentence may be cut, best first. A comma in a number has no space after it, and
# no cut stands between a number or a short word (`п.`, `ст.`, `No.`) and what follows it.
_PAUSES = (
    re.compile(r"(?<=;)\s+"),
    re.compile(r"(?<=[,:])\s+(?=[^\W\d])"),
    re.compile(r"(?<=[^\W\d_]{4})\s+(?=[^\W\d_]{2})"),
    re.compile(r"\s+"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or a part of one that is over the budget; `owner` is its innermost section.

    `is_heading`: it stands with what follows it, as do a heading and the lead-in to a list.
    """

    start: int
    end: int
    owner: int | None
    is_heading: bool
    is_part: bool
    n_tokens: int


def find_pieces(
    document: Document, count_tokens: Callable[[str], int], budget_tokens: int
) -> list[Piece]:
    """Return the paragraphs in order; one that would not fit under its headings comes in parts."""
    titled = {s.start for s in document.sections if is_heading(document, s)}
    pieces: list[Piece] = []
    room = budget_tokens
    for start, end in _paragraphs(document.text):
        text = document.text[start:end]
        owner = section_at(document, start, end)
        is_long = len(text) > _MOST_CHARS * room  # counted by sentence, not as a whole
        n_tokens = room + 1 if is_long else count_tokens(text)
        if n_tokens <= room:
            leads = start in titled or _is_lead(document, end, owner, n_tokens, budget_tokens)
            pieces.append(Piece(start, end, owner, leads, False, n_tokens))
            room = max(room - n_tokens, budget_tokens // 2) if leads else budget_tokens
            continue
        for first, last, n_tokens in split_long(text, document.language, count_tokens, room):
            pieces.append(Piece(start + first, start + last, owner, False, True, n_tokens))
        room = budget_tokens
    return pieces


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the spans between empty lines, trimmed, those that hold something."""
    spans = []
    at = 0
    for words in text.split(_BREAK):
        first = at + len(words) - len(words.lstrip())
        last = at + len(words.rstrip())
        if first < last:
            spans.append((first, last))
        at += len(words) + len(_BREAK)
    return spans


def _is_lead(
    document: Document, end: int, owner: int | None, n_tokens: int, budget_tokens: int
) -> bool:
    """Return whether a short paragraph leads to a list below it, as a heading would."""
    if owner is None or document.text[end - 1] != ":" or n_tokens > budget_tokens // _LEAD:
        return False
    return end < document.sections[owner].end


def split_long(
    text: str, language: str, count_tokens: Callable[[str], int], budget_tokens: int
) -> list[tuple[int, int, int]]:
    """Return (start, end, tokens) of parts that cover the text, within the budget if they can be.

    Cut at sentence ends; a sentence over the budget at semicolons, then at commas and colons
    before a word, then between words, then at any white space. Neighbours are packed into as
    few parts as fit, of like length.
    """
    atoms: list[tuple[int, int, int]] = []
    for start, end in sentence_spans(text, language):
        atoms += _atoms(text, start, end, 0, count_tokens, budget_tokens)
    # The same number of parts with the smallest limit: parts of like length.
    n_parts = len(_pack(atoms, budget_tokens))
    total = sum(n for _, _, n in atoms)
    low, high = max(total // n_parts, *(n for _, _, n in atoms)), budget_tokens
    while low < high:
        limit = (low + high) // 2
        if len(_pack(atoms, limit)) <= n_parts:
            high = limit
        else:
            low = limit + 1
    return [
        (start, end, n_tokens if is_alone else count_tokens(text[start:end]))
        for start, end, n_tokens, is_alone in _pack(atoms, max(low, high))
    ]


def _pack(atoms: list[tuple[int, int, int]], limit: int) -> list[tuple[int, int, int, bool]]:
    """Return neighbours put together while they stay within the limit, a token for each gap.

    Each is (start, end, tokens at most, whether it is one atom, whose tokens are exact).
    """
    spans: list[tuple[int, int, int, bool]] = []
    for start, end, n_tokens in atoms:
        if spans and spans[-1][2] + n_tokens < limit:
            first, _, held, _ = spans[-1]
            spans[-1] = (first, end, held + n_tokens + 1, False)
        else:
            spans.append((start, end, n_tokens, True))
    return spans


def _atoms(
    text: str, start: int, end: int, level: int, count_tokens: Callable[[str], int], budget: int
) -> list[tuple[int, int, int]]:
    """Return (start, end, tokens) of parts within the budget, cut at the pauses of a level."""
    n_tokens = count_tokens(text[start:end])
    if n_tokens <= budget or level == len(_PAUSES):
        return [(start, end, n_tokens)]
    parts: list[tuple[int, int, int]] = []
    at = start
    for pause in _PAUSES[level].finditer(text, start, end):
        if pause.start() > at and pause.end() < end:
            parts += _atoms(text, at, pause.start(), level + 1, count_tokens, budget)
            at = pause.end()
    parts += _atoms(text, at, end, level + 1, count_tokens, budget)
    return parts
