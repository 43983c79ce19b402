"""Numbers, months and symbols in one spelling, however six languages write them."""

import re
from functools import cache

from rag.analysis import LOOK_ALIKES, symbol_terms
from rag.documents.dates import MONTH_NUMBERS

_ADJECTIVE = "(?:ый|ой|ий|ая|ое|ого|ому|ым|ом|ую|ые|ых|ыми)"
_TEENS = "один две три четыр пят шест сем восем девят"
_MONTHS = "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр"
_RUSSIAN = {
    0: "нол[ья]|нул[ья]",
    1: f"перв{_ADJECTIVE}",
    2: f"дв(?:а|е|ух|ум|умя)|втор{_ADJECTIVE}",
    3: "тр(?:и|ех|ем|емя)|трет(?:ий|ья|ье|ьего|ьему|ьим|ьем|ью|ьей|ьи|ьих|ьими)",
    4: f"четыр(?:е|ех|ем|ьмя)|четверт{_ADJECTIVE}",
    5: f"пят(?:ь|и|ью|{_ADJECTIVE})",
    6: f"шест(?:ь|и|ью|{_ADJECTIVE})",
    7: f"сем[ьи]|седьм{_ADJECTIVE}",
    8: f"вос(?:емь|ьми|емью)|восьм{_ADJECTIVE}",
    9: f"девят(?:ь|и|ью|{_ADJECTIVE})",
    10: f"десят(?:ь|и|ью|{_ADJECTIVE})",
    **{11 + i: f"{stem}надцат(?:ь|и|ью|{_ADJECTIVE})" for i, stem in enumerate(_TEENS.split())},
    20: f"двадцат(?:ь|и|ью|{_ADJECTIVE})",
    30: f"тридцат(?:ь|и|ью|{_ADJECTIVE})",
    40: f"сорока?|сороков{_ADJECTIVE}",
    **{
        50 + 10 * i: f"{stem}(?:ь|и)десят(?:и|{_ADJECTIVE})?"
        for i, stem in enumerate(_TEENS.split()[4:8])
    },
    90: f"девяност(?:о|а|{_ADJECTIVE})",
    100: f"сто|ста|сот{_ADJECTIVE}",
    200: "двести|двухсот",
    300: "триста|трехсот",
    500: "пятьсот|пятисот",
}
# From 0: cardinals, then ordinals as "value:forms". One is left out: it is an article too.
_CARDINALS = {
    "de": "null - zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
    "fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
    "en": "zero - two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty",
    "es": "cero - dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte",
    "fr": "zéro - deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
    "quinze seize - - - vingt",
    "it": "zero - due tre quattro cinque sei sette otto nove dieci undici dodici tredici "
    "quattordici quindici sedici diciassette diciotto diciannove venti",
}
_TENS = {
    "de": "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
    "en": "thirty forty fifty sixty seventy eighty ninety hundred",
    "es": "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
    "fr": "trente quarante cinquante soixante - - - cent",
    "it": "trenta quaranta cinquanta sessanta settanta ottanta novanta cento",
}
# From 1, each a pattern; what also means "before" or "according to" is left out.
_ORDINALS = {
    "de": "erste[nrsm]? zweite[nrsm]? dritte[nrsm]? vierte[nrsm]? fünfte[nrsm]? sechste[nrsm]? "
    "siebte[nrsm]? achte[nrsm]? neunte[nrsm]? zehnte[nrsm]?",
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth",
    "es": "primer[oa]? segund[oa] tercer[oa]? cuart[oa] quint[oa] sext[oa] séptim[oa] octav[oa] "
    "noven[oa] décim[oa]",
    "fr": "premi(?:er|ère)s? deuxième troisième quatrième cinquième sixième septième huitième "
    "neuvième dixième",
    "it": "prim[oei] second[aei] terz[oa] quart[oa] quint[oa] sest[oa] settim[oa] ottav[oa] "
    "non[oa] decim[oa]",
}
_SCALES = {
    1_000: "тыс|тысяч[аиу]?|тысячами|thousand|tausend|mille|mila|mil",
    1_000_000: "млн|миллион\\w*|millions?|million(?:en)?|millón|millones|milion[ei]|mio",
    1_000_000_000: "млрд|миллиард\\w*|billion|milliards?|milliarden?|miliard[oi]|mrd",
}
_TENS_VALUES = {str(tens) for tens in range(20, 100, 10)}
_GROUPED = re.compile(r"\d{1,3}(?:[ .,]\d{3})+")
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
_DIGITS = {"I": 1, "V": 5, "X": 10}


