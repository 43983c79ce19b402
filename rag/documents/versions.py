"""Language versions of one document, linked unit by unit."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from rag.analysis import LOOK_ALIKES
from rag.values import Document, Section

_SCOPE = re.compile(r"(?:(?:anx|dec|res)[^.]*(?:\.|$))+")
_NUMBER = re.compile(r"\d+(?:[./]\d+)*")
_OWN_LABEL = re.compile(
    r"\s*(?:(?:[^\W\d_]+\.?|§)\s+(?:\d+[^\W_]*|[IVXL]+)\b|\(?[^\W_]{1,4}[.)]|[⁰-⁹¹²³]+)"
)
_UNLABELLED = re.compile(r"(?:.*\.)?(?:pre|h)\d+$")
_LEAST_ALIKE = 0.5  # share of units in common that makes two texts versions of one
_LEAST_LEAD = 0.1  # by which the best of several texts must lead the next
_LEAST_LINKED = 0.8  # share of the units with one key that must stand the check
_SHORT = 60  # characters under which a length says little
_STRETCH, _SHORT_STRETCH = 2.0, 3.5


@dataclass(frozen=True, slots=True)
class UnitLink:
    """Two units, by the source and key of each, that say the same in two languages."""

    source: str
    key: str
    other_source: str
    other_key: str


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit for comparing: its text's length and the numbers in it, its own label aside."""

    key: str
    length: int
    numbers: frozenset[str]


def link_units(one: Document, other: Document) -> list[UnitLink]:
    """Return the links between the units of two language versions, ordered as in the first."""
    return [
        UnitLink(one.source, first, other.source, second) for first, second in _link(one, other)
    ]


def link_versions(
    documents: Sequence[Document],
    link: Callable[[Document, Document], Sequence[UnitLink]] = link_units,
) -> list[UnitLink]:
    """Return the links between the language versions among the documents, in their order.

    link: what links two of them; where it is given, the documents need no text and no sections.

    Versions are documents in different languages with one symbol, or with a name in common in
    `versions`; of several texts in one language, the one of the same date. Where one holds
    several texts, as a law that annexes two protocols, the text that has the same units is its
    counterpart. Units are linked by their keys (`п. 7` is paragraph 7 is Ziffer 7, and
    Article 7 where the other version counts articles). Paragraphs of a preamble and headings
    without a number are linked in order if there are as many of each, else by the numbers that
    they alone hold. A pair whose lengths or numbers speak against it is left out.
    """
    return [each for one, other in _pairs(documents) for each in link(one, other)]


def _pairs(documents: Sequence[Document]) -> Iterable[tuple[Document, Document]]:
    named = [(document, _names(document)) for document in documents]
    bearers = defaultdict(set)
    for at, (_, names) in enumerate(named):
        for name in names:
            bearers[name].add(at)
    for at, (one, names) in enumerate(named):
        for other_at in sorted(set().union(*(bearers[name] for name in names))):
            other, other_names = named[other_at]
            if other_at <= at or one.language == other.language:
                continue
            among = sorted(set().union(*(bearers[name] for name in names | other_names)))
            near = [named[each] for each in among]
            if _answers(one, other, near) and _answers(other, one, near):
                yield one, other


def _answers(
    one: Document, other: Document, named: Sequence[tuple[Document, frozenset[str]]]
) -> bool:
    """Return whether `one` is, of the texts in its language, the version of `other`.

    named: at least all that have a name in common with either, in order.

    Where some bear the other's own symbol, it is one of them; of several with the same names (a
    draft and its revision) it is the one of the same date. What a symbol alone links must not
    bear two dates.
    """
    names, symbol = _names(other), _symbol(other)
    is_dated = bool(one.date and other.date)
    if is_dated and one.date != other.date and names & _names(one) == {symbol}:
        return False
    found = [(text, its) for text, its in named if text.language == one.language and its & names]
    if symbol:
        found = [(text, its) for text, its in found if _symbol(text) == symbol] or found
    alike = [text for text, its in found if its == _names(one)]
    is_among = any(text is one for text in alike)
    return is_among and (len(alike) == 1 or (is_dated and one.date == other.date))


def _names(document: Document) -> frozenset[str]:
    """Return the names under which a document's versions are known."""
    names = {name.strip().lower() for name in document.versions.split(",")}
    return frozenset(names | {_symbol(document)}) - {""}


def _symbol(document: Document) -> str:
    return document.symbol.lower().translate(LOOK_ALIKES)


def _link(one: Document, other: Document) -> list[tuple[str, str]]:
    """Return the pairs of keys that are linked, ordered as in the first document."""
    links: list[tuple[str, str]] = []
    texts, others = _texts(one), _texts(other)
    for scope, counterpart in _match_texts(texts, others):
        links += _link_texts(texts[scope], others[counterpart])
    order = {section.key: at for at, section in enumerate(one.sections)}
    return sorted(links, key=lambda link: order[link[0]])


