"""A table of figures that prints and that goes to JSON."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """`rows` are ready to print, one string per column; `figures` are the numbers behind them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the figures, unrounded."""
        return self.figures
