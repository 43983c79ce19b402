"""A document to passages: its own units, small enough to search."""

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from itertools import pairwise

from rag.documents.context import heading_of
from rag.documents.pieces import Piece, find_pieces
from rag.documents.pinpoints import pinpoint_at, pinpoint_of_run
from rag.values import Document, Passage, Section

__all__ = ["pinpoint_at", "split_passages"]

_SMALL = 4  # a unit under this part of the budget may share a passage with its siblings


def split_passages(
    document: Document, count_tokens: Callable[[str], int], budget_tokens: int = 200
) -> list[Passage]:
    """Return the passages of a document in order.

    Every character that is no white space falls in exactly one. A passage is a unit with all
    that it holds, a run of small siblings, or a part of a unit over the budget, cut at sentence
    ends, else at semicolons, commas and spaces, never inside a number, an abbreviation or a
    citation. Headings stand with the text beneath them. A word over the budget stays whole.
    """
    count_tokens = cache(count_tokens)  # many of the words that meet, meet often
    text = document.text

    def fits(group: Sequence[Piece]) -> bool:
        return _n_tokens(text, group, count_tokens) <= budget_tokens

    pieces = find_pieces(document, count_tokens, budget_tokens)
    groups: list[list[Piece]] = []
    headings: list[Piece] = []
    at = 0
    while at < len(pieces):
        room = budget_tokens - sum(piece.n_tokens for piece in headings)
        end = _unit_end(document, pieces, at, room)
        if pieces[at].is_heading and end == at + 1:
            if headings and not fits([*headings, pieces[at]]):
                groups.append(headings)
                headings = []
            headings.append(pieces[at])
            at += 1
            continue
        group = pieces[at:end]
        if headings and not fits(headings + group):
            groups.append(headings)
            headings = []
        is_shared = not headings and groups and _share(document, groups[-1], group, budget_tokens)
        if is_shared and fits(groups[-1] + group):
            groups[-1] += group
        else:
            groups.append(headings + group)
        headings = []
        at = end
    if headings:
        groups.append(headings)
    return [_passage(document, group, count_tokens) for group in groups]


def _unit_end(document: Document, pieces: Sequence[Piece], at: int, room: int) -> int:
    """Return the position after the largest unit that begins at a piece and fits the room."""
    owner = pieces[at].owner
    end = at + 1
    while owner is not None:
        section = document.sections[owner]
        if section.kind == "heading" or section.start != pieces[at].start:
            break
        last, n_tokens = at, 0
        while last < len(pieces) and pieces[last].end <= section.end:
            n_tokens += pieces[last].n_tokens
            last += 1
        if n_tokens > room:
            break
        end = max(end, last)
        owner = section.parent
    return end


def _share(
    document: Document, before: Sequence[Piece], group: Sequence[Piece], budget_tokens: int
) -> bool:
    """Return whether two neighbours are small siblings, or paragraphs of one section."""
    first, second = before[-1], group[0]
    n_before = sum(piece.n_tokens for piece in before)
    n_tokens = sum(piece.n_tokens for piece in group)
    if n_before + n_tokens > budget_tokens or first.is_part or second.is_part:
        return False
    if first.owner == second.owner:
        return True
    one, other = _section(document, before[-1].owner), _section(document, group[0].owner)
    if one is None or other is None or one.parent != other.parent:
        return False
    are_units = one.kind == other.kind == "unit"
    are_whole = one.start >= before[0].start and other.end <= group[-1].end
    return are_units and are_whole and max(n_before, n_tokens) <= budget_tokens // _SMALL


def _is_above(document: Document, piece: Piece, end: int) -> bool:
    """Return whether a piece only heads the passage that ends at `end`, as no unit in it does."""
    section = _section(document, piece.owner)
    is_whole = section is not None and section.kind == "unit" and section.end <= end
    return piece.is_heading and not is_whole


def _n_tokens(text: str, group: Sequence[Piece], count_tokens: Callable[[str], int]) -> int:
    """Return the tokens from the first to the last of neighbouring pieces.

    Only the words that meet are counted anew: no token reaches over a space into the word
    before it.
    """
    n_tokens = group[0].n_tokens
    for one, other in pairwise(group):
        start = max(one.start, text.rfind(" ", one.start, one.end))
        space = text.find(" ", other.start, other.end)
        end = other.end if space < 0 else space
        apart = count_tokens(text[start : one.end]) + count_tokens(text[other.start : end])
        n_tokens += other.n_tokens + count_tokens(text[start:end]) - apart
    return n_tokens


def _section(document: Document, at: int | None) -> Section | None:
    return None if at is None else document.sections[at]


def _passage(
    document: Document, group: Sequence[Piece], count_tokens: Callable[[str], int]
) -> Passage:
    start, end = group[0].start, group[-1].end
    text = document.text[start:end]
    content = list(group)
    while len(content) > 1 and _is_above(document, content[0], end):
        content = content[1:]
    heading = heading_of(document, start, content[0].owner)
    key = "\0".join((document.source, str(start), heading, text))
    return Passage(
        passage_id=sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        source=document.source,
        start=start,
        end=end,
        text=text,
        pinpoint=pinpoint_of_run(document, content[0].start, end),
        n_tokens=_n_tokens(document.text, group, count_tokens),
        heading=heading,
    )