def _texts(document: Document) -> dict[str, dict[str, _Unit]]:
    """Return the units of each text that a document holds, by their key within it."""
    texts: dict[str, dict[str, _Unit]] = defaultdict(dict)
    for section in document.sections:
        if not section.key or "~" in section.key:
            continue
        scope = _SCOPE.match(section.key)
        name = scope[0].rstrip(".") if scope else ""
        within = section.key[len(scope[0]) :] if scope else section.key
        texts[name][within or "whole"] = _unit(document, section)
    return {name: _counted(units) for name, units in texts.items()}


def _unit(document: Document, section: Section) -> _Unit:
    text = document.text[section.start : section.end]
    label = _OWN_LABEL.match(text)
    words = text[label.end() :] if label else text
    return _Unit(section.key, len(text), frozenset(_NUMBER.findall(words)))


def _counted(units: Mapping[str, _Unit]) -> dict[str, _Unit]:
    """Return the units under keys in which an article is what a paragraph is without articles."""
    kind = "art" if any(re.match(r"art\d", key) for key in units) else "p"
    return {re.sub(rf"^{kind}(?=\d)", "u", key): unit for key, unit in units.items()}


def _match_texts(
    texts: Mapping[str, Mapping[str, _Unit]], others: Mapping[str, Mapping[str, _Unit]]
) -> list[tuple[str, str]]:
    """Return which text answers to which: the same name in both, else the most alike."""
    matched = []
    for scope in texts:
        ranked = sorted(others, key=lambda name: -_alikeness(texts[scope], others[name]))
        scores = [_alikeness(texts[scope], others[name]) for name in ranked[:2]]
        best = ranked[0]
        is_mutual = best == max(others, key=lambda name: _alikeness(texts[scope], others[name]))
        has_name = scope in others and texts.keys() == others.keys()
        if has_name:
            matched.append((scope, scope))
        elif (
            is_mutual
            and scores[0] >= _LEAST_ALIKE
            and (len(scores) == 1 or scores[0] - scores[1] >= _LEAST_LEAD)
            and max(texts, key=lambda name: _alikeness(texts[name], others[best])) == scope
        ):
            matched.append((scope, best))
    return matched


def _alikeness(units: Mapping[str, _Unit], others: Mapping[str, _Unit]) -> float:
    """Return the cosine of the two sets of keys, a key counting where its numbers agree."""
    shared = units.keys() & others.keys()
    agreed = sum(_agree(units[key], others[key]) for key in shared)
    return agreed / math.sqrt(len(units) * len(others))


def _link_texts(units: Mapping[str, _Unit], others: Mapping[str, _Unit]) -> list[tuple[str, str]]:
    shared = [key for key in units if key in others and not _UNLABELLED.match(key)]
    ratios = [
        others[key].length / units[key].length for key in shared if units[key].length >= _SHORT
    ]
    usual = median(ratios) if ratios else 1.0
    links = [
        (units[key].key, others[key].key)
        for key in shared
        if _is_likely(units[key], others[key], usual) and _agree(units[key], others[key])
    ]
    if len(links) < len(shared) * _LEAST_LINKED:
        return []  # too much speaks against it: these are no versions of one text
    for group in _unlabelled(units).keys() & _unlabelled(others).keys():
        links += _link_in_order(_unlabelled(units)[group], _unlabelled(others)[group], usual)
    return links


def _unlabelled(units: Mapping[str, _Unit]) -> dict[str, list[_Unit]]:
    """Return the paragraphs of a preamble and the headings, by what they are and stand under."""
    groups: dict[str, list[_Unit]] = defaultdict(list)
    for key, unit in units.items():
        if _UNLABELLED.match(key):
            groups[key.rstrip("0123456789")].append(unit)
    return groups


def _link_in_order(
    units: Sequence[_Unit], others: Sequence[_Unit], usual: float
) -> list[tuple[str, str]]:
    pairs = list(zip(units, others, strict=False))
    are_likely = all(_is_likely(a, b, usual) and _agree(a, b) for a, b in pairs)
    if len(units) == len(others) and are_likely:
        return [(one.key, other.key) for one, other in pairs]
    once = Counter(unit.numbers for unit in units)
    other_once = Counter(unit.numbers for unit in others)
    by_numbers = {unit.numbers: unit for unit in others if other_once[unit.numbers] == 1}
    return [
        (unit.key, by_numbers[unit.numbers].key)
        for unit in units
        if unit.numbers
        and once[unit.numbers] == 1
        and unit.numbers in by_numbers
        and _is_likely(unit, by_numbers[unit.numbers], usual)
    ]


def _is_likely(unit: _Unit, other: _Unit, usual: float) -> bool:
    """Return whether the lengths differ no more than translations do."""
    is_short = min(unit.length, other.length) < _SHORT
    stretch = _SHORT_STRETCH if is_short else _STRETCH
    ratio = other.length / max(1, unit.length) / usual
    return 1 / stretch <= ratio <= stretch


def _agree(unit: _Unit, other: _Unit) -> bool:
    """Return whether two units share a number, or one of them has none."""
    return not unit.numbers or not other.numbers or bool(unit.numbers & other.numbers)
