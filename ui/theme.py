"""The look of the pages: Gradio's variables, the style sheet, the head; system fonts only."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio.themes import Base

__all__ = ["HEAD", "STYLE_SHEETS", "build_theme"]

ASSETS = Path(__file__).parent / "assets"
STYLE_SHEETS = [ASSETS / "colours.css", ASSETS / "page.css"]

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%230f4c5c'/%3E"
    "%3Cpath d='M12 7H8v18h4M20 7h4v18h-4' fill='none' stroke='%23fbf8f1' stroke-width='2.6'/%3E"
    "%3Crect x='12' y='13.5' width='8' height='5' rx='1' fill='%23f2c14e'/%3E%3C/svg%3E"
)
HEAD = (
    f'<link rel="icon" type="image/svg+xml" href="{ICON}">'
    '<meta name="referrer" content="no-referrer">'
    '<script type="module" src="/conversation.js"></script>'
)

FONTS = (
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Noto Sans",
    "Helvetica Neue",
    "Liberation Sans",
    "Arial",
    "sans-serif",
)


def build_theme() -> "Base":
    """Return Gradio's plainest theme in our colours; the rest is in the style sheet."""
    from gradio.themes import Base, Color

    teal = Color(
        "#eff6f6", "#d9e9ea", "#b4d3d6", "#86b6bb", "#4f9199", "#246f7a",
        "#0f4c5c", "#0d4250", "#0b3642", "#092b35", "#061e25",
    )  # fmt: skip
    paper = Color(
        "#fbf8f1", "#f5f0e4", "#e9e2d2", "#d5ccb8", "#a9a394", "#7b776c",
        "#5b5a53", "#3f423f", "#26302f", "#172224", "#0f181a",
    )  # fmt: skip
    theme: Base = Base(
        primary_hue=teal,
        secondary_hue=teal,
        neutral_hue=paper,
        font=FONTS,
        font_mono=("ui-monospace", "Menlo", "Consolas", "monospace"),
    )
    return theme.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="#1d2b30",
        body_text_color_dark="#e8e6df",
        background_fill_primary="#fffdf9",
        background_fill_primary_dark="*neutral_900",
    )