def number(digits: str) -> str:
    """Return a number in digits as digits alone, a decimal point where it has a fraction.

    `1 000`, `1.000` and `1,000` are 1000; `24,9` and `24.9` are 24.9; `007` is 7.
    """
    if _GROUPED.fullmatch(digits) and not digits.startswith("0"):
        return re.sub(r"\D", "", digits)
    whole, *rest = re.split(r"[.,]", digits.replace(" ", ""))
    return ".".join([str(int(whole)), *rest])


def joined(value: str, word: str, next_value: str, next_word: str) -> str:
    """Return the number that two words make, "" where they make none.

    `24.9 million` is 24900000, `двадцать пять` is 25; values are as `number` gives them.
    """
    if not re.fullmatch(r"\d+(?:\.\d+)?", value):
        return ""
    for scale, words in _SCALES.items():
        if re.fullmatch(words, next_word):
            return str(round(float(value) * scale))
    are_words = word.isalpha() and next_word.isalpha() and next_value.isdigit()
    is_tens = are_words and value in _TENS_VALUES and 0 < int(next_value) < 10
    return str(int(value) + int(next_value)) if is_tens else ""


def number_word(word: str, language: str) -> int | None:
    """Return what a normalised word counts (`двадцать`, `third`), None for any other word.

    None for `one` too, which most languages use as an article.
    """
    match = _number_words(language).fullmatch(word)
    return int(str(match.lastgroup)[1:]) if match else None


def roman(word: str) -> int | None:
    """Return the value of a Roman numeral of I, V and X in capitals, a Cyrillic Х read as X."""
    word = word.replace("Х", "X")
    if not word or not _ROMAN.fullmatch(word):
        return None
    values = [_DIGITS[letter] for letter in word]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def month(word: str) -> int | None:
    """Return the number of the month that a normalised word names in any of six languages."""
    return MONTH_NUMBERS.get(word) or _russian_months().get(word)


def symbols(symbol: str) -> list[str]:
    """Return what a symbol may be called: itself in Latin letters, and its tails."""
    folded = symbol.lower().translate(LOOK_ALIKES)
    return [folded, *symbol_terms(folded)]


@cache
def _number_words(language: str) -> re.Pattern[str]:
    """Return a pattern whose group `n20` matches the words for 20."""
    if language == "ru":
        forms = {value: [words] for value, words in _RUSSIAN.items()}
    else:
        cardinals = _CARDINALS[language].split()
        forms = {value: [word] for value, word in enumerate(cardinals) if word != "-"}
        for value, word in enumerate(_TENS[language].split(), start=3):
            if word != "-":
                forms[10 * value] = [word]
        for value, words in enumerate(_ORDINALS[language].split(), start=1):
            forms.setdefault(value, []).append(words)
    return re.compile("|".join(f"(?P<n{n}>{'|'.join(words)})" for n, words in forms.items()))


@cache
def _russian_months() -> dict[str, int]:
    """Return the cases of the Russian months that a date does not use."""
    return {
        stem + ending: value
        for value, stem in enumerate(_MONTHS.split(), start=1)
        for ending in ("ь", "е", "ю", "ем", "й", "у", "", "ом")
        if len(stem + ending) > 2
    }
