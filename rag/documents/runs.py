"""Lists that are set in one paragraph, `...: a) the one; b) the other`, to their items."""

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.documents.ordinals import CYRILLIC, LATIN, ROMANS

_NUMBERS = [str(number) for number in range(1, 60)]
_LETTERS = list(LATIN)
_CYRILLIC = list(CYRILLIC)
_ROMANS = list(ROMANS)
_LABEL = re.compile(
    r"(?<!\S)(?:(?P<both>\()?(?P<item>[^\W\d_A-ZА-Я]{1,5}|\d{1,2})\)|(?P<dotted>\d{1,2})\.)(?=\s?[^\W_])"
)
_AND = re.compile(r"[;,]\s(?:and|or|und|oder|sowie|et|ou|e|ed|o|y|u|и|или)$")
_LONGEST_TITLE = 100
_NESTED = re.compile(r"(?:^|\s)\(?[^\W_]{1,2}[.)]$")


def split_run(text: str) -> list[str]:
    """Return the parts of a paragraph that holds numbered, lettered or Roman items in order.

    What stands before the first item comes first; a text without such a list is returned whole.
    A list has two items or more, counted from the first without a gap, each at the start, after
    a colon, semicolon, comma or full stop, or after the `and` that follows one of these. One item
    makes a list after a colon, and `(1)` after a short title.
    """
    parts = [text]
    for names in (_NUMBERS, _LETTERS, _CYRILLIC, _ROMANS):
        parts = [piece for part in parts for piece in _split(part, names)]
    return parts


def _split(text: str, names: Sequence[str]) -> list[str]:
    labels = list(_LABEL.finditer(text))
    cuts: list[int] = []
    n_items = 0
    for at, label in enumerate(labels):
        if n_items == len(names):
            break
        name = label["item"] or label["dotted"]
        following = labels[at + 1] if at + 1 < len(labels) else None
        if name != names[n_items] or not _may_begin(text, label, is_first=n_items == 0):
            continue
        if name == "i" and names is _LETTERS and following and following["item"] == "ii":
            continue
        n_items += 1
        if label.start():
            cuts.append(label.start())
    if n_items < 2 and not (cuts and _begins_list(text, cuts[0])):
        return [text]
    bounds = [0, *cuts, len(text)]
    pieces = [text[start:end].strip() for start, end in pairwise(bounds)]
    return [piece for piece in pieces if piece]


def _begins_list(text: str, cut: int) -> bool:
    """Return whether one item makes a list, the rest being set apart: `...: a)`, `Title (1)`."""
    return text[:cut].rstrip().endswith(":") or (text[cut] == "(" and cut <= _LONGEST_TITLE)


def _may_begin(text: str, label: re.Match[str], *, is_first: bool) -> bool:
    """Return whether a list item may begin at a label, by what stands before it."""
    before = text[max(0, label.start() - 12) : label.start()].rstrip()
    if not before or before[-1] in ":;.!?":
        return True
    if label["dotted"]:
        return False
    if label["item"].isdigit():
        return label["both"] is not None and is_first
    if is_first:
        return _NESTED.search(before) is not None
    return before[-1] == "," or _AND.search(before) is not None
