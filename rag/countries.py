"""Countries and regions that a text names, by their names in six languages (Unicode's CLDR)."""

from functools import cache

from rag.analysis import TOKEN, terms

# The names of these are words of everyday use, and of organisations.
TOO_WIDE = {"001", "150", "EU", "EZ", "UN", "QO", "ZZ"}
# What people say, and official documents write, for what CLDR calls by another name.
OTHER = {
    "ru": {
        "США": "US",
        "Соединенные Штаты Америки": "US",
        "Соединенное Королевство": "GB",
        "Великобритания": "GB",
        "Российская Федерация": "RU",
        "Республика Молдова": "MD",
        "Республика Корея": "KR",
        "Чешская Республика": "CZ",
        "Сирийская Арабская Республика": "SY",
    },
    "en": {
        "USA": "US",
        "America": "US",
        "UK": "GB",
        "Britain": "GB",
        "Turkey": "TR",
        "Russian Federation": "RU",
        "Republic of Moldova": "MD",
        "Republic of Korea": "KR",
        "Czech Republic": "CZ",
    },
    "fr": {"USA": "US", "Angleterre": "GB", "Fédération de Russie": "RU", "Tchéquie": "CZ"},
    "de": {"USA": "US", "Großbritannien": "GB", "Russische Föderation": "RU", "Weißrussland": "BY"},
    "it": {"USA": "US", "Gran Bretagna": "GB", "Inghilterra": "GB", "Federazione russa": "RU"},
    "es": {
        "EEUU": "US",
        "Gran Bretaña": "GB",
        "Federación de Rusia": "RU",
        "América Latina": "419",
    },
}
Stems = tuple[str, ...]


def countries(text: str, language: str) -> frozenset[str]:
    """Return the codes (ISO 3166, UN M.49) of the countries and regions that a text names.

    Only words with a capital name one (`мало` is not Мали), and the longest name counts.
    """
    names, longest = _names(language)
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


def names_of(code: str, language: str) -> list[str]:
    """Return how a language names a country or region."""
    return [name for name, found in _named(language).items() if found == code]


@cache
def _names(language: str) -> tuple[dict[Stems, str], int]:
    """Return the code of each name, by its stems, and how many stems the longest has."""
    names = {tuple(terms(name, language)): code for name, code in _named(language).items()}
    return names, max(map(len, names))


@cache
def _named(language: str) -> dict[str, str]:
    from babel import Locale

    territories = {
        name.split("(")[0].strip(): code
        for code, name in Locale(language).territories.items()
        if code not in TOO_WIDE
    }
    return territories | OTHER[language]
