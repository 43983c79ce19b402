"""Countries and regions that a text names, by their names in six languages (Unicode's CLDR)."""

from functools import cache

from rag.analysis import TOKEN, terms

# The names of these are words of everyday use, and of organisations.
TOO_WIDE = {"001", "150", "EU", "EZ", "UN", "QO", "ZZ"}
# What people say for what CLDR calls by its full or other name.
SHORT = {
    "ru": {"США": "US", "Великобритания": "GB", "Англия": "GB", "Чехия": "CZ", "Корея": "KR"},
    "en": {"USA": "US", "America": "US", "UK": "GB", "Britain": "GB", "Turkey": "TR"},
    "fr": {"USA": "US", "Angleterre": "GB", "Tchéquie": "CZ"},
    "de": {"USA": "US", "Großbritannien": "GB", "England": "GB", "Weißrussland": "BY"},
    "it": {"USA": "US", "Gran Bretagna": "GB", "Inghilterra": "GB"},
    "es": {"EEUU": "US", "Gran Bretaña": "GB", "Inglaterra": "GB", "América Latina": "419"},
}  # fmt: skip
Stems = tuple[str, ...]


def countries(text: str, language: str) -> frozenset[str]:
    """Return the codes (ISO 3166, UN M.49) of the countries and regions that a text names.

    Only words with a capital name one (`мало` is not Мали), and the longest name counts.
    """
    names = _names(language)
    longest = max(map(len, names))
    words = TOKEN.findall(text)
    stems = [tuple(terms(word, language)) for word in words]
    found: set[str] = set()
    at = 0
    while at < len(words):
        length = 0
        if words[at][0].isupper():
            length = next(
                (n for n in range(longest, 0, -1) if sum(stems[at : at + n], ()) in names), 0
            )
            found |= {names[sum(stems[at : at + length], ())]} if length else set()
        at += max(length, 1)
    return frozenset(found)


@cache
def _names(language: str) -> dict[Stems, str]:
    from babel import Locale

    territories = {
        name.split("(")[0]: code
        for code, name in Locale(language).territories.items()
        if code not in TOO_WIDE
    }
    named = territories | SHORT[language]
    return {tuple(terms(name, language)): code for name, code in named.items()}
