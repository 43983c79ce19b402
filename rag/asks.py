"""What kind of thing a question asks for, and whether a sentence holds such a thing.

A question for a price is not answered by a sentence without one, however near it is. How the six
languages ask for each kind, and the signs of each kind, are patterns over what `normalise` gives.
"""

import re
import unicodedata
from typing import Literal

from rag.analysis import normalise

Kind = Literal["date", "day", "number", "percentage", "money", "person", "reference", "definition"]
# What is better told by such a sentence, but may be told by another.
SOFT: frozenset[Kind] = frozenset({"definition"})

ASKS: dict[Kind, str] = {
    "date": r"когда|в каком году|с каких пор|(?:с|до|к|по) как(?:ого|ому|ое) (?:года|году|год|"
    r"времени|момента)|как(?:ой|ого) год\w*|"
    r"when|what year|which year|since what year|"
    r"quand|(?:en )?quelle ann[ée]e|depuis combien de temps|"
    r"wann|(?:in )?welche[sm]? jahr|"
    r"quando|(?:in )?(?:che|quale) anno|"
    r"cu[áa]ndo|(?:en )?qu[ée] a[ñn]o",
    "day": r"как(?:ого|ое|ие|их) числ\w+|какая дата|точн\w+ дат\w+|как(?:ой|ого) д(?:ень|ня)|"
    r"в какие д(?:ни|аты)|какие даты|(?:what|which) (?:date|day)s?|exact dates?|"
    r"quel(?:le)?s? (?:date|jour)s?|welche[snmr]? (?:datum|tage?n?)|"
    r"(?:che|quale|quali) (?:giorn[oi]|dat[ae])|(?:qu[ée]|cu[áa]l(?:es)?) (?:d[íi]as?|fechas?)",
    "number": r"сколько|скольк\w+|(?:каков\w*|какая|какой) (?:численност\w+|количеств\w+)|"
    r"как(?:ие|их) (?:\w+ )?цифр\w*|"
    r"how many|what number of|which figures|"
    r"combien|quel nombre|quels chiffres|"
    r"wie ?viele?n?|wieviele?n?|welche zahlen|"
    r"quant[ie]|che numero di|quali cifre|"
    r"cu[áa]nt[oa]s|qu[ée] n[úu]mero de|qu[ée] cifras",
    "percentage": r"как(?:ой|ая|ую|ого) (?:процент\w*|дол[яюи])|сколько процентов|"
    r"на сколько процентов|"
    r"(?:what|which) (?:percentage|share|proportion|per ?cent)|"
    r"quel(?:le)? (?:pourcentage|proportion|part)|welche[rn]? (?:prozentsatz|anteil)|"
    r"wieviel prozent|"
    r"wie viel prozent|(?:che|quale) (?:percentuale|quota)|qu[ée] (?:porcentaje|proporci[óo]n)",
    "money": r"сколько (?:стоит|стоят|денег|средств)|стоимост\w+|бюджет\w*|"
    r"как(?:ая|ую|ой) (?:сумм\w+|"
    r"цен\w+|взнос\w*)|кто (?:\w+ )?(?:плат\w+|опла\w+)|платн\w+|"
    r"how much (?:does|do|did|is|money)|what (?:is|was) the (?:budget|price|fee|cost)|who pays|"
    r"who pa(?:id|ys)|travel costs|budget|registration fee|cost of|"
    r"combien (?:co[ûu]te\w*|d'argent)|quel (?:est le )?(?:prix|budget|tarif|co[ûu]t)|frais|"
    r"qui paie|was kostet|wie ?viel (?:kostet|geld)|\w*kosten|geb[üu]hr\w*|budget|wer (?:be)?zahlt|"
    r"quanto (?:costa|costano|denaro)|(?:qual [eè] il|che) (?:prezzo|budget|costo)|spese|chi paga|"
    r"cu[áa]nto (?:cuesta|cuestan|dinero)|(?:cu[áa]l es el|qu[ée]) (?:precio|presupuesto|costo)|"
    r"gastos|qui[ée]n paga",
    "person": r"как зовут|как звали|фамили[яю]|имя и фамили\w+|чьё имя|"
    r"what (?:is|was) the name of the (?:head|chair\w*|president|representative|director|minister|"
    r"rapporteur|coordinator|secretary)|"
    r"comment s'appel\w+|"
    r"quel (?:est|[ée]tait) le nom d(?:u|e la) (?:chef|pr[ée]sident|repr[ée]sentant)\w*|"
    r"wie (?:hei(?:ß|ss)t|hie(?:ß|ss)) (?:der|die) \w*(?:leiter|vorsitzend|pr[äa]sident|beauftragt|"
    r"vertreter|koordinator)\w*|come si chiama\w*|c[óo]mo se llama\w*",
    "reference": r"под каким номером|как(?:ой|им|ого) (?:\w+ )?(?:номер\w*|том\w*|символ\w*)|"
    r"где опубликован\w*|в каком томе|как(?:им|ой) (?:\w+ )?(?:решени\w+|резолюци\w+)|"
    r"(?:what|which) (?:\w+ )?(?:symbol|volume|number|decisions?|resolutions?)|treaty series|"
    r"quel(?:le)?s? (?:\w+ )?(?:cote|volume|num[ée]ro|d[ée]cisions?|r[ée]solutions?)|"
    r"fundstelle|welche[rnms]? (?:\w+ )?(?:band|nummer|beschl[uü]ss\w*|resolution\w*)|"
    r"(?:che|quale|quali) (?:\w+ )?(?:volume|numero|decision[ei]|risoluzion[ei])|"
    r"(?:qu[ée]|cu[áa]l) (?:\w+ )?(?:volumen|n[úu]mero|decisi[óo]n|resoluci[óo]n)",
    "definition": r"что (?:это )?(?:вообще )?так(?:ое|ой|ая)|что (?:вообще )?за|"
    r"что собой представля\w+|"
    r"как определя\w+|what (?:is|are) (?:the|an?|meant)|how is \w+ defined|"
    r"qu'est-ce (?:que|qu')|qu’est-ce (?:que|qu’)|was (?:ist|sind|bedeutet)|che cos'?[èe]|"
    r"che cosa (?:[èe]|sono)|cos'[èe]|qu[ée] (?:es|son) (?:el|la|los|las|una?)",
}
_MONTH = (
    r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр|jan|feb|mar|apr|"
    r"may|jun|jul|aug|sep|o[ck]t|nov|de[cz]|f[ée]v|avr|mai|juin|ao[ûu]t|gen|mag|giu|lug|ago|set|"
    r"ott|"
    r"dic|ene|abr|m[äa]r)\w*"
)
_DAY = (
    rf"\d{{1,2}}(?:st|nd|rd|th|er|\.|-?го)?\s+(?:de\s+|of\s+)?{_MONTH}|"
    rf"{_MONTH}\s+\d{{1,2}}(?!\d)|\b\d\d?\.\d\d?\.\d{{4}}"
)
_MONEY = (
    r"[$€£₽]|\b(?:долл|евро\b|рубл|франк|usd\b|eur\b|chf\b|dollar|euros?\b|franc|"
    r"бюджет|расход|стоимост|бесплатн|оплат|оплач|budget|costs?\b|fees?\b|free of charge|expens|"
    r"paid\b|co[ûu]ts?\b|frais|gratuit|kosten|geb[üu]hr|haushalt|costi\b|spes[ae]\b|"
    r"presupuest|gastos|costos?\b)"
)
# Cardinal numbers in words; "one" is an article in most languages.
_CARDINAL = (
    r"\b(?:дв(?:а|е|ух|ум|умя)|тр(?:и|ех|емя)|четыр(?:е|ех|ьмя)|пят[ьи]|шест[ьи]|сем[ьи]|восем[ьи]|"
    r"восьми|"
    r"девят[ьи]|десят[ьи]|двадцат[ьи]|тридцат[ьи]|сорок|пятьдесят|сто|ежегодн\w+|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|hundred|"
    r"deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|vingt|trente|cent|"
    r"zwei|drei|vier|f[üu]nf|sechs|sieben|acht|neun|zehn|elf|zw[öo]lf|zwanzig|drei(?:ß|ss)ig|"
    r"hundert|"
    r"due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|venti|trenta|cento|"
    r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|veinte|treinta|cien)\b"
)
# Digits that count nothing: of symbols, dates, ordinals, and the numbers of units and texts.
_NO_COUNT = re.compile(
    rf"\b\w++(?:/[\w.]+)+|(?:\d\d?\.?\s*(?:[-–—]|и|and|et|und|e|y|bis|to|al?)\s*)?(?:{_DAY})|"
    r"\d+(?:-(?:я|й|ая|ой|ый|го|м|му|ю|ую)|st|nd|rd|th|ª|º|e|[eè]me|er|re)\b|"
    r"(?<!\d)(?:19|20)\d\d(?!\d)|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|"
    r"(?:№|\bno?\.|\bnr\.|п\.|пунк\w+|стат\w+|решени\w+|резолюци\w+|articles?|art\.|artikel\w*|"
    r"articol\w+|art[íi]culos?|vol\.|paragraph\w*|чк)\s*\d+"
)
_HOLDS: dict[Kind, re.Pattern[str]] = {
    "date": re.compile(rf"(?<!\d)(?:19|20)\d\d(?!\d)|{_DAY}"),
    "day": re.compile(_DAY),
    "number": re.compile(rf"\d|{_CARDINAL}"),
    "percentage": re.compile(
        r"%|процент|\bдол[яиюе]\b|половин|\bтрет[ьи]\b|четверт|per ?cent|share of|half|third|"
        r"quarter|"
        r"pour ?cent|moiti[ée]|tiers|prozent|h[äa]lfte|drittel|viertel|per cento|met[àa]|terzo|"
        r"por ciento|mitad|tercio"
    ),
    "money": re.compile(_MONEY),
    "definition": re.compile(
        r"\s[–—-] (?:это|is|an?)\b|\bявля[ею]тся\b|представляет собой|\bозначает\b|is an?\b|"
        r"are the\b|"
        r"means\b|est une?\b|ist eine?\b|bedeutet|[èe] una?\b|es una?\b|significa"
    ),
    "reference": re.compile(r"\w/\w|№|\bno?\.\s?\d|\bvol\.|\bnr\.\s?\d|\bт(?:ом\w*|\.)\s?\d"),
}
# "When agencies exchange data, which safeguards apply?" asks for no date.
_CLAUSE = re.compile(
    r"(?<!\w)(?:когда|when|quand|wann|quando|cu[áa]ndo)(?!\w)[^?]{0,300},\s*(?:\w+\s){0,2}(?:что|кто|"
    r"как\w*|"
    r"what|which|who|how|quel\w*|qui|que|was|welche\w*|wer|wie|quali|cosa|chi|qu[ée]|"
    r"cu[áa]l\w*)(?!\w)"
)
_ASKS = {kind: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for kind, pattern in ASKS.items()}
# The number of a unit, at its head, is none of the numbers that it states.
_LABEL = re.compile(r"^\W{0,3}(?:\w{1,4}[.)]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s*")
_NAME = re.compile(r"(?<![\w/])[А-ЯЁA-ZÀ-Ý][^\W\d_]+(?<!ая|яя|ое|ые|ие)(?: [А-ЯЁA-ZÀ-Ý][^\W\d_]+)+")
# Words of which the names of bodies, offices and countries are made.
_NO_PERSON = re.compile(
    r"организац|объединен|наци|генеральн|ассамбле|совет|республик|соединен|штат|федерац|королевств|"
    r"специальн|представител|рабоч|групп|конференц|конвенц|протокол|европ|союз|международ|комисси|"
    r"комитет|бюро|управлен|фонд|план|глобальн|секретар|председател|постоянн|министр|альянс|"
    r"государств|"
    r"united|nations|general|assembly|council|republic|states|federation|special|working|group|"
    r"conference|convention|protocol|european|union|international|commission|committee|office|fund|"
    r"plan|action|global|secretar|president|permanent|minist|alliance|human|trafficking|rights|"
    r"organi|security|treaty|series"
)


