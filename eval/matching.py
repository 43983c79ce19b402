"""Does a text hold an answer string, does it hold a quoted evidence: how judgments are matched."""

import re
import unicodedata
from collections.abc import Sequence

N_GRAM = 3
MIN_SHARE = 0.6
FOOTNOTE_MARK = re.compile(r"(?<=[^\W\d_]{3})\d{1,2}\b")  # stuck to a word: жертв1


def fold(text: str) -> str:
    """Return the text in NFKC, lower case, ё as е, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).lower().replace("ё", "е")


def holds_answer(answer: str, text: str) -> bool:
    """True if the answer, a full form or a stem, stands in the text.

    It must start at a word's start; a Russian ending may follow; digits must not run on, so that
    4/4 is not in 44/4.
    """
    wanted = fold(answer)
    before = r"(?<!\w)" if wanted[:1].isalnum() else ""
    after = r"(?!\d)" if wanted[-1:].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, fold(text)) is not None


def holds_evidence(quote: str, text: str) -> bool:
    """True if the text holds at least MIN_SHARE of the quote's word trigrams.

    Cleaning repairs letters and takes marks out of words, so quotes are not searched for whole.
    A quote of fewer than three words is compared by all its words.
    """
    words, held = _words(quote), _words(text)
    n = min(N_GRAM, len(words))
    wanted = _n_grams(words, n)
    return bool(wanted) and len(wanted & _n_grams(held, n)) >= MIN_SHARE * len(wanted)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", FOOTNOTE_MARK.sub("", fold(text)))


def _n_grams(words: Sequence[str], n: int) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)} if n else set()
