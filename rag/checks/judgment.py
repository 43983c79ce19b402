"""A claim against its evidence: what contradicts it, else how much of it the evidence holds."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from embeddings.words import WordTable
from rag.checks import directions, operators
from rag.checks.alignment import Alignment, align
from rag.checks.names import is_acronym_of, is_proper, sounds_like
from rag.checks.reading import GAP, Token, read

Reason = Literal["", "figure", "name", "negation", "modality", "direction"]
_PAUSE = (GAP,) * 6  # between texts, so that words of two are not neighbours
_REACH = 6  # tokens of the claim in which something the evidence names may have moved
SHARE_ABROAD = 0.7  # of a translation's words are at most found by their vectors
_MOVED = 4  # tokens that a negation may move within a clause
_DISPLACED = 2  # more shared neighbours than its own place has
_ARGUMENTS = 5  # words to either side of a force that it may be about


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
    titles: Sequence[tuple[str, str]] = (),
) -> Judged:
    """Return how far texts support a claim.

    evidence: texts, each with its language. words: vectors that tell which words are near, also
    between languages; None compares word forms alone. titles: of the documents that the evidence
    is from; what they name may be named.
    """
    held = [token for text, spoken in evidence for token in (*read(text, spoken), *_PAUSE)]
    named = [t for text, spoken in titles for t in read(text, spoken) if t.is_name or t.is_first]
    aligned = align(read(claim, language), [*held, *named], words)
    for reason, is_found in _CHECKS.items():
        if is_found(aligned):
            return Judged(0.0, reason)
    said = [
        match.nearness
        for token, match in zip(aligned.claim, aligned.matches, strict=True)
        if token.is_content
    ]
    share = sum(said) / len(said) if said else 0.0
    is_abroad = all(spoken != language for _, spoken in evidence)
    return Judged(min(1.0, share / SHARE_ABROAD) if is_abroad else share)


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
    # Every German noun has a capital.
    is_noun = token.is_name and token.language == "de" and not token.is_acronym
    if aligned.matches[i].places:
        if token.is_first and not all(
            aligned.evidence[j].is_name or aligned.evidence[j].is_first
            for j in aligned.matches[i].places
        ):
            return False
        margin = _DISPLACED * (2 if is_noun or token.is_first else 1)
        return (token.is_name or token.is_first) and _is_displaced(aligned, i, margin)
    if is_noun:
        return _is_displaced(aligned, i)
    if token.is_name or (token.is_first and is_proper(token.word, token.language)):
        return not (
            is_acronym_of(token, aligned.evidence)
            or any(sounds_like(token, other) for other in aligned.evidence)
        )
    return token.is_first and _is_displaced(aligned, i)


def _is_displaced(aligned: Alignment, i: int, margin: int = _DISPLACED) -> bool:
    """True where another figure or name, which the claim leaves out, has claim[i]'s neighbours."""
    token = aligned.claim[i]
    is_figure = token.kind in ("figure", "symbol")
    is_new = token.is_first and not aligned.matches[i].places
    near = range(max(i - _REACH, 0), min(i + _REACH + 1, len(aligned.claim)))
    said = frozenset().union(*(aligned.matches[n].places for n in near))
    own = max((aligned.context(i, j) for j in aligned.matches[i].places), default=0)
    rivals = (
        aligned.context(i, j)
        for j, other in enumerate(aligned.evidence)
        if j not in said
        and (other.is_critical or (is_new and other.is_first and token.language == other.language))
        and is_figure == (other.kind in ("figure", "symbol"))
    )
    return max(rivals, default=0) >= own + margin


def _changes_negation(aligned: Alignment) -> bool:
    """True where one of claim and evidence negates what the other does not.

    A negation may stand at another word of the same clause: `no fees are due`, `fees are not due`.
    """
    added: list[int] = []
    dropped: list[int] = []
    for i, token in enumerate(aligned.claim):
        if not token.is_content:
            continue
        match = aligned.matches[i]
        if not match.places:
            added += [i] * token.n_negations
            continue
        n_more = min(
            (token.n_negations - _n_negations(aligned, i, j) for j in aligned.best(i)), key=abs
        )
        (added if n_more > 0 else dropped).extend([i] * abs(n_more))
    reworded = _reworded_negations(aligned)
    dropped += [place for place, is_held in reworded if is_held]
    moved = [*dropped, *(place for place, is_held in reworded if not is_held)]
    for place in added:
        near = [other for other in moved if abs(place - other) <= _MOVED]
        if not near:
            return True
        moved.remove(near[0])
        if near[0] in dropped:
            dropped.remove(near[0])
    return bool(dropped)


def _n_negations(aligned: Alignment, i: int, j: int) -> int:
    """Return how often evidence[j] is negated, its prefix counted where claim[i] has none."""
    n_negations = aligned.evidence[j].n_negations
    if not aligned.matches[i].is_reversed:
        return n_negations
    has_prefix = len(aligned.evidence[j].value) > len(aligned.claim[i].value)
    return n_negations + (1 if has_prefix else -1)


