"""The objects of a JSON file one after another: of an array, of lines, of a script's assignment."""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from questions.intake.post import Malformed

_CHUNK = 1 << 16
_LONGEST = 4 << 20
_LITERAL = 16
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Value:
    """A JSON value and the line on which it begins."""

    line: int
    value: Any


def read_lines(lines: Iterable[str]) -> Iterator[Value | Malformed]:
    """Yield a value for each line that holds something."""
    for number, line in enumerate(lines, 1):
        if text := line.strip():
            yield _value(number, text)


def _value(line: int, text: str) -> Value | Malformed:
    try:
        return Value(line, json.loads(text))
    except (ValueError, RecursionError) as error:
        return Malformed(line, _reason(error))


def read_array(file: io.TextIOBase) -> Iterator[Value | Malformed]:
    """Yield the values of the first array of a text, holding only what is not yet decoded.

    A value that is damaged is passed over as far as the next that begins a line with the same
    indent; where none does, the rest cannot be read.
    """
    text = _Window(file)
    if not text.skip_to("["):
        return
    while text.skip(" \t\r\n,\ufeff") and text.here() != "]":
        line, indent = text.line, text.indent()
        try:
            value = text.decode()
        except (ValueError, RecursionError) as error:
            yield Malformed(line, _reason(error))
            if not text.skip_to(f"{indent}{{"):
                yield Malformed(text.line, "nothing after the damage can be told apart")
                return
            continue
        yield Value(line, value)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg}, column {error.colno})"
    return "not JSON (nested too deep or a number too long)"


class _Window:
    """A place in a text of which only some is held at a time."""

    def __init__(self, file: io.TextIOBase):
        self._file = file
        self._text = ""
        self._at = 0
        self._is_over = False
        self.line = 1

    def here(self) -> str:
        """Return the character at the place."""
        return self._text[self._at]

    def skip(self, characters: str) -> bool:
        """Go on to what is none of these characters; False at the end of the text."""
        while True:
            while self._at < len(self._text):
                if self.here() not in characters:
                    return True
                self._go(self._at + 1)
            if not self._more():
                return False

    def skip_to(self, mark: str) -> bool:
        """Go on behind an opening bracket, or to the value behind an indent; False at the end."""
        while (found := self._text.find(mark, self._at)) < 0:
            self._go(max(self._at, len(self._text) - len(mark)))
            if not self._more():
                return False
        self._go(found + (1 if mark == "[" else len(mark) - 1))
        return True

    def indent(self) -> str:
        """Return the line break and blanks before the place, a line break where others precede."""
        before = self._text[: self._at].rpartition("\n")
        return f"\n{before[2]}" if before[1] and not before[2].strip() else "\n"

    def decode(self) -> Any:
        """Return the value at the place and go on behind it. Raises ValueError for none."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._is_cut(error) and self._more():
                    continue
                raise
            if end == len(self._text) and self._more():  # a number may go on
                continue
            self._go(end)
            return value

    def _is_cut(self, error: json.JSONDecodeError) -> bool:
        """Return whether the value may be whole when more of the text is held."""
        is_at_end = error.pos > len(self._text) - _LITERAL or error.msg.startswith("Unterminated")
        return is_at_end and len(self._text) - self._at < _LONGEST

    def _go(self, at: int) -> None:
        self.line += self._text.count("\n", self._at, at)
        self._at = at

    def _more(self) -> bool:
        """Hold more of the text, and what was passed no longer but for the line's own begin."""
        chunk = "" if self._is_over else self._file.read(max(_CHUNK, len(self._text) - self._at))
        self._is_over = not chunk
        kept = max(self._text.rfind("\n", 0, self._at), 0)
        self._text, self._at = self._text[kept:] + chunk, self._at - kept
        return bool(chunk)
