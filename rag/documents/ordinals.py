"""How the number of a unit is read, written in a pinpoint, and put in a key."""

LATIN = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщэюя"
# Cyrillic letters that drafters and scanners put for Latin ones in a lettered list.
_LOOKALIKES = str.maketrans("асеорхуік", "aceopxyik")
_ROMAN_NUMERALS = (
    "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii "
    "xxiv xxv xxvi xxvii xxviii xxix xxx"
)
ROMANS = {numeral: value for value, numeral in enumerate(_ROMAN_NUMERALS.split(), start=1)}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def read_ordinal(label: str) -> dict[str, int]:
    """Return every style in which a list label can be read, with its position from 1.

    `а` typed as Cyrillic is {"latin": 1, "cyrillic": 1}; `v` is {"latin": 22, "roman": 5}.
    """
    digits = label.translate(_RAISED)
    if digits.isdecimal():
        return {"number": int(digits)}
    ordinal: dict[str, int] = {}
    letter = label.lower().translate(_LOOKALIKES)
    if letter in ROMANS:
        ordinal["roman"] = ROMANS[letter]
    if len(letter) == 1 and letter in LATIN:
        ordinal["latin"] = LATIN.index(letter) + 1
    if len(label) == 1 and label.lower() in CYRILLIC:
        ordinal["cyrillic"] = CYRILLIC.index(label.lower()) + 1
    return ordinal


def write_ordinal(style: str, position: int) -> str:
    """Return the label of a position in a style, a look-alike letter as its Latin twin."""
    if style in ("latin", "dotted"):
        return LATIN[position - 1]
    if style == "cyrillic":
        return CYRILLIC[position - 1]
    if style == "roman":
        return list(ROMANS)[position - 1]
    return str(position)


def key_ordinal(style: str, position: int) -> str:
    """Return a position as part of a key: the third letter is `c` in every alphabet."""
    if style != "cyrillic":
        return write_ordinal(style, position)
    return LATIN[position - 1] if position <= len(LATIN) else f"l{position}"
