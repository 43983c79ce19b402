"""The decision on a message, made from rules alone: the same message, the same decision."""

from dataclasses import dataclass
from typing import Literal

from questions.screening.conduct import is_abuse, is_injection, is_spam
from questions.screening.distress import distress
from questions.screening.folding import fold
from questions.screening.lexicon import load_lexicon
from questions.screening.personal import redact
from questions.screening.validity import is_invalid
from rag.language import detect

Decision = Literal["ok", "urgent_help", "pii", "abuse", "injection", "spam", "invalid"]
DECISIONS: tuple[Decision, ...] = (
    "ok", "urgent_help", "pii", "abuse", "injection", "spam", "invalid",
)  # fmt: skip
FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Screening:
    """What a message is. `redacted` is its text without personal data, whatever the decision."""

    decision: Decision
    language: str
    redacted: str


def screen(text: str) -> Screening:
    """Return the decision on a message.

    Help comes first, whatever else is in it. Then what nobody should answer, then personal data:
    a question among it is answered without it.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")  # half a character is none
    words = fold(text)
    found = load_lexicon().find(words)
    language = detect(text, default="en")
    danger = distress(text, language, words, found)
    redaction = redact(text, is_named=danger.is_urgent)
    if danger.is_urgent:
        is_guess = len(words) <= FEW_WORDS + 1 or (danger.language == "ru" and text.isascii())
        told_in = danger.language if is_guess else language
        return Screening("urgent_help", told_in, redaction.text)
    decision: Decision = "ok"
    if is_injection(text, found):
        decision = "injection"
    elif is_abuse(found):
        decision = "abuse"
    elif is_spam(text, words, found):
        decision = "spam"
    elif is_invalid(redaction.text) and set(redaction.labels) <= {"handle"}:
        decision = "invalid"
    elif redaction.labels:
        decision = "pii"
    return Screening(decision, language, redaction.text)
