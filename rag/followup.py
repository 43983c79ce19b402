"""Whether a question stands alone or leans on the conversation before it, told by its words.

Decided without a model, by what points back (pronouns, demonstratives), by how the question
opens, and by how much it says itself. A word that points back within its own question ("When did
the Conference meet, and what did it decide?") does not lean.
"""

import re
from collections.abc import Sequence

from rag.analysis import content_terms, normalise
from rag.followup_cues import CUES
from rag.language import detect
from rag.values import Turn

# With an opener and so many terms of content a question is whole ("And which documents did the
# Conference adopt in Vienna?").
WHOLE = 4
# "How many States have signed?": so few words after the question word leave the object open.
SHORT = 3
# Of a text of so few words the language is a guess, and every language's openers are tried.
FEW_WORDS = 3
# Who writes so many characters has said what the question is about.
LONG = 400
ACCENTS = str.maketrans("áàâäéèêëíìîïóòôöúùûüçñ", "aaaaeeeeiiiioooouuuucn")
NAME = re.compile(r"\w*\d\w*|\w+/\w+|[A-ZА-ЯЁÄÖÜ]{2,}")
CAPITAL = re.compile(r"(?<=[^\W_] )[^\W\d_a-zа-яёäöüß]\w+")


def leaned_on(text: str, history: Sequence[Turn]) -> str:
    """Return the question of the conversation that a text leans on, "" where it stands alone.

    It is the last one that stood alone, so that a follow-up of a follow-up leans on what both
    are about; where none did, the first that was asked. What the assistant said is not searched.
    """
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    if not asked or not leans(text):
        return ""
    return next((question for question in reversed(asked) if not leans(question)), asked[0])


def leans(text: str) -> bool:
    """Return True if a question can be understood only from what was said before it."""
    if len(text) > LONG:
        return False
    language = detect(text)
    cues = CUES[language]
    asked = _words(text, language)
    asked = asked[_end(rf"(?:(?:{cues.polite})[\s,.!;:]+)+", asked) :]
    spoken = CUES.values() if len(asked.split()) <= FEW_WORDS else (cues,)
    opener = max(_end(rf"(?:{each.openers})\b(?!-)[\s,]*", asked) for each in spoken)
    said = asked[opener:]
    n_terms = len(content_terms(_without(rf"\b(?:{cues.light})\b", said), language))
    back = cues.back if n_terms > WHOLE else f"{cues.back}|(?P<near>{cues.near})"
    if n_terms == 0 or _points_back(said, back, language):
        return True
    if re.search(rf"\b(?:{cues.defines})\b", _bare(said)):
        return False
    is_named = bool(NAME.search(text)) or (language != "de" and bool(CAPITAL.search(text)))
    if opener:
        return n_terms < WHOLE - is_named
    if is_named:
        return False
    which = _end(rf"(?:{cues.which})\b", said)
    is_short = which > 0 and len(re.findall(r"\w+", said[which:])) <= SHORT
    return n_terms == 1 or (n_terms == 2 and is_short)


def _points_back(said: str, back: str, language: str) -> bool:
    """True if a word stands for something that the question itself has not named before it."""
    breaks = rf"[,.;:!?—–]|\b(?:{CUES[language].breaks})\b"
    for found in re.finditer(rf"\b(?:{back})\b", _bare(said)):
        before = said[: found.start()]
        *earlier, clause = re.split(breaks, before)
        # French repeats its subject behind the verb: "Quand la conférence aura-t-elle lieu ?"
        held = 0 if before.endswith("-") else 1 if found.groupdict().get("near") else len(clause)
        is_named = any(content_terms(part, language) for part in earlier)
        if not is_named and len(content_terms(clause, language)) <= held:
            return True
    return False


def _words(text: str, language: str) -> str:
    """Return the normalised words; German's polite Sie, told by its capital alone, is left out."""
    if language == "de":
        text = re.sub(r"(?<=[^\W_] )(?:Sie|Ihnen|Ihre?[nmrs]?)\b", " ", text)
    return re.sub(r"^\W+|\W+$", "", normalise(text).replace("’", "'"))


def _bare(words: str) -> str:
    """Return the words as the cues are written, without accents, each character in its place."""
    return words.translate(ACCENTS)


def _end(pattern: str, words: str) -> int:
    found = re.match(pattern, _bare(words))
    return found.end() if found else 0


def _without(pattern: str, words: str) -> str:
    for found in re.finditer(pattern, _bare(words)):
        words = words[: found.start()] + " " * len(found[0]) + words[found.end() :]
    return words