# "When was resolution 76/186 adopted?" asks for the date that the document bears.
_ADOPTED = re.compile(
    r"(?<!\w)(?:принят\w*|принял\w*|утвержден\w*|издан\w*|adopted|approved|passed|issued|"
    r"adopt[ée]e?s?|"
    r"approuv[ée]e?|verabschiedet|angenommen|beschlossen|adottat[ao]|approvat[ao]|adoptad[ao]|"
    r"aprobad[ao]|aprob[óo]|adopt[óo])(?!\w)"
)


def asks_for_adoption(question: str) -> bool:
    """True if a question asks when something was adopted."""
    is_when = not kinds_asked(question).isdisjoint({"date", "day"})
    return is_when and _ADOPTED.search(normalise(question)) is not None


def kinds_asked(question: str) -> frozenset[Kind]:
    """Return the kinds of thing that a question, in any of the six languages, asks for."""
    folded = normalise(question)
    found: set[Kind] = {kind for kind, pattern in _ASKS.items() if pattern.search(folded)}
    if found & {"money", "percentage"}:
        found.discard("number")
    if len(found) > 1:
        found -= SOFT
    if "day" in found or _CLAUSE.search(folded):
        found.discard("date")
    return frozenset(found)


def holds(kind: Kind, sentence: str) -> bool:
    """True if a sentence holds a thing of the kind."""
    if kind == "person":
        return any(
            not _NO_PERSON.search(normalise(name[0]))
            for name in _NAME.finditer(unicodedata.normalize("NFC", sentence))
        )
    said = normalise(_LABEL.sub("", sentence, count=1))
    if kind == "number":
        said = _NO_COUNT.sub(" ", said)
    return _HOLDS[kind].search(said) is not None
