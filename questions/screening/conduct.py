"""Whether a message abuses, gives the assistant orders, or advertises."""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

from questions.screening.folding import BOUNDARY, fold, plain
from questions.screening.lexicon import Found, load_lexicon
from questions.screening.spelt import is_spelt_order

REACH = 25
AIMED = 8
INJECTION = {"order": 2.0, "reveal": 2.0, "role": 1.0, "encoded": 1.0, "words": 1.0}
ENOUGH_INJECTION = 2.0
SPAM = {"offer": 1.0, "money": 1.5, "prize": 1.5, "act": 1.0, "goods": 2.0}
ENOUGH_SPAM = 2.5
MOST_OF_A_KIND = 3
MANY = 3
_ABUSE = ("strong", "hate", "lewd", "violence")
_LINK = re.compile(r"https?://|\bwww\.|\bbit\.ly/", re.IGNORECASE)
_OFFICIAL = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:osce\.org|un\.org|unodc\.org|coe\.int|europa\.eu|ohchr\.org)\b\S*",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<\|im_start\|>|\[/?INST\]|<</?SYS>>|^[^\S\n]*#{2,}[^\S\n]*(?:instruction|system)|"
    r"[\[{(<]\s*(?:system|система|système|sistema)\s*[:\]})>]|^[^\S\n]*(?:system|система)\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_TAGS = re.compile("(?<!\U0001f3f4)[\U000e0020-\U000e007e]{3,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,4000}={0,2}")
_EXCITED = re.compile(r"!{2,}|[\U0001f300-\U0001faff]{2,}|[$€₽]{2,}|[$€₽] ?\d[\d., ]{3}")


def is_abuse(found: Sequence[Found]) -> bool:
    """Return True for insults, hate, lewdness and threats, given what is found in a message.

    A mild insult counts where it is aimed: at the reader, the assistant or a people.
    """
    kinds = _unmasked(found, "abuse")
    if any(each.pattern.kind in _ABUSE for each in kinds):
        return True
    targets = [each for each in kinds if each.pattern.kind == "target"]
    return any(
        abs(insult.start - target.start) <= AIMED
        for insult in kinds
        if insult.pattern.kind == "insult"
        for target in targets
    )


def is_injection(text: str, found: Sequence[Found]) -> bool:
    """Return True for orders to the assistant: plain, marked up, hidden, spelt out or encoded."""
    if _TAGS.search(text) or _MARKUP.search(plain(text)):
        return True
    orders = [e for e in _unmasked(found, "injection") if e.pattern.kind in INJECTION]
    if any(_heard(orders, first) >= ENOUGH_INJECTION for first in orders):
        return True
    return is_spelt_order(text) or any(_is_order(hidden) for hidden in _decoded(text))


def is_spam(text: str, words: Sequence[str], found: Sequence[Found]) -> bool:
    """Return True for advertising, prizes, links to click and what is said over and over."""
    if _is_repeated(words):
        return True
    patterns = {id(e.pattern): e.pattern for e in _unmasked(found, "spam")}
    score = sum(
        weight * min(sum(p.kind == kind for p in patterns.values()), MOST_OF_A_KIND)
        for kind, weight in SPAM.items()
    )
    if not score:
        return False
    is_linked = bool(_LINK.search(_OFFICIAL.sub(" ", text)))
    score += is_linked + bool(_EXCITED.search(text))
    is_asked = any(e.pattern.kind == "study" for e in found) or text.rstrip().endswith("?")
    return score - 1.5 * (is_asked and not is_linked) >= ENOUGH_SPAM


def _unmasked(found: Sequence[Found], subject: str) -> list[Found]:
    """Return what is found of a subject outside of what is allowed to say."""
    of_subject = [each for each in found if each.pattern.subject == subject]
    allowed = {
        position
        for each in of_subject
        if each.pattern.kind == "allow"
        for position in range(each.start, each.end)
    }
    return [
        each
        for each in of_subject
        if each.pattern.kind != "allow" and allowed.isdisjoint(range(each.start, each.end))
    ]


def _heard(orders: Sequence[Found], first: Found) -> float:
    """Return the weight of the different patterns within REACH words from one of them."""
    near = {
        id(each.pattern): each.pattern.kind
        for each in orders
        if first.start <= each.start < first.start + REACH
    }
    return sum(INJECTION[kind] for kind in near.values())


def _is_order(text: str) -> bool:
    found = load_lexicon().find(fold(text))
    return any(each.pattern.subject in ("injection", "abuse") for each in found)


def _decoded(text: str) -> list[str]:
    texts = []
    for blob in _BASE64.findall(text):
        padded = blob.rstrip("=") + "=" * (-len(blob.rstrip("=")) % 4)
        try:
            texts.append(base64.b64decode(padded, altchars=b"-_").decode("utf-8"))
        except (binascii.Error, UnicodeDecodeError):
            continue
    return texts


def _is_repeated(words: Sequence[str]) -> bool:
    """Return True where a sentence of two words or more comes three times, or few words many."""
    sentences = Counter(
        tuple(sentence) for is_end, sentence in groupby(words, BOUNDARY.__eq__) if not is_end
    )
    if any(n >= MANY for sentence, n in sentences.items() if len(sentence) > 1):
        return True
    n_words = len(words)
    in_a_row = sum(a == b for a, b in pairwise(words))
    return n_words > 12 and (len(set(words)) < 0.3 * n_words**0.9 or in_a_row > 8)
