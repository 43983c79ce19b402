"""How answer strings are meant to be matched against a bot's answer (used by verify.py, reusable in a scorer)."""

import re, unicodedata


def norm(s):
    return " ".join(unicodedata.normalize("NFKC", s).split())


def fold(s):
    return norm(s).lower().replace("ё", "е")


def hit(answer, text):
    """True if `answer` (a full form or a stem) stands in `text`: case-insensitive, ё=е, must start at a word start,
    may be continued by a Russian ending; digits must not run on in either direction (4/4 is not in 44/4, 7/1 not in 7/17)."""
    a = re.escape(fold(answer))
    pre = r"(?<!\w)" if (fold(answer)[:1].isalnum()) else ""
    post = r"(?!\d)" if fold(answer)[-1:].isdigit() else ""
    return re.search(pre + a + post, fold(text)) is not None


def score(row, text):
    """any: one of answers (Russian) or answers_qlang occurs; full: every answers_all group is hit (None if no groups).
    answers_all is in the document's language only; judge non-Russian completeness by reading or by a model."""
    any_ = any(hit(a, text) for a in row["answers"] + row.get("answers_qlang", []))
    g = row.get("answers_all")
    return any_, (all(any(hit(a, text) for a in grp) for grp in g) if g else None)
