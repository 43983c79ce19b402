"""How a unit is cited in each of the six languages, and how its number is read."""

from dataclasses import dataclass

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщэюя"
# Cyrillic letters that drafters and scanners put for Latin ones in a lettered list.
_LOOKALIKES = str.maketrans("асеорхуік", "aceopxyik")
_ROMAN_NUMERALS = (
    "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii "
    "xxiv xxv xxvi xxvii xxviii xxix xxx"
)
_ROMANS = {numeral: value for value, numeral in enumerate(_ROMAN_NUMERALS.split(), start=1)}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a pinpoint in one language; `{}` takes the number or the name."""

    paragraph: str
    item: str
    sub_item: str
    agenda_item: str
    section: str
    footnote: str
    footnotes: str
    preamble: str
    closing: str
    title: str
    opening: str
    page: str
    nth: str


WORDINGS = {
    "ru": Wording(
        "п. {}", "подп. {}", "пункт {}", "пункт {} повестки дня", "раздел «{}»", "сноска {}",
        "сноски {}", "преамбула", "концовка", "заголовок", "вводная часть", "с. {}", "абз. {}",
    ),
    "en": Wording(
        "para. {}", "subpara. {}", "item {}", "agenda item {}", "section “{}”", "footnote {}",
        "footnotes {}", "preamble", "closing", "title", "introductory part", "p. {}",
        "paragraph {}",
    ),
    "fr": Wording(
        "par. {}", "al. {}", "point {}", "point {} de l’ordre du jour", "section « {} »",
        "note {}", "notes {}", "préambule", "fin", "titre", "partie introductive", "p. {}",
        "alinéa {}",
    ),
    "de": Wording(
        "Ziffer {}", "Buchst. {}", "Punkt {}", "Tagesordnungspunkt {}", "Abschnitt „{}“",
        "Fußnote {}", "Fußnoten {}", "Präambel", "Schluss", "Titel", "Einleitung", "S. {}",
        "Absatz {}",
    ),
    "it": Wording(
        "par. {}", "lett. {}", "punto {}", "punto {} dell’ordine del giorno", "sezione «{}»",
        "nota {}", "note {}", "preambolo", "chiusura", "titolo", "parte introduttiva", "p. {}",
        "capoverso {}",
    ),
    "es": Wording(
        "párr. {}", "apdo. {}", "punto {}", "tema {} del programa", "sección «{}»", "nota {}",
        "notas {}", "preámbulo", "cierre", "título", "parte introductoria", "pág. {}",
        "apartado {}",
    ),
}  # fmt: skip


def read_ordinal(label: str) -> dict[str, int]:
    """Return every style in which a list label can be read, with its position from 1.

    `а` typed as Cyrillic is {"latin": 1, "cyrillic": 1}; `v` is {"latin": 22, "roman": 5}.
    """
    if label.isdigit():
        return {"number": int(label)}
    ordinal: dict[str, int] = {}
    letter = label.lower().translate(_LOOKALIKES)
    if letter in _ROMANS:
        ordinal["roman"] = _ROMANS[letter]
    if len(letter) == 1 and letter in _LATIN:
        ordinal["latin"] = _LATIN.index(letter) + 1
    if len(label) == 1 and label.lower() in _CYRILLIC:
        ordinal["cyrillic"] = _CYRILLIC.index(label.lower()) + 1
    return ordinal


def write_ordinal(style: str, position: int) -> str:
    """Return the label of a position in a style, a look-alike letter as its Latin twin."""
    if style == "latin":
        return f"{_LATIN[position - 1]})"
    if style == "cyrillic":
        return f"{_CYRILLIC[position - 1]})"
    if style == "roman":
        return f"{list(_ROMANS)[position - 1]})"
    return str(position)
