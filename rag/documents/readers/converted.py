"""What a reader makes of a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Converted:
    """The raw text of a file, as the parser takes it.

    `is_marked`: the text is Markdown; otherwise plain text, a form feed between pages.
    `warnings` say in a line each what of the file is missing in the text or was mended.
    """

    text: str
    is_marked: bool
    warnings: tuple[str, ...] = ()