def _reworded_negations(aligned: Alignment) -> list[tuple[int, bool]]:
    """Return where in the claim words stand that are beside a negated word which it leaves out.

    With it whether the claim holds the words on both sides, so that only this one is left out.
    """
    said: dict[int, list[int]] = defaultdict(list)
    for i, token in enumerate(aligned.claim):
        if token.is_content:
            for j in aligned.best(i):
                said[j].append(i)
    content = [j for j, token in enumerate(aligned.evidence) if token.is_content]
    found = []
    for n, j in enumerate(content):
        if not aligned.evidence[j].n_negations or j in said:
            continue
        clause = aligned.evidence[j].clause
        around = content[max(n - 2, 0) : n + 3]
        beside = {k for k in around if aligned.evidence[k].clause == clause} | set(
            content[n - 1 : n]
        )
        found += [(i, False) for k in beside for i in said[k]]
        before, after = content[max(n - 1, 0)], content[min(n + 1, len(content) - 1)]
        found += [(i, True) for i in said[before] if any(abs(i - k) <= 2 for k in said[after])][:1]
    return found


def _changes_force(aligned: Alignment) -> bool:
    """True where the claim demands, permits, asks, decides or limits what the evidence does not."""
    return any(
        _is_added_force(aligned, i) for i, token in enumerate(aligned.claim) if token.operator
    ) or any(
        _is_dropped_force(aligned, j)
        for j, other in enumerate(aligned.evidence)
        if operators.is_force(other.operator) and other.operator != "decide"
    )


def _is_added_force(aligned: Alignment, i: int) -> bool:
    """True where claim[i] is a force, or "only", that nothing in the evidence has about the same.

    Between languages "only" is not compared, nor what is negated: `shall not`, `не может`.
    """
    token, evidence = aligned.claim[i], aligned.evidence
    is_abroad = all(other.language != token.language for other in evidence if other.language)
    if token.operator == operators.ONLY:
        is_compared = not is_abroad
    else:
        is_compared = operators.is_force(token.operator) and not (
            is_abroad and _is_denied(aligned.claim, i)
        )
    about = _about(aligned, i)
    return is_compared and not any(
        _is_same_force(aligned, i, j) and (not about or about & _around(evidence, j))
        for j, other in enumerate(evidence)
        if other.operator
    )


def _is_dropped_force(aligned: Alignment, j: int) -> bool:
    """True where the claim holds what evidence[j] demands, permits or asks without that."""
    evidence = aligned.evidence
    after = range(j + 1, len(evidence))
    head = next((n for n in after if evidence[n].is_content), -1)
    places = [
        i
        for i, token in enumerate(aligned.claim)
        if token.is_content and head in aligned.best(i) and aligned.context(i, head)
    ]
    is_abroad = any(aligned.claim[i].language != evidence[j].language for i in places)
    if not places or (is_abroad and _is_denied(evidence, j)):
        return False
    return not any(
        _is_same_force(aligned, n, j) for i in places for n in {i, *_around(aligned.claim, i)}
    )


def _is_same_force(aligned: Alignment, i: int, j: int) -> bool:
    token, other = aligned.claim[i], aligned.evidence[j]
    return bool(token.operator and other.operator) and operators.agree(
        token.operator, other.operator, token.language == other.language
    )


def _is_denied(tokens: Sequence[Token], at: int) -> bool:
    return any(token.n_negations for token in tokens[max(at - 2, 0) : at + 3])


def _changes_direction(aligned: Alignment) -> bool:
    """True where the claim says `rise` of what the evidence rather says `fall` of, and the like."""
    evidence = aligned.evidence
    sides = [
        directions.side(other.word, other.language) if other.word else "" for other in evidence
    ]

    def shared(about: set[int], side: str) -> int:
        places = (j for j, other in enumerate(sides) if other == side)
        return max((len(about & _around(evidence, j)) for j in places), default=0)

    for i, token in enumerate(aligned.claim):
        side = directions.side(token.word, token.language)
        if side and directions.opposite(side) in sides:
            about = _about(aligned, i)
            if shared(about, directions.opposite(side)) > shared(about, side):
                return True
    return False


def _about(aligned: Alignment, i: int) -> set[int]:
    """Return where the words around claim[i] stand."""
    return {j for n in _around(aligned.claim, i) for j in aligned.best(n)}


def _around(tokens: Sequence[Token], at: int) -> set[int]:
    """Return the nearest words with meaning on both sides of one."""
    before = [n for n in range(at) if tokens[n].is_content][-_ARGUMENTS:]
    after = [n for n in range(at + 1, len(tokens)) if tokens[n].is_content][:_ARGUMENTS]
    return {*before, *after}


_CHECKS: dict[Reason, Callable[[Alignment], bool]] = {
    "figure": _changes_figure,
    "name": _changes_name,
    "negation": _changes_negation,
    "modality": _changes_force,
    "direction": _changes_direction,
}
