"""Rules that make a sentence false, and rules that say the same in other words.

A rule returns the changed sentence, "" where it does not apply. Where it may be applied in several
places, chance chooses.
"""

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer  # type: ignore[import-untyped]

Rule = Callable[[str, random.Random], str]

_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
_NUMBER_WORDS = {
    "de": "zwei drei vier fünf sechs sieben",
    "en": "two three four five six seven",
    "es": "dos tres cuatro cinco seis siete",
    "fr": "deux trois quatre cinq six sept",
    "it": "due tre quattro cinque sei sette",
    "ru": "два три четыре пять шесть семь",
}
_ORDINALS = "второй третьей четвертой пятой шестой седьмой"
# A negation put in, as pattern and replacement.
_NEGATE = {
    "de": [
        (r"\b(ist|sind|darf|dürfen|hat|haben|soll|sollen|kann|können|wird|werden)\b", r"\1 nicht")
    ],
    "en": [
        (r"\b(shall|may|must|should|can|will|is|are|has|have|was|were)\b(?! not)", r"\1 not"),
        (r"\b(shall|may|must|should|can|will|is|are)\b(?! not)", r"\1 never"),
    ],
    "es": [(r"\b(deberá|deberán|podrá|podrán|puede|pueden|tiene|tienen|es|son|será)\b", r"no \1")],
    "fr": [(r"\b(doit|doivent|peut|peuvent|est|sont|sera|seront|prend|fixe)\b", r"ne \1 pas")],
    "it": [(r"\b(deve|devono|può|possono|è|sono|ha|hanno|sarà|saranno)\b", r"non \1")],
}
_AFFIRM = {
    "de": [(r" nicht\b", ""), (r"\bkeine(\w?)\b", r"eine\1"), (r"\bohne\b", "mit")],
    "en": [(r" not\b", ""), (r"\b[Nn]o one\b", "Everyone"), (r"\bwithout\b", "with")],
    "es": [(r"\b[Nn]o ", ""), (r"\bsin\b", "con")],
    "fr": [(r"\bne (\w+) pas\b", r"\1"), (r"\bn'(\w+) pas\b", r"\1"), (r"\bsans\b", "avec")],
    "it": [(r"\b[Nn]on ", ""), (r"\bsenza\b", "con")],
    "ru": [(r"\b[Нн]е (?!только|менее)", ""), (r"\bнельзя\b", "можно"), (r"\bнет\b", "есть")],
}
_FORCES = {
    "de": [
        ("muss", "kann"),
        ("müssen", "können"),
        ("kann", "muss"),
        ("können", "müssen"),
        ("darf", "muss"),
        ("soll", "kann"),
        ("sollen", "können"),
    ],
    "en": [
        ("shall", "may"),
        ("may", "shall"),
        ("must", "may"),
        ("can", "must"),
        ("should", "must"),
        ("recommends", "requires"),
        ("urges", "obliges"),
    ],
    "es": [
        ("deberá", "podrá"),
        ("deberán", "podrán"),
        ("podrá", "deberá"),
        ("podrán", "deberán"),
        ("puede", "debe"),
        ("pueden", "deben"),
    ],
    "fr": [("doit", "peut"), ("doivent", "peuvent"), ("peut", "doit"), ("peuvent", "doivent")],
    "it": [("deve", "può"), ("devono", "possono"), ("può", "deve"), ("possono", "devono")],
    "ru": [
        ("рекомендует", "требует"),
        ("рекомендует", "обязывает"),
        ("призывает", "обязывает"),
        ("призывает", "просит"),
        ("просит", "требует"),
        ("просит", "разрешает"),
        ("предлагает", "предписывает"),
        ("предлагает", "запрещает"),
        ("постановляет", "предлагает"),
        ("может", "должен"),
        ("могут", "должны"),
        ("должны", "могут"),
        ("должен", "может"),
        ("должна", "может"),
        ("следует", "можно"),
        ("необходимо", "можно"),
        ("рекомендовала", "потребовала"),
        ("рекомендовала", "разрешила"),
        ("просила", "обязала"),
    ],
}
_SYNONYMS = {
    "de": [("ebenfalls", "auch"), ("jedoch", "aber"), ("Staaten", "Länder"), ("sowie", "und")],
    "en": [
        ("countries", "states"),
        ("assistance", "help"),
        ("also", "too"),
        ("prior to", "before"),
        ("in order to", "to"),
        ("children", "minors"),
    ],
    "es": [("asistencia", "ayuda"), ("así como", "y"), ("medidas", "acciones")],
    "fr": [("ainsi que", "et"), ("afin de", "pour"), ("aide", "assistance")],
    "it": [("nonché", "e"), ("al fine di", "per"), ("assistenza", "aiuto")],
    "ru": [
        ("торговли людьми", "работорговли"),
        ("содействовать", "способствовать"),
        ("предоставить", "дать"),
        ("совещание", "заседание"),
        ("государства", "страны"),
        ("государств", "стран"),
        ("государствам", "странам"),
        ("осуществления", "реализации"),
        ("осуществлению", "реализации"),
        ("сотрудничества", "взаимодействия"),
        ("а также", "и"),
        ("проведение", "организацию"),
        ("деятельности", "работы"),
        ("борьбы с", "противодействия"),
        ("в целях", "для"),
        ("важность", "значимость"),
        ("усилия", "старания"),
        ("особенно", "прежде всего"),
        ("в связи с", "из-за"),
        ("оказания", "предоставления"),
    ],
}
_CONNECTIVES = {
    "de": r"(?:Außerdem|Jedoch|Zudem|Ferner)\s",
    "en": r"(?:However|Moreover|Furthermore|In addition|Also),\s",
    "es": r"(?:Además|Asimismo|Sin embargo),\s",
    "fr": r"(?:En outre|Toutefois|De plus|Cependant),\s",
    "it": r"(?:Inoltre|Tuttavia),\s",
    "ru": r"(?:Кроме того|Вместе с тем|Таким образом|При этом|Однако|Тем не менее|В этой связи)"
    r",?\s",
}
_LABEL = r"^\(?(?:\d{1,2}|[а-яa-z]{1,3})[.)]\s+"
_MAIN = {
    "de": r", (?:der|die|das|einschließlich|wobei|damit|sowie)\b",
    "en": r", (?:which|who|including|in particular|such as|as well as|in order to)\b",
    "es": r", (?:que|incluid|en particular|así como|con el fin)",
    "fr": r", (?:qui|dont|y compris|notamment|ainsi que|afin)\b",
    "it": r", (?:che|compres|in particolare|nonché|al fine)",
    "ru": r", (?:котор\w+|в том числе|включая|а также|с тем чтобы|в частности|с целью|особенно)\b",
}


