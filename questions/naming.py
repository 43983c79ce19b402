"""Names of accounts: which count as the same, and which could pass for another."""

import unicodedata

MAX_NAME = 60  # characters
_RESERVED = ("asker", "operator", "system")
# The marks and signs that stand in words of more than one script.
_ANY_SCRIPT = {"COMBINING", "MODIFIER"}


def name_key(name: str) -> str:
    """Return what a name is compared by, the same for each of its spellings."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def name_fault(name: str) -> str:
    """Return why a name can be no account's, "" if it can."""
    # What does not print is among others each of Unicode's format characters.
    if not name.strip() or len(name) > MAX_NAME or not name.isprintable():
        return f"write 1 to {MAX_NAME} characters, and none that cannot be seen"
    if name_key(name) in _RESERVED:
        return f"{', '.join(_RESERVED)} are taken"
    scripts = _scripts(name)
    return f"write it in one of {', '.join(sorted(scripts))}" if len(scripts) > 1 else ""


def _scripts(name: str) -> set[str]:
    """Return the scripts of a name's letters; the Unicode name of each begins with it."""
    letters = (c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c)[0] in "LM")
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in letters} - _ANY_SCRIPT
