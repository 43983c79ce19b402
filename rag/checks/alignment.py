"""Where the words of a claim stand in its evidence, by form, by nearness of meaning, by context."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from embeddings.words import WordTable
from rag.checks import operators
from rag.checks.reading import Token

# The least cosine of words that may mean the same, and the one from which they count in full. In
# one language they count in proportion. Translations come less near, and among many words of
# another language some is near by chance, so there they count by how far they are from NEAR_ABROAD.
NEAR = 0.3
NEAR_ABROAD = 0.2
SAME = 0.5
_BESIDE_NEAREST = 0.05
_REACH = 3  # tokens to either side that tell one place of a word from another
_LEAST_STEM = 4
_NEGATING = {
    "de": ("un", "nicht"),
    "en": ("un", "in", "im", "il", "ir", "dis", "non"),
    "es": ("in", "im", "des"),
    "fr": ("in", "im", "il", "ir", "non"),
    "it": ("in", "im", "il", "ir", "dis"),
    "ru": ("не", "без", "бес"),
}


@dataclass(frozen=True, slots=True)
class Match:
    """Positions in the evidence at which a word of the claim may stand.

    `nearness` in [0, 1]: 1 for the same form. `is_reversed`: the evidence has the word with a
    negating prefix that the claim lacks, or the reverse.
    """

    places: frozenset[int]
    nearness: float
    is_reversed: bool = False


NOWHERE = Match(frozenset(), 0.0)


@dataclass(frozen=True, slots=True)
class Alignment:
    """`matches[i]` is where `claim[i]` may stand in `evidence`."""

    claim: Sequence[Token]
    evidence: Sequence[Token]
    matches: Sequence[Match]
    _best: dict[int, frozenset[int]] = field(default_factory=dict)
    _sides: dict[tuple[int, int], tuple[frozenset[int], frozenset[int]]] = field(
        default_factory=dict
    )

    def context(self, i: int, j: int) -> int:
        """Return how many neighbours claim[i] and evidence[j] share; those next to it twice."""
        return sum(self._side(i, j, step) for step in (-1, 1))

    def best(self, i: int) -> frozenset[int]:
        """Return the places of claim[i] whose neighbours fit best; several where they tie."""
        if i not in self._best:
            scores = {j: self.context(i, j) for j in self.matches[i].places}
            most = max(scores.values(), default=0)
            self._best[i] = frozenset(j for j, score in scores.items() if score == most)
        return self._best[i]

    def _side(self, i: int, j: int, step: int) -> int:
        if (i, step) not in self._sides:
            around = range(i + step, i + step * (_REACH + 1), step)
            places = [self.matches[n].places for n in around if 0 <= n < len(self.claim)]
            beside = places[0] if places else frozenset()
            self._sides[i, step] = (frozenset().union(*places), beside)
        near, beside = self._sides[i, step]
        shared = sum(j + step * d in near for d in range(1, _REACH + 1))
        return shared + (j + step in beside)


def align(claim: Sequence[Token], evidence: Sequence[Token], words: WordTable | None) -> Alignment:
    """Return where each token of a claim may stand in the evidence.

    words: the vectors by which words are near; None compares by form alone.
    """
    by_form: dict[str, set[int]] = defaultdict(set)
    for j, token in enumerate(evidence):
        for form in token.forms:
            by_form[form].add(j)
    matches = [_by_form(token, evidence, by_form) for token in claim]
    missing = [i for i, match in enumerate(matches) if match is NOWHERE and _has_vector(claim[i])]
    if words is not None and missing:
        places = [j for j, token in enumerate(evidence) if _has_vector(token)]
        cosines = _cosines([claim[i] for i in missing], [evidence[j] for j in places], words)
        for i, row in zip(missing, cosines, strict=True):
            matches[i] = _nearest(claim[i], row, evidence, places)
    return Alignment(claim, evidence, matches)


def _by_form(token: Token, evidence: Sequence[Token], by_form: dict[str, set[int]]) -> Match:
    places = {
        j
        for j in by_form.get(token.value, ())
        if token.kind in ("figure", "symbol") or _is_comparable(token, evidence[j])
    }
    if operators.is_force(token.operator) and not places:
        places = {
            j
            for j, other in enumerate(evidence)
            if operators.is_force(other.operator)
            and operators.agree(token.operator, other.operator, token.language == other.language)
        }
    if places:
        return Match(frozenset(places), 1.0)
    if token.kind == "word":
        places = {j for form in _reversed(token) for j in by_form.get(form, ())}
    return Match(frozenset(places), 1.0, is_reversed=True) if places else NOWHERE


def _is_comparable(token: Token, other: Token) -> bool:
    """True unless both are function words of different languages (`die`, `die`)."""
    return token.language == other.language or (token.is_content and other.is_content)


def _reversed(token: Token) -> list[str]:
    """Return the form with a negating prefix, and without the one that it has."""
    prefixes = _NEGATING[token.language]
    with_prefix = [prefix + token.value for prefix in prefixes]
    without = [token.value.removeprefix(p) for p in prefixes if token.value.startswith(p)]
    return [form for form in (*with_prefix, *without) if len(form) >= _LEAST_STEM]


def _has_vector(token: Token) -> bool:
    return token.kind == "word"


def _may_mean(token: Token, other: Token) -> bool:
    """True unless a name would stand for another of the same language, however near they are."""
    if not token.is_name or token.language == "de" or token.language != other.language:
        return True
    return token.word[:_LEAST_STEM] == other.word[:_LEAST_STEM]


def _cosines(
    claim: Sequence[Token], evidence: Sequence[Token], words: WordTable
) -> NDArray[np.float32]:
    vectors = words.vectors([token.word for token in (*claim, *evidence)])
    cosines: NDArray[np.float32] = vectors[: len(claim)] @ vectors[len(claim) :].T
    return cosines


def _nearest(
    token: Token, cosines: NDArray[np.float32], evidence: Sequence[Token], places: Sequence[int]
) -> Match:
    """Return the places whose words are nearest to the token, each measured by its language."""
    is_abroad = np.array([evidence[j].language != token.language for j in places], dtype=bool)
    may_mean = np.array([_may_mean(token, evidence[j]) for j in places], dtype=bool)
    near = np.where(is_abroad, NEAR_ABROAD, NEAR)
    cosines = np.where(may_mean & (cosines >= near), cosines, 0)
    most = float(cosines.max(initial=0.0))
    if not most:
        return NOWHERE
    chosen = np.flatnonzero(cosines >= most - _BESIDE_NEAREST)
    floor = NEAR_ABROAD if is_abroad[chosen].all() else 0.0
    nearness = min(1.0, (most - floor) / (SAME - floor))
    return Match(frozenset(places[n] for n in chosen.tolist()), nearness)