def mutations(language: str, names: Sequence[str]) -> dict[str, Rule]:
    """Return by name the rules that make a sentence of a language false.

    names: what a name of the sentence may be exchanged for.
    """
    negate: Rule = _negate_russian if language == "ru" else _replacer(_NEGATE.get(language, []))
    forces = [(rf"\b{old}\b", new) for old, new in _FORCES[language]]
    return {
        "figure": lambda text, chance: _other_figure(text, chance, language),
        "date": lambda text, chance: _other_date(text, chance, language),
        "negation added": negate,
        "negation dropped": _replacer(_AFFIRM[language]),
        "modality": _replacer(forces),
        "name": lambda text, chance: _other_name(text, chance, names, language),
    }


def paraphrases(language: str) -> dict[str, Rule]:
    """Return by name the rules that say the same, or a part of it, in other words."""
    synonyms = [(rf"\b{old}\b", new) for old, new in _SYNONYMS[language]]
    rules = {
        "connective": _replacer([(rf"^{_CONNECTIVES[language]}", ""), (_LABEL, "")]),
        "brackets": _replacer([(r" \([^()]*\)", "")]),
        "synonyms": _replacer(synonyms),
        "order": _other_order,
        "shortened": lambda text, _: _main_clause(text, language),
        "punctuation": _other_punctuation,
    }
    if language == "ru":
        rules["aside"] = _replacer([(r", [^\W\d_]+(?:щ|вш|нн|емы|имы)\w+ [^,;]{5,80},", ",")])
        rules["written otherwise"] = _written_otherwise
    return rules


def _replacer(pairs: Sequence[tuple[str, str]]) -> Rule:
    """Return a rule that applies one of the replacements in one place."""

    def replace(text: str, chance: random.Random) -> str:
        places = [(match, new) for old, new in pairs for match in re.finditer(old, text)]
        if not places:
            return ""
        match, new = chance.choice(places)
        changed = text[: match.start()] + match.expand(new) + text[match.end() :]
        return changed[:1].upper() + changed[1:]

    return replace


def _other_figure(text: str, chance: random.Random, language: str) -> str:
    """Return the text with a digit changed, or a number written in the words of another."""
    words = _NUMBER_WORDS[language].split()
    spelt = [*re.finditer(rf"\b(?:{'|'.join(words)})\b", text)]
    ordinal = [*re.finditer(rf"\b(?:{'|'.join(_ORDINALS.split())})\b", text)]
    digits = [*re.finditer(r"\d", text)]
    whole = [*re.finditer(r"(?<![\w/.,-])[2-9](?![\w/.,)-])", text)]
    kinds = [kind for kind in (digits, digits, whole, spelt, ordinal) if kind]
    if not kinds:
        return ""
    kind = chance.choice(kinds)
    match = chance.choice(kind)
    if kind is digits:
        new = chance.choice([d for d in "123456789" if d != match[0]])
    else:
        others = _ORDINALS.split() if kind is ordinal else words
        value = int(match[0]) if match[0].isdigit() else 0
        new = chance.choice([w for n, w in enumerate(others, 2) if w != match[0] and n != value])
    return text[: match.start()] + new + text[match.end() :]


