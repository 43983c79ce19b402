"""What must not get worse: the least, or the most, of each measure, kept in one file."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from embeddings.errors import UserError


def missed(figures: Mapping[str, Any], thresholds: Path) -> list[str]:
    """Return a line for each figure that misses its threshold, in the order of the file.

    A table of the file names a group of `figures`; in it `at_least` and `at_most` give a bound for
    each measure. Raises UserError for a file of another form or a figure that is not there.
    """
    try:
        table = tomllib.loads(thresholds.read_text("utf-8"))
        bounds = [
            (group, kind, measure, float(bound))
            for group, kinds in table.items()
            for kind, measures in kinds.items()
            for measure, bound in measures.items()
        ]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UserError(
            f"{thresholds} holds no thresholds ({type(error).__name__}: {error}): "
            "see eval/thresholds.toml."
        ) from error
    lines = []
    for group, kind, measure, bound in bounds:
        if kind not in ("at_least", "at_most") or measure not in figures.get(group, {}):
            raise UserError(f"{thresholds}: there is no '{measure}' of '{group}' ({kind}).")
        value = figures[group][measure]
        is_met = value >= bound if kind == "at_least" else value <= bound
        if not is_met:
            lines.append(f"{group}: {measure} is {value:.3f}, {kind.replace('_', ' ')} {bound:.3f}")
    return lines
