"""The way back from a document's text to the raw text of its file.

A map is a list of runs (start, raw_start, length), ordered by start: `length` characters of the
text from `start` stand in the raw text from `raw_start`. In a run character agrees with
character and white space with white space. A negative length marks characters that cleaning
changed one for one, a repaired letter or a raised digit: `-length` of them.
"""

from __future__ import annotations  # numpy loads with the first document, not on import

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rag.values import Document, RawRun

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The address of a Markdown link, and HTML tags: no text, and in the way of comparing.
_MARKUP = re.compile(
    r"(\[(?:[^\[\]\n]|\n(?!\s*\n)){1,500})\]\([^()\s]{1,2000}\)"
    r"|</?[A-Za-z]{1,10}(?:\s[^<>]{0,300})?/?>"
)
_RAISED = {ord(raised): ord("0") + digit for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
# White space, control, invisible and private characters, from the first to the last.
_UNSEEN = (
    (0x00, 0x20), (0x7F, 0xA0), (0xAD, 0xAD), (0x1680, 0x1680), (0x2000, 0x200F),
    (0x2028, 0x202F), (0x205F, 0x2060), (0x2066, 0x2069), (0x3000, 0x3000), (0xE000, 0xF8FF),
    (0xFEFF, 0xFEFF),
)  # fmt: skip
_PLANE = 0x10000
_PROBE = 16  # characters that must agree for a place to be found again
_CHANGED_PROBE = 6
_MARKS = ((6, 2), (16, 4), (80, 8))  # within so many characters so many must agree
_MARK_LENGTH = 8  # signs and digits, no letters, that may stand before a single character
_NEAR, _FAR = 4_000, 400_000  # how far to look for it in the raw text, first and then
_MOST_LOST = 24  # characters of the text that may have no counterpart in a row


@dataclass(frozen=True, slots=True)
class _Solid:
    """A text without white space and invisible characters; `places` are its offsets in the text."""

    text: str
    places: NDArray[np.int64]


# Where characters in a row agree: from which of the text and of the source on, how many, and
# whether the one that does was changed.
_Match = tuple[int, int, int, bool]


def map_raw(text: str, notes: Sequence[tuple[int, int]], raw: str) -> list[RawRun]:
    """Return the runs that lead from a text to the raw text it was cleaned from.

    `notes` are the spans of footnotes, which stand in order after the text and in the raw text
    amid it. Time grows with the length of the texts.
    """
    import numpy as np

    bare = _MARKUP.sub(_blank, raw) if "<" in raw or "](" in raw else raw
    source = _solid(bare)
    solid = _solid(text)
    matches: list[_Match] = []
    at = 0
    for start, end in [(0, notes[0][0] if notes else len(text)), *notes]:
        first, last = np.searchsorted(solid.places, (start, end)).tolist()
        found = _align(solid, first, last, source, at)
        if found and start:
            at = found[-1][1] + found[-1][2]
        matches += found
    return _runs(matches, solid, source, text, raw)


def raw_span(document: Document, start: int, end: int) -> tuple[int, int]:
    """Return the span of the raw text that document.text[start:end] was made from.

    It reaches from the first to the last character that has a counterpart; where none has, it
    is empty and lies behind the text before.
    """
    runs = document.raw_runs
    first = max(0, bisect_right(runs, start, key=lambda run: run[0]) - 1)
    spans = []
    behind = 0
    for run_start, raw_start, length in runs[first:]:
        if run_start >= end:
            break
        run_end = run_start + abs(length)
        if run_end > start:
            spans.append(
                (
                    raw_start + max(0, start - run_start),
                    raw_start + min(abs(length), end - run_start),
                )
            )
        elif run_end <= start:
            behind = raw_start + abs(length)
    if not spans or start >= end:
        return (spans[0][0],) * 2 if spans else (behind, behind)
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _blank(match: re.Match[str]) -> str:
    kept = match[1] or ""
    return kept + " " * (len(match[0]) - len(kept))


def _solid(text: str) -> _Solid:
    """Return the characters that show, raised digits as plain ones, accents joined to letters."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    signs = np.where(codes < _PLANE, _signs()[codes & (_PLANE - 1)], codes)
    places = np.flatnonzero(signs)
    solid = signs[places].tobytes().decode("utf-32-le", "surrogatepass")
    if unicodedata.is_normalized("NFC", solid):
        return _Solid(solid, places)
    return _composed(solid, places)


@cache
def _signs() -> NDArray[np.uint32]:
    """Return what each character of the basic plane is compared as, 0 where it does not show."""
    import numpy as np

    signs = np.arange(_PLANE, dtype=np.uint32)
    for first, last in _UNSEEN:
        signs[first : last + 1] = 0
    for raised, plain in _RAISED.items():
        signs[raised] = plain
    return signs


def _composed(text: str, places: NDArray[np.int64]) -> _Solid:
    """Return the text in NFC; a letter takes the place of the first of its parts."""
    import numpy as np

    parts: list[str] = []
    kept: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        composed = unicodedata.normalize("NFC", text[at:end])
        parts.append(composed)
        kept += [int(places[min(at + i, end - 1)]) for i in range(len(composed))]
        at = end
    return _Solid("".join(parts), np.array(kept, dtype=np.int64))


def _align(clean: _Solid, first: int, last: int, source: _Solid, at: int) -> list[_Match]:
    """Return what of clean.text[first:last] stands in the source at or after `at`, in order."""
    matches: list[_Match] = []
    text = clean.text[first:last]
    done = 0
    while done < len(text):
        n = _common(text, done, source.text, at)
        if n:
            matches.append((first + done, at, n, False))
            done, at = done + n, at + n
            continue
        lost, skipped = _resume(text, done, source.text, at)
        if lost == skipped and 0 < lost <= 2:
            matches += [(first + done + i, at + i, 1, True) for i in range(lost)]
        done, at = done + lost, at + skipped
    return matches


def _common(text: str, start: int, other: str, other_start: int) -> int:
    """Return how many characters agree from two starts on, in blocks that grow, then shrink."""
    n, block, is_growing = 0, 1, True
    while block:
        one = text[start + n : start + n + block]
        if len(one) == block and other.startswith(one, other_start + n):
            n += block
            block = block * 4 if is_growing else block
        else:
            is_growing = False
            block //= 2
    return n


def _resume(text: str, start: int, other: str, other_start: int) -> tuple[int, int]:
    """Return how much of the text and of the raw text to pass over until both agree again.

    A changed letter is looked for first, then marks and numbers that were removed: few, so that
    few characters need to agree behind them. Else the nearest place is taken, characters of the
    text weighing more than those of the raw text, which holds all that cleaning removed. Where
    none is found one character of the text is lost.
    """
    for n in (1, 2):
        behind = text[start + n : start + n + _CHANGED_PROBE]
        if behind and other.startswith(behind, other_start + n):
            return n, n
    for reach, length in _MARKS:
        probe = text[start : start + length]
        found = other.find(probe, other_start, other_start + reach + len(probe))
        if found >= 0:
            return 0, found - other_start
    mark = other.find(text[start], other_start, other_start + _MARK_LENGTH)
    if mark >= 0 and not any(sign.isalpha() for sign in other[other_start:mark]):
        return 0, mark - other_start
    best: tuple[int, int, int] | None = None
    for reach in (_NEAR, _FAR):
        for lost in range(_MOST_LOST):
            probe = text[start + lost : start + lost + _PROBE]
            is_short = len(probe) < _PROBE and lost > 0
            if not probe or is_short or (best and best[0] <= lost * _PROBE):
                break
            stop = other_start + reach if best is None else other_start + best[2]
            found = other.find(probe, other_start, stop + _PROBE)
            if found >= 0:
                cost = found - other_start + lost * _PROBE
                if best is None or cost < best[0]:
                    best = (cost, lost, found - other_start)
        if best:
            return best[1], best[2]
    return 1, 0


def _runs(
    matches: Sequence[_Match], clean: _Solid, source: _Solid, text: str, raw: str
) -> list[RawRun]:
    """Return the runs of the matches, in which white space is as long in both texts."""
    import numpy as np

    if not matches:
        return []
    firsts, raw_firsts, lengths, are_changed = np.array(matches, dtype=np.int64).T
    ends = lengths.cumsum()
    within = np.arange(lengths.sum()) - np.repeat(ends - lengths, lengths)
    places = clean.places[np.repeat(firsts, lengths) + within]
    raw_places = source.places[np.repeat(raw_firsts, lengths) + within]
    ahead = places - raw_places
    begins = np.flatnonzero((within == 0) | (ahead != np.roll(ahead, 1)))
    lasts = places[np.append(begins[1:], len(places)) - 1]
    changed = np.repeat(are_changed, lengths)[begins]
    runs: list[RawRun] = []
    rows = (places[begins], raw_places[begins], lasts, changed)
    for start, raw_start, last, is_changed in zip(*(row.tolist() for row in rows), strict=True):
        if is_changed:
            runs.append((start, raw_start, -1))
        else:
            runs += _exact(start, raw_start, last + 1 - start, text, raw)
    return runs


def _exact(start: int, raw_start: int, length: int, text: str, raw: str) -> list[RawRun]:
    """Return a run, cut where a raised digit or a joined accent stands for another character."""
    one, other = text[start : start + length], raw[raw_start : raw_start + length]
    if one == other or one.split() == other.split():
        return [(start, raw_start, length)]
    runs: list[RawRun] = []
    for at, (sign, raw_sign) in enumerate(zip(one, other, strict=False)):
        is_same = sign == raw_sign or (sign.isspace() and not raw_sign.isalnum())
        step = 1 if is_same else -1
        if runs and (runs[-1][2] > 0) == is_same:
            runs[-1] = (*runs[-1][:2], runs[-1][2] + step)
        else:
            runs.append((start + at, raw_start + at, step))
    return runs