def _other_date(text: str, chance: random.Random, language: str) -> str:
    """Return the text with the day, the month or the year of a date shifted."""
    months = _MONTHS[language].split()
    dates = [*re.finditer(rf"\b(\d{{1,2}})\.? (?:de )?({'|'.join(months)})\b", text)]
    years = [*re.finditer(r"(?<![\w/])(?:19|20)\d\d(?![\w/])", text)]
    if not dates and not years:
        return ""
    match = chance.choice(dates + years)
    if match in years:
        group, new = 0, str(int(match[0]) + chance.choice([-10, -2, -1, 1, 2, 10]))
    elif chance.random() < 0.5:
        group, new = 1, str((int(match[1]) + chance.randint(1, 20)) % 28 + 1)
        if new == match[1]:
            return ""
    else:
        group, new = 2, chance.choice([month for month in months if month != match[2]])
    return text[: match.start(group)] + new + text[match.end(group) :]


def _negate_russian(text: str, chance: random.Random) -> str:
    """Return the text with a negation before a verb or a short participle."""
    places = [
        match
        for match in re.finditer(r"(?<!\bне )(?<!\bни )\b[а-яё]{4,}", text)
        if {"VERB", "INFN", "PRTS"} & {str(_analyser().parse(match[0])[0].tag.POS)}
    ]
    if not places:
        return ""
    at = chance.choice(places).start()
    return text[:at] + chance.choice(["не ", "не ", "никогда не ", "отнюдь не "]) + text[at:]


def _other_name(text: str, chance: random.Random, names: Sequence[str], language: str) -> str:
    """Return the text with one of its names exchanged, in the same case where that can be told."""
    places = inner_names(text)
    if not places or not names:
        return ""
    match = chance.choice(places)
    others = [name for name in names if name[:4].lower() != match[0][:4].lower()]
    new = chance.choice(others)
    if language == "ru":
        new = _in_case_of(match[0], new)
    return text[: match.start()] + new + text[match.end() :]


def inner_names(text: str) -> list[re.Match[str]]:
    """Return the capitalised words of a text behind another word."""
    words = re.finditer(r"(?<=[^\W\d_] )[^\W\d_]{3,}", text)
    return [match for match in words if match[0][0].isupper()]


def _in_case_of(model: str, name: str) -> str:
    case = _analyser().parse(model)[0].tag.case
    inflected = _analyser().parse(name)[0].inflect({case}) if case and not name.isupper() else None
    return inflected.word.capitalize() if inflected else name


def _other_order(text: str, chance: random.Random) -> str:
    """Return the text with two words that `and` joins, or three of a list, in another order."""
    word = r"([^\W\d_]{4,})"
    joined = r"(?:и|and|und|et|e|y)"
    pairs = [*re.finditer(rf"(?<=, ){word}, {word} {joined} {word}(?=[,.;])", text)]
    if not pairs:
        return ""
    match = chance.choice(pairs)
    first, second = match.span(1), match.span(2)
    return "".join(
        [text[: first[0]], match[2], text[first[1] : second[0]], match[1], text[second[1] :]]
    )


def _main_clause(text: str, language: str) -> str:
    match = re.search(_MAIN[language], text)
    return f"{text[: match.start()]}." if match and match.start() > 40 else ""


def _other_punctuation(text: str, chance: random.Random) -> str:
    changed = re.sub("[«»“”„]", '"', text).replace("–", "-").replace(";", ".")
    return changed.replace("ё", "е").rstrip(".") if chance.random() < 0.5 else changed


def _written_otherwise(text: str, chance: random.Random) -> str:
    """Return the text with a number or a date in another of the ways in which it is written."""
    months = _MONTHS["ru"].split()

    def in_digits(match: re.Match[str]) -> str:
        return f"{int(match[1]):02}.{months.index(match[2]) + 1:02}.{match[3]}"

    options = [
        re.sub(r"(\d{4}) год(?:у|а)\b", r"\1 г.", text),
        re.sub(rf"\b(\d{{1,2}}) ({'|'.join(months)}) (\d{{4}})(?: года)?", in_digits, text),
        re.sub(r"(?<=\d)[ ,](?=\d{3}\b)", "", text),
        re.sub(r"\bтретьей\b", "3-й", text),
        re.sub(r"\bчетвертой\b", "4-й", text),
        re.sub(r"\bпервой\b", "1-й", text),
        re.sub(r"\bдвух\b", "2", text),
    ]
    changed = [option for option in options if option != text]
    return chance.choice(changed) if changed else ""


@cache
def _analyser() -> "MorphAnalyzer":
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")
