"""Lines of a PDF page in reading order, as text whose empty lines show the layout."""

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.documents.readers.pdf_lines import PdfLine

_MIN_COLUMN_LINES = 5
_MAX_CROSSING = 0.35
_MAX_STRIPS = 6
_PARAGRAPH_GAP = 1.3
_SECTION_GAP = 2.2
_LARGER = 1.12
_RAISED = 0.8
_NUMBER = re.compile(r"\d{1,3}")
_ITEM = re.compile(r"(?:§|[•–-]|\d{1,3}[.)]|\(?[^\W\d_]\))\s")


def lay_out(lines: Sequence[PdfLine]) -> str:
    """Return the text of a page.

    One empty line stands before a paragraph (more space than usual, or an indented first line),
    two before and after what is set off or in larger letters.
    """
    zones = _zones(list(lines))
    return "\n\n".join(_text(zone) for zone in zones if zone)


def _zones(lines: list[PdfLine]) -> list[list[PdfLine]]:
    """Return the lines in groups, each read from its top to its bottom."""
    gutter = _gutter(lines)
    if gutter is None:
        for upper, lower in _splits(lines):
            if _gutter(upper) is not None or _gutter(lower) is not None:
                return [*_zones(upper), *_zones(lower)]
        return [_in_order(lines)]
    crossing = sorted((x for x in lines if x.x0 < gutter < x.x1), key=lambda x: -x.y1)
    zones: list[list[PdfLine]] = []
    rest = [line for line in lines if not line.x0 < gutter < line.x1]
    for above in [*crossing, None]:
        here = [x for x in rest if above is None or x.y0 > above.y0]
        rest = [x for x in rest if x not in here]
        for side in (True, False):
            column = [x for x in here if (x.x1 <= gutter) is side]
            if column:
                zones += _zones(column)
        if above is not None:
            if zones and zones[-1] and zones[-1][-1] in crossing:
                zones[-1].append(above)
            else:
                zones.append([above])
    return zones


def _splits(lines: list[PdfLine]) -> list[tuple[list[PdfLine], list[PdfLine]]]:
    """Return what stands above and below each of the widest empty strips across the page."""
    ordered = sorted(lines, key=lambda x: -x.y1)
    strips: list[tuple[float, int]] = []
    bottom = ordered[0].y0 if ordered else 0.0
    for at, line in enumerate(ordered):
        if at and bottom - line.y1 > 0:
            strips.append((bottom - line.y1, at))
        bottom = min(bottom, line.y0)
    widest = sorted(strips, reverse=True)[:_MAX_STRIPS]
    return [(ordered[:at], ordered[at:]) for _, at in widest]


def _gutter(lines: Sequence[PdfLine]) -> float | None:
    """Return the x of an empty strip between two columns of prose; None if there is none.

    Prose fills its column; the cells of a table do not, and are read row by row.
    """
    if len(lines) < 2 * _MIN_COLUMN_LINES:
        return None
    left, right = min(x.x0 for x in lines), max(x.x1 for x in lines)
    best: tuple[int, float] | None = None
    edges = sorted({round(x.x0, 1) for x in lines if left + 30 < x.x0 < right - 30})
    for edge in edges:
        at = edge - 1.5
        crossing = sum(x.x0 < at < x.x1 for x in lines)
        before = [x for x in lines if x.x1 <= at]
        after = [x for x in lines if x.x0 > at]
        if min(len(before), len(after)) < _MIN_COLUMN_LINES:
            continue
        if crossing > _MAX_CROSSING * len(lines):
            continue
        if not (_is_prose(before) and _is_prose(after)):
            continue
        if best is None or crossing < best[0]:
            best = (crossing, at)
    return best[1] if best else None


def _is_prose(lines: Sequence[PdfLine]) -> bool:
    """Return whether most lines fill the column that they stand in, and hold several words."""
    width = max(x.x1 for x in lines) - min(x.x0 for x in lines)
    full = sum(x.x1 - x.x0 > 0.7 * width and x.text.count(" ") >= 2 for x in lines)
    return full >= 0.5 * len(lines)


