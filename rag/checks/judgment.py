"""A claim against its evidence: what contradicts it, else how much of it the evidence holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from embeddings.words import WordTable
from rag.checks import operators
from rag.checks.alignment import Alignment, align
from rag.checks.names import is_acronym_of, is_proper, sounds_like
from rag.checks.reading import GAP, Token, read

Reason = Literal["", "figure", "name", "negation", "modality"]
_REACH = 6  # tokens of the claim in which something the evidence names may have moved
_MOVED = 4  # tokens that a negation may move within a clause
_DISPLACED = 2  # more shared neighbours than its own place has
_ARGUMENTS = 3  # words to either side of a force that it may be about


@dataclass(frozen=True, slots=True)
class Judged:
    """How far evidence supports a claim, in [0, 1]; 0 with the reason where it contradicts."""

    support: float
    reason: Reason = ""


def judge(
    claim: str,
    language: str,
    evidence: Sequence[tuple[str, str]],
    words: WordTable | None = None,
) -> Judged:
    """Return how far texts support a claim.

    evidence: texts, each with its language. words: vectors that tell which words are near, also
    between languages; None compares word forms alone.
    """
    held = [token for text, spoken in evidence for token in (*read(text, spoken), *[GAP] * 6)]
    aligned = align(read(claim, language), held, words)
    for reason, is_found in _CHECKS.items():
        if is_found(aligned):
            return Judged(0.0, reason)
    said = [
        match.nearness
        for token, match in zip(aligned.claim, aligned.matches, strict=True)
        if token.is_content
    ]
    return Judged(sum(said) / len(said) if said else 0.0)


def _changes_figure(aligned: Alignment) -> bool:
    """True where a figure or symbol of the claim does not stand there, or stands elsewhere."""
    return any(
        token.kind in ("figure", "symbol")
        and (not aligned.matches[i].places or _is_displaced(aligned, i))
        for i, token in enumerate(aligned.claim)
    )


def _changes_name(aligned: Alignment) -> bool:
    """True where a name of the claim does not stand there, or another stands in its place."""
    return any(
        _is_other_name(aligned, i, token)
        for i, token in enumerate(aligned.claim)
        if token.kind == "word"
    )


def _is_other_name(aligned: Alignment, i: int, token: Token) -> bool:
    if aligned.matches[i].places:
        return token.is_name and _is_displaced(aligned, i)
    if token.language == "de" and not token.word.isupper():  # where every noun has a capital
        return _is_displaced(aligned, i)
    if token.is_name or (token.is_first and is_proper(token.word, token.language)):
        return not (
            is_acronym_of(token, aligned.evidence)
            or any(sounds_like(token, other) for other in aligned.evidence)
        )
    return token.is_first and _is_displaced(aligned, i)


def _is_displaced(aligned: Alignment, i: int) -> bool:
    """True where another figure or name, which the claim leaves out, has claim[i]'s neighbours."""
    token = aligned.claim[i]
    is_figure = token.kind in ("figure", "symbol")
    near = range(max(i - _REACH, 0), min(i + _REACH + 1, len(aligned.claim)))
    said = frozenset().union(*(aligned.matches[n].places for n in near))
    own = max((aligned.context(i, j) for j in aligned.matches[i].places), default=0)
    rivals = (
        aligned.context(i, j)
        for j, other in enumerate(aligned.evidence)
        if j not in said and other.is_critical and is_figure == (other.kind in ("figure", "symbol"))
    )
    return max(rivals, default=0) >= own + _DISPLACED


def _changes_negation(aligned: Alignment) -> bool:
    """True where one of claim and evidence negates what the other does not.

    A negation may stand at another word of the same clause: `no fees are due`, `fees are not due`.
    """
    added, dropped = [], []
    for i, token in enumerate(aligned.claim):
        if not token.is_content:
            continue
        match = aligned.matches[i]
        if not match.places:
            added += [i] * token.is_negated
            continue
        is_negated = token.is_negated != match.is_reversed
        if all(aligned.evidence[j].is_negated != is_negated for j in aligned.best(i)):
            (added if is_negated else dropped).append(i)
    dropped += _skipped_negations(aligned)
    for place in added:
        moved = [other for other in dropped if abs(place - other) <= _MOVED]
        if not moved:
            return True
        dropped.remove(moved[0])
    return bool(dropped)


def _skipped_negations(aligned: Alignment) -> list[int]:
    """Return where the claim leaves out a negated word but holds the words on both its sides."""
    said = {
        j: i
        for i, token in enumerate(aligned.claim)
        if token.is_content
        for j in aligned.best(i)
    }
    content = [j for j, token in enumerate(aligned.evidence) if token.is_content]
    return [
        said[before]
        for before, at, after in zip(content, content[1:], content[2:], strict=False)
        if aligned.evidence[at].is_negated
        and at not in said
        and before in said
        and after in said
        and abs(said[after] - said[before]) <= 2
    ]


def _changes_force(aligned: Alignment) -> bool:
    """True where the claim demands, permits, asks, decides or limits what the evidence does not."""
    claim, evidence = aligned.claim, aligned.evidence
    for i, token in enumerate(claim):
        if token.operator == operators.ONLY or operators.is_force(token.operator):
            about = _about(aligned, i)
            if not any(
                _is_same_force(token, other) and (not about or about & _around(evidence, j))
                for j, other in enumerate(evidence)
            ):
                return True
    return any(
        _is_dropped_force(aligned, j)
        for j, other in enumerate(evidence)
        if operators.is_force(other.operator) and other.operator != "decide"
    )


def _is_dropped_force(aligned: Alignment, j: int) -> bool:
    """True where the claim holds what evidence[j] demands, permits or asks without that."""
    head = next((n for n in range(j + 1, len(aligned.evidence)) if _bears(aligned.evidence[n])), -1)
    places = [
        i for i, token in enumerate(aligned.claim) if token.is_content and head in aligned.best(i)
    ]
    return bool(places) and not any(
        _is_same_force(aligned.claim[n], aligned.evidence[j])
        for i in places
        for n in {i, *_around(aligned.claim, i)}
    )


def _is_same_force(token: Token, other: Token) -> bool:
    if not token.operator or not other.operator:
        return False
    return operators.agree(token.operator, other.operator, token.language == other.language)


def _about(aligned: Alignment, i: int) -> set[int]:
    """Return where the words around claim[i] stand."""
    return {j for n in _around(aligned.claim, i) for j in aligned.best(n)}


def _around(tokens: Sequence[Token], at: int) -> set[int]:
    """Return the nearest words with meaning on both sides of one."""
    before = [n for n in range(at) if _bears(tokens[n])][-_ARGUMENTS:]
    after = [n for n in range(at + 1, len(tokens)) if _bears(tokens[n])][:_ARGUMENTS]
    return {*before, *after}


def _bears(token: Token) -> bool:
    return token.is_content


_CHECKS = {
    "figure": _changes_figure,
    "name": _changes_name,
    "negation": _changes_negation,
    "modality": _changes_force,
}
