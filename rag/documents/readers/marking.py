"""Text to Markdown that says the same: words that look like marks are escaped."""

import re
from collections.abc import Sequence

_SIGNS = re.compile(r"[\\`*]|(?<!\w)_|_(?!\w)|__")
_SPACES = re.compile(r"[ \t\r\n]+")
_TAG = re.compile(r"<(?=[A-Za-z/!])")
_ENTITY = re.compile(r"&(?=[A-Za-z#])")
_HEADING_SIGN = re.compile(r"^(#{1,6})")
_NUMBERED = re.compile(r"^(\d{1,3})([.)])(?=\s)")
_MAX_CELL = 300
_MAX_BOLD = 250


def escape(text: str) -> str:
    """Return running text with the signs escaped that Markdown would take for marks."""
    text = _ENTITY.sub("&amp;", text)
    text = _TAG.sub("&lt;", text)
    text = _SIGNS.sub(lambda sign: "".join(f"\\{one}" for one in sign[0]), text)
    return text.replace("](", "]&#40;").replace("[^", "[&#94;")


def squeeze(text: str) -> str:
    """Return the text on one line with single spaces; non-breaking ones stay."""
    return _SPACES.sub(" ", text).strip()


def paragraph(text: str, *, is_bold: bool = False) -> str:
    """Return a paragraph of marked text; a short bold one is marked as such."""
    text = _HEADING_SIGN.sub(r"\\\1", text)
    if is_bold and len(text) <= _MAX_BOLD and "\n" not in text and "**" not in text:
        return f"**{text}**"
    return text


def heading(text: str, level: int) -> str:
    """Return a heading of level 1 to 6."""
    return f"{'#' * min(max(level, 1), 6)} {squeeze(text)}"


def note(number: int, blocks: Sequence[str]) -> str:
    """Return the definition of a footnote."""
    return f"[^{number}]: {squeeze(' '.join(blocks))}"


def table_row(cells: Sequence[Sequence[str]]) -> list[str]:
    """Return the row of a table from the blocks of each cell.

    A row that lays out a page rather than a table (one cell with text, or long ones) becomes
    the paragraphs of its cells.
    """
    filled = [cell for cell in cells if any(block.strip() for block in cell)]
    texts = [
        squeeze(" ".join(block.removeprefix("**").removesuffix("**") for block in cell))
        for cell in filled
    ]
    if len(filled) < 2 or any(
        len(text) > _MAX_CELL and len(cell) > 1 for text, cell in zip(texts, filled, strict=True)
    ):
        return [block for cell in filled for block in cell]
    return ["| " + " | ".join(text.replace("|", "&#124;") for text in texts) + " |"]
