"""What the stylesheets of a page say of the classes in it."""

import re
from collections.abc import Iterator

RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]+)$")


def raised_classes(sheets: str) -> frozenset[str]:
    """Return the classes whose text is set high: `W9` for `.W9 {vertical-align: super}`."""
    return frozenset(
        match[1]
        for selectors, declarations in _rules(sheets)
        if RAISED.search(declarations)
        for selector in selectors.split(",")
        if (match := _CLASS.search(selector.strip()))
    )


def _rules(sheets: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and the declarations of each rule, those within `@media` as well."""
    for rule in sheets.split("}"):
        head, _, declarations = rule.rpartition("{")
        yield head.rpartition("{")[2], declarations
