"""Patterns of words from `patterns/*.toml`, and where they stand in a message.

A pattern is words in a row. `word*` takes any ending, `a|b` is a choice, `{name}` is the choice
that the file lists under [words], and `..` lets up to three words stand between. All languages are
looked for in every message, because people mix them. One pass over the words: each pattern is
filed under the words that may open it.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from questions.screening.folding import BOUNDARY, KEPT, bare, fold_word

PATTERNS = Path(__file__).parent / "patterns"
GAP = ".."
MAX_GAP = 3
_MIN_STEM = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """The words that may stand at one place of a pattern: whole, or by how they begin."""

    words: frozenset[str]
    stems: tuple[str, ...]

    def takes(self, word: str) -> bool:
        return word in self.words or word.startswith(self.stems)


@dataclass(frozen=True, slots=True)
class Pattern:
    """`subject` is help, abuse, injection or spam; `kind` what the words tell; `group` of what."""

    subject: str
    kind: str
    group: str
    language: str
    places: tuple[Choice | None, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern at words[start:end]."""

    pattern: Pattern
    start: int
    end: int


class Lexicon:
    """Patterns, filed by the words that open them."""

    def __init__(self, patterns: Sequence[Pattern]):
        self.patterns = patterns
        self._by_word: dict[str, list[Pattern]] = defaultdict(list)
        self._by_stem: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            opening = pattern.places[0]
            assert opening is not None
            for word in opening.words:
                self._by_word[word].append(pattern)
            for stem in opening.stems:
                self._by_stem[stem].append(pattern)
        self._longest = max(map(len, self._by_stem), default=0)
        self._opened_by = lru_cache(maxsize=KEPT)(self._patterns_opened_by)

    def find(self, words: Sequence[str]) -> list[Found]:
        """Return every pattern in the words, each at most once from one word, in order."""
        return [
            Found(pattern, start, end)
            for start, word in enumerate(words)
            for pattern in self._opened_by(word)
            if (end := _end(pattern.places, words, 1, start + 1)) is not None
        ]

    def _patterns_opened_by(self, word: str) -> tuple[Pattern, ...]:
        found = list(self._by_word.get(word, ()))
        for length in range(_MIN_STEM, min(len(word), self._longest) + 1):
            found += self._by_stem.get(word[:length], ())
        return tuple(found)


@cache
def load_lexicon(only: str = "") -> Lexicon:
    """Return the patterns of all languages, or of one."""
    patterns = []
    for path in sorted(PATTERNS.glob(f"{only or '*'}.toml")):
        tables = tomllib.loads(path.read_text("utf-8"))
        slots = tables.pop("words", {})
        for subject, kinds in tables.items():
            for kind, groups in kinds.items():
                for group, text in _groups(kind, groups):
                    places = _places(text, slots, path.name)
                    patterns.append(Pattern(subject, kind, group, path.stem, places))
    return Lexicon(patterns)


def _groups(kind: str, groups: Any) -> Iterator[tuple[str, str]]:
    named = groups if isinstance(groups, dict) else {kind: groups}
    for group, texts in named.items():
        for text in texts:
            yield group, text


def _places(text: str, slots: dict[str, str], source: str) -> tuple[Choice | None, ...]:
    places: list[Choice | None] = []
    for part in text.split():
        if part == GAP:
            places.append(None)
            continue
        try:
            filled = re.sub(r"\{(\w+)\}", lambda slot: "|".join(slots[slot[1]].split()), part)
        except KeyError as error:
            raise ValueError(f"{source}: '{text}' names {error}, which [words] lacks.") from error
        places.append(_choice(filled.split("|")))
    return tuple(places)


def _choice(parts: Sequence[str]) -> Choice:
    stems = tuple(fold_word(bare(part[:-1])) for part in parts if part.endswith("*"))
    words = frozenset(fold_word(bare(part)) for part in parts if not part.endswith("*"))
    return Choice(words, stems)


def _end(
    places: Sequence[Choice | None], words: Sequence[str], place: int, start: int
) -> int | None:
    """Return where the places from one on are filled, None if not. No gap leaves its sentence."""
    while place < len(places):
        choice = places[place]
        if choice is None:
            return _end_beyond_gap(places, words, place + 1, start)
        if start >= len(words) or not choice.takes(words[start]):
            return None
        place, start = place + 1, start + 1
    return start


def _end_beyond_gap(
    places: Sequence[Choice | None], words: Sequence[str], place: int, start: int
) -> int | None:
    for skipped in range(MAX_GAP + 1):
        if BOUNDARY in words[start : start + skipped]:
            return None
        end = _end(places, words, place, start + skipped)
        if end is not None:
            return end
    return None