def _in_order(lines: list[PdfLine]) -> list[PdfLine]:
    """Return the lines from top to bottom if they are drawn nearly so, else as they are drawn."""
    steps = [after.y0 <= before.y1 for before, after in pairwise(lines)]
    if sum(steps) < 0.85 * len(steps):
        return lines
    rows: list[list[PdfLine]] = []
    for line in sorted(lines, key=lambda x: -(x.y0 + x.y1)):
        middle = (line.y0 + line.y1) / 2
        if rows and rows[-1][0].y0 < middle < rows[-1][0].y1:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(row) for row in rows]


def _joined(row: list[PdfLine]) -> PdfLine:
    """Return the runs on one baseline as one line; a raised number sticks to its word."""
    row = sorted(row, key=lambda x: x.x0)
    if len(row) == 1:
        return row[0]
    height = max(x.height for x in row)
    text, n_cells, is_stuck = "", 0, False
    for run in row:
        is_raised = run.height < _RAISED * height and _NUMBER.fullmatch(run.text) is not None
        if is_raised:
            text = text.rstrip("( ")
            text += (" " if text[-1:].isdigit() else "") + run.text + ("" if text else " ")
        elif is_stuck:
            rest = run.text.lstrip(") ")
            text += rest if rest[:1] in ",.;:" else f" {rest}"
        else:
            text += f"  {run.text}" if text else run.text
            n_cells += 1
        is_stuck = is_raised
    return PdfLine(
        text=text.strip(),
        x0=row[0].x0,
        x1=max(x.x1 for x in row),
        y0=min(x.y0 for x in row),
        y1=max(x.y1 for x in row),
        height=height,
        n_cells=n_cells,
    )


def _text(lines: Sequence[PdfLine]) -> str:
    left = min(x.x0 for x in lines)
    right = max(x.x1 for x in lines)
    heights = sorted(x.height for x in lines)
    usual = heights[len(heights) // 2]
    pitch = _pitch(lines)
    parts: list[str] = []
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        after = lines[at + 1] if at + 1 < len(lines) else None
        if before is not None:
            parts.append("\n" * (1 + _gap(before, line, after, pitch, usual, right - left)))
        parts.append(line.text)
    return "".join(parts)


def _pitch(lines: Sequence[PdfLine]) -> float:
    """Return the usual distance from one baseline to the next."""
    steps = sorted(a.y0 - b.y0 for a, b in pairwise(lines) if a.y0 - b.y0 > 1)
    return steps[len(steps) // 3] if steps else 12.0


def _gap(
    before: PdfLine,
    line: PdfLine,
    after: PdfLine | None,
    pitch: float,
    usual: float,
    width: float,
) -> int:
    """Return the number of empty lines that show how far a line stands from the one before."""
    step = before.y0 - line.y0
    larger = max(before.height, line.height)
    if larger > _LARGER * usual:
        is_same = abs(before.height - line.height) < 0.05 * larger
        return 0 if is_same and 0 < step < 1.6 * larger else 2
    if step < 0 or step > _SECTION_GAP * pitch:
        return 2
    if step > _PARAGRAPH_GAP * pitch:
        return 1
    if before.height - line.height > 0.1 * usual and line.text[:1].isdigit():
        return 1
    if max(before.n_cells, line.n_cells) > 2 or min(before.n_cells, line.n_cells) > 1:
        return 1
    is_ended = before.text[-1:] in ".;:!?" or (before.text[-1:] == "," and line.text[:1].isupper())
    is_short = before.x1 < line.x0 + 0.8 * width
    is_indented = line.x0 - before.x0 > 0.8 * line.height
    goes_back = after is not None and line.x0 - after.x0 > 0.8 * line.height
    if is_indented and is_ended and (goes_back or is_short):
        return 1
    starts = is_short and (is_ended or _ITEM.match(line.text) is not None)
    return int(starts and abs(line.x0 - before.x0) < 2)
