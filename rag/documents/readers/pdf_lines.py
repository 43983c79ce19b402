"""The lines of a PDF page, each with the box that it fills."""

from ctypes import byref
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

_WIDE_GAP = 1.6  # of the letters' height: a column's or a cell's edge, no space between words
_RAISED = 0.8
_MAX_CHARS = 500_000


@dataclass(slots=True)
class PdfLine:
    """A run of text on one baseline; y grows upwards, `height` is that of its usual letters."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    height: float
    n_cells: int = 1


@dataclass(slots=True)
class _Char:
    sign: str
    x0: float
    x1: float
    y0: float
    y1: float


def read_lines(page: "PdfTextPage", rotation: int) -> list[PdfLine]:
    """Return the runs of text of a page in the order in which they are drawn.

    A run ends where the line ends, and where a gap wider than a space parts columns or cells.
    `rotation` is the page's, in degrees.
    """
    lines: list[PdfLine] = []
    chars: list[_Char] = []
    for char in _chars(page, rotation):
        if char.sign in "\r\n":
            lines += _runs(chars)
            chars = []
        else:
            chars.append(char)
    return [*lines, *_runs(chars)]


def _chars(page: "PdfTextPage", rotation: int) -> list[_Char]:
    import pypdfium2.raw as c

    box = c.FS_RECTF()
    chars: list[_Char] = []
    for at in range(min(page.count_chars(), _MAX_CHARS)):
        code = c.FPDFText_GetUnicode(page, at)
        if not code or code > 0x10FFFF or 0xD800 <= code < 0xE000:
            continue
        sign = "-" if code == 2 else chr(code)  # pdfium's mark of a hyphen at a line's end
        c.FPDFText_GetLooseCharBox(page, at, byref(box))
        if c.FPDFText_IsGenerated(page, at) == 1 or sign in "\r\n":
            last = chars[-1] if chars else _Char("", 0, 0, 0, 0)
            chars.append(_Char(sign, last.x1, last.x1, last.y0, last.y1))
            continue
        chars.append(_Char(sign, *_turned(box.left, box.right, box.bottom, box.top, rotation)))
    return chars


def _turned(
    left: float, right: float, bottom: float, top: float, rotation: int
) -> tuple[float, float, float, float]:
    """Return x0, x1, y0, y1 as they appear on a page shown with that rotation."""
    if rotation == 90:
        return bottom, top, -right, -left
    if rotation == 180:
        return -right, -left, -top, -bottom
    if rotation == 270:
        return -top, -bottom, left, right
    return left, right, bottom, top


def _runs(chars: list[_Char]) -> list[PdfLine]:
    """Return the runs in a line as pdfium sees it."""
    runs: list[list[_Char]] = [[]]
    solid: _Char | None = None
    for char in chars:
        if char.sign.isspace():
            runs[-1].append(char)
            continue
        if solid is not None:
            height = max(char.y1 - char.y0, solid.y1 - solid.y0, 1.0)
            gap = char.x0 - solid.x1
            if gap > _WIDE_GAP * height or gap < -4 * height:
                runs.append([])
        runs[-1].append(char)
        solid = char
    return [line for run in runs if (line := _line(run)) is not None]


def _line(run: list[_Char]) -> PdfLine | None:
    solid = [char for char in run if not char.sign.isspace()]
    if not solid:
        return None
    heights = sorted(char.y1 - char.y0 for char in solid)
    height = heights[len(heights) // 2]
    usual = [char for char in solid if char.y1 - char.y0 >= _RAISED * height] or solid
    return PdfLine(
        text="".join(char.sign for char in run).strip(),
        x0=min(char.x0 for char in solid),
        x1=max(char.x1 for char in solid),
        y0=sorted(char.y0 for char in usual)[len(usual) // 2],
        y1=sorted(char.y1 for char in usual)[len(usual) // 2],
        height=height,
    )
