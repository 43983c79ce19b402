"""Words that turn a statement round by their side: rise or fall, more or less, before or after."""

import re
from functools import cache

# Word forms after `normalise`; what also means something else is left out (nach: according to).
_SIDES = {
    "rise": {
        "de": "steig\\w*|stieg\\w*|(?:an)?gestiegen\\w*|anstieg\\w*|zunahm\\w*|zunehm\\w*"
        "|zugenommen|erhöh\\w*|wuchs\\w*|wachs\\w*|gewachsen",
        "en": "increas\\w+|rises?|risen|rising|rose|grow(?:s|n|th|ing)?|grew",
        "es": "aument\\w+|crec\\w+|increment\\w+|sub(?:e|en|ió|ieron|ido)",
        "fr": "augment\\w+|hausses?|accr\\w+|croissan\\w+|croît|croissent",
        "it": "aument\\w+|cresc\\w+|cresciut\\w+|crebber?o?|increment\\w+",
        "ru": "увелич\\w+|рост\\w{0,3}|раст(?:ет|ут|и)|вырос\\w*|возрос\\w*|возраста\\w+"
        "|повы[шс]\\w+",
    },
    "fall": {
        "de": "sank\\w*|sink\\w+|gesunken\\w*|rückgang\\w*|verringer\\w*|abnahm\\w*|abnehm\\w*"
        "|abgenommen|gesenkt|zurückgegangen",
        "en": "decreas\\w+|declin(?:e|es|ed|ing)|falls?|fallen|falling|fell|drop(?:s|ped|ping)?"
        "|reduc\\w+|diminish\\w*|shr[aiu]nk\\w*",
        "es": "disminu\\w+|descen\\w+|reduc\\w+|reduj\\w+|baj(?:a|an|ó|aron|ado)|cay\\w+|caíd\\w+",
        "fr": "diminu\\w+|baiss\\w+|recul\\w*|rédui\\w+|réduction\\w*|chut\\w+",
        "it": "diminu\\w+|ridu\\w+|ridott\\w+|cal(?:o|a|ano|ato|ata|ati|ate)|scend\\w+|sces\\w+",
        "ru": "сокра[щт]\\w+|сни[жз]\\w+|уменьш\\w+|упал\\w*|пада\\w+|падени\\w+|спад\\w{0,2}",
    },
    "more": {
        "de": "mehr",
        "en": "more",
        "es": "más",
        "fr": "plus",
        "it": "più",
        "ru": "более|больше|свыше",
    },
    "less": {
        "de": "weniger",
        "en": "less|fewer",
        "es": "menos",
        "fr": "moins",
        "it": "meno",
        "ru": "менее|меньше",
    },
    "before": {
        "de": "bevor|vor|zuvor",
        "en": "before|prior",
        "es": "antes",
        "fr": "avant",
        "it": "prima",
        "ru": "до|перед|прежде|ранее|раньше",
    },
    "after": {
        "de": "nachdem|danach",
        "en": "after|afterwards",
        "es": "después|tras",
        "fr": "après",
        "it": "dopo",
        "ru": "после|спустя|позже|позднее",
    },
}
_OPPOSITE = {"rise": "fall", "more": "less", "before": "after"}
_OPPOSITE |= {other: one for one, other in _OPPOSITE.items()}


def side(word: str, language: str) -> str:
    """Return the side that a normalised word is on, "" for any other word."""
    match = _pattern(language).fullmatch(word)
    return str(match.lastgroup) if match else ""


def opposite(name: str) -> str:
    """Return the other side of one."""
    return _OPPOSITE[name]


@cache
def _pattern(language: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{_SIDES[name][language]})" for name in _SIDES))
