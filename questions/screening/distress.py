"""Whether a message comes from a person in danger, or tells of one.

Signals are weighed together where they stand near each other: what happens (harm), to whom (the
writer, somebody known), and what is asked (a cry, a plea). Talk about the subject (a protocol, a
number of victims, a thesis) weighs against. A missed call is the worst fault, so a harm that is
tied to a person by the words around it cannot be talked down by such words alone.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from questions.screening.folding import BOUNDARY, transliterated
from questions.screening.lexicon import Found, Lexicon, load_lexicon
from questions.screening.likeness import likeness

REACH = 25
NEAR = 4
ENOUGH = 3.5
# Each group of a kind counts once.
HARM, BOUND, CRY, DESPAIR, VICTIM = 2.0, 3.0, 5.0, 8.0, 6.0
AROUND = {"near": 2.0, "person": 0.5, "self": 1.0, "plea": 2.0, "now": 1.0}
STUDY, MOST_STUDY, MOST_STUDY_IF_BOUND, FRAME = 2.0, 6.0, 3.0, 5.0
CENTRES = ("harm", "cry", "despair", "victim")
VICTIMS = ("own", "near")
PERSONS = ("own", "near", "self", "person")
# What the model of likeness adds: its log-odds, times LIKENESS, for messages of SHORT words.
LIKENESS, MOST_ALIKE, ENOUGH_ALIKE = 2.0, 2.0, 4.0
SHORT = 60


@dataclass(frozen=True, slots=True)
class Distress:
    """How strongly a message tells of danger, and in which language it does."""

    score: float = 0.0
    language: str = ""

    @property
    def is_urgent(self) -> bool:
        return self.score >= ENOUGH


def distress(text: str, language: str, words: Sequence[str], found: Sequence[Found]) -> Distress:
    """Return the strongest place of a message, given its folded words and what is found in them.

    language: the likeliest of the message; others count where they tell of a harm. Russian in
    Latin letters is looked for in the text itself.
    """
    spoken = _unmasked([e for e in _spoken(found, language) if e.pattern.subject == "help"])
    as_written = _strongest(words, spoken)
    if as_written.is_urgent:
        return as_written
    if len(words) <= SHORT and any(each.pattern.kind in PERSONS for each in spoken):
        score = _weigh(spoken, any(_bound(words, spoken)))
        if score + LIKENESS * MOST_ALIKE >= ENOUGH_ALIKE:  # else no likeness is enough
            alike = LIKENESS * min(likeness(text), MOST_ALIKE)
            if alike > 0 and score + alike >= ENOUGH_ALIKE:
                return Distress(score + alike, language)
    return max(as_written, _in_latin_letters(text), key=lambda each: each.score)


def _in_latin_letters(text: str) -> Distress:
    """Return how strongly a message tells of danger in Russian, its Latin letters read as such."""
    words = transliterated(text)
    if not _russian(CENTRES).find(words):
        return Distress()
    return _strongest(words, _unmasked(_russian().find(words)))


@cache
def _russian(kinds: Sequence[str] = ()) -> Lexicon:
    """Return the patterns of help in Russian, or those of some kinds."""
    patterns = [each for each in load_lexicon("ru").patterns if each.subject == "help"]
    return Lexicon([each for each in patterns if not kinds or each.kind in kinds])


def _spoken(found: Sequence[Found], language: str) -> list[Found]:
    """Leave out the small words of a language that nothing else in the message is in."""
    centres = {each.pattern.language for each in found if each.pattern.kind in CENTRES}
    spoken = centres | {language}
    return [e for e in found if e.pattern.language in spoken or e.pattern.kind == "study"]


def _strongest(words: Sequence[str], found: Sequence[Found]) -> Distress:
    starts = [each.start for each in found]
    bound = _bound(words, found)
    strongest = Distress()
    for centre in found:
        if centre.pattern.kind not in CENTRES or strongest.is_urgent:
            continue
        around = slice(
            bisect_left(starts, centre.start - REACH), bisect_left(starts, centre.end + REACH)
        )
        is_bound = any(bound[around])
        score = _weigh(found[around], is_bound)
        if score > strongest.score:
            strongest = Distress(score, centre.pattern.language)
    return strongest


def _unmasked(found: Sequence[Found]) -> list[Found]:
    """Leave out what lies within a polite formula ("help me find", "tell me").

    A mild one ("who can help me") leaves out the cry alone.
    """
    masks: dict[str, set[int]] = {"polite": set(), "mild": set()}
    for each in found:
        if each.pattern.kind in masks:
            masks[each.pattern.kind].update(range(each.start, each.end))
    return [
        each
        for each in found
        if each.pattern.kind not in masks
        and masks["polite"].isdisjoint(range(each.start, each.end))
        and (each.pattern.kind != "cry" or masks["mild"].isdisjoint(range(each.start, each.end)))
    ]


def _weigh(around: Sequence[Found], is_bound: bool) -> float:
    kinds: dict[str, set[str]] = {}
    for each in around:
        kinds.setdefault(each.pattern.kind, set()).add(each.pattern.group)
    is_bound = is_bound and "frame" not in kinds
    score = HARM * len(kinds.get("harm", ())) + (BOUND if is_bound else 0.0)
    score += sum(weight for kind, weight in AROUND.items() if kind in kinds)
    score += CRY * ("cry" in kinds) + DESPAIR * ("despair" in kinds) + VICTIM * ("victim" in kinds)
    is_own = is_bound or "victim" in kinds or "cry" in kinds
    n_study = sum(each.pattern.kind == "study" for each in around)
    score -= min(STUDY * n_study, MOST_STUDY_IF_BOUND if is_own else MOST_STUDY)
    return score - FRAME * ("frame" in kinds)


def _bound(words: Sequence[str], found: Sequence[Found]) -> list[bool]:
    """Tell of each that is found whether it is a harm tied to the one whom it befalls.

    Tied: "me", "my friend" stand within NEAR words of it in one sentence.
    """
    nearest = _tied(words, found)
    return [
        each.pattern.kind == "harm" and not nearest.isdisjoint(range(each.start, each.end))
        for each in found
    ]


def _tied(words: Sequence[str], found: Sequence[Found]) -> set[int]:
    """Return the positions within NEAR words of a victim, none beyond its sentence."""
    tied: set[int] = set()
    for each in found:
        if each.pattern.kind not in VICTIMS:
            continue
        tied.update(range(each.start, each.end))
        after = range(each.end, each.end + NEAR + 1)
        before = range(each.start - 1, each.start - NEAR - 2, -1)
        for steps in (after, before):
            for position in steps:
                if not 0 <= position < len(words) or words[position] == BOUNDARY:
                    break
                tied.add(position)
    return tied
