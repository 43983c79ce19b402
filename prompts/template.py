"""A prompt template: text with {placeholders}, checked when it is loaded, named by its hash."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Prompt:
    """`version` is the first 12 hex digits of the SHA-256 of the file."""

    text: str
    version: str

    def fill(self, **values: str) -> str:
        """Return the text with its placeholders filled; values are data, never templates."""
        return self.text.format(**values)


def load_prompt(name: str, placeholders: Iterable[str]) -> Prompt:
    """Return the template in `prompts/NAME.txt`.

    Raises ValueError if it does not hold exactly the placeholders that its caller will fill.
    """
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    found = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    if found != set(placeholders):
        raise ValueError(
            f"prompts/{name}.txt holds {sorted(found)}, its caller fills {sorted(placeholders)}."
        )
    return Prompt(text=text, version=hashlib.sha256(text.encode()).hexdigest()[:12])


def joint_version(*prompts: Prompt) -> str:
    """Return one version for prompts that are sent together, of 12 hex digits as well."""
    return hashlib.sha256(" ".join(prompt.version for prompt in prompts).encode()).hexdigest()[:12]
