"""Hits that each say something new: one for all language versions of a unit, one for a repetition.

Of language versions the one in the asker's language is shown, where there is one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rag.analysis import term_set
from rag.index import Index
from rag.values import Hit, Passage

# Two texts of which so much is in common, all numbers among it, are one text.
SAME = 0.9
# The number of a paragraph is no number that it states.
LABEL = re.compile(r"^\W{0,3}\w{1,4}[.)]\s")

Unit = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """A unit of a document in another language: `document.text[start:end]`."""

    source: str
    start: int
    end: int
    language: str


class Distinct:
    """Thins out the hits of one index."""

    def __init__(self, index: Index):
        self._index = index

    def __call__(self, hits: Sequence[Hit], language: str, k: int) -> list[Hit]:
        """Return the k best hits that say something new, in order, ranked anew."""
        kept: list[Hit] = []
        said: list[frozenset[str]] = []
        shown: set[Unit] = set()
        for hit in hits:
            passage = self._version(hit.passage, language)
            units = self._units(passage)
            is_shown = 2 * len(units & shown) > len(units)
            found = self._terms(passage)
            if is_shown or any(_repeats(found, other) for other in said):
                continue
            said.append(found)
            shown |= units | {each for unit in units for each in self._counterparts[unit]}
            kept.append(replace(hit, passage=passage, rank=len(kept) + 1))
            if len(kept) == k:
                break
        return kept

    def versions(self, source: str, at: int) -> list[Version]:
        """Return the units of the other language versions that say what stands at a place.

        The innermost linked unit around the place counts; one a document, by language.
        """
        sections = self._index.document(source).sections
        around = [each for each in sections if each.key and each.start <= at < each.end]
        for section in sorted(around, key=lambda each: each.end - each.start):
            found = {
                other: self._version_at(other, key)
                for other, key in sorted(self._counterparts.get((source, section.key), []))
            }
            if found:
                return sorted(found.values(), key=lambda version: version.language)
        return []

    def _version_at(self, source: str, key: str) -> Version:
        document = self._index.document(source)
        unit = next(section for section in document.sections if section.key == key)
        return Version(source, unit.start, unit.end, document.language)

    @cached_property
    def _counterparts(self) -> dict[Unit, list[Unit]]:
        found: dict[Unit, list[Unit]] = defaultdict(list)
        for link in self._index.links:
            one, other = (link.source, link.key), (link.other_source, link.other_key)
            found[one].append(other)
            found[other].append(one)
        return found

    def _units(self, passage: Passage) -> set[Unit]:
        """Return the linked units that begin in a passage."""
        if not self._counterparts:
            return set()
        sections = self._index.document(passage.source).sections
        begun = {
            (passage.source, section.key)
            for section in sections
            if section.key and passage.start <= section.start < passage.end
        }
        return {unit for unit in begun if unit in self._counterparts}

    def _version(self, passage: Passage, language: str) -> Passage:
        """Return the passage that says the same in the language, else the passage itself."""
        units = self._units(passage)
        if not units or self._index.document(passage.source).language == language:
            return passage
        others = sorted({each for unit in units for each in self._counterparts[unit]})
        return next(self._passages_of(others, language), passage)

    def _passages_of(self, units: Iterable[Unit], language: str) -> Iterator[Passage]:
        for source, key in units:
            document = self._index.document(source)
            if document.language != language:
                continue
            start = next(section.start for section in document.sections if section.key == key)
            for row in self._index.catalogue.passages_of(source, start, start + 1):
                yield self._index.passages[int(row)]

    def _terms(self, passage: Passage) -> frozenset[str]:
        language = self._index.document(passage.source).language
        return term_set(LABEL.sub("", passage.text, count=1), language)


def _repeats(one: frozenset[str], two: frozenset[str]) -> bool:
    both, either = one & two, one | two
    if len(both) < SAME * len(either):
        return False
    return not any(character.isdigit() for term in either - both for character in term)
