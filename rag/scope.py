"""Which documents a question speaks of by what they are: "the note for the 18th conference".

Kinds, meetings with their number, bodies and years are read, in any of the six languages, into
names that are alike in all of them (`resolution`, `conference 18`, `general assembly`, `2006`):
from a document's title, symbol, body and date, and from a question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.analysis import normalise
from rag.documents.ordinals import ROMANS
from rag.values import Document

KINDS = {
    "resolution": r"резолюци\w*|resolutions?|r[ée]solutions?|resoluci[óo]n\w*|risoluzion\w*|"
    r"resolution\w*|res",
    "note": r"записк\w*|concept notes?|concept paper|notes? (?:conceptuelles?|de cadrage)|"
    r"konzept(?:papier|notiz)\w*|konzeptvermerk\w*|nota concettual\w*|note concettual\w*|"
    r"notas? conceptual\w*|nota de concepto",
    "report": r"доклад\w*|отчет\w*|reports?|rapports?|bericht\w*|rapport[oi]|relazion[ei]|"
    r"informes?",
    "decision": r"решени\w*|decisions?|d[ée]cisions?|beschl[uü]ss\w*|decision[ei]|"
    r"decisi[óo]n\w*|dec",
    "declaration": r"деклараци\w*|declarations?|d[ée]clarations?|erkl[äa]rung\w*|"
    r"dichiarazion[ei]|declaraci[óo]n\w*",
    "protocol": r"протокол\w*|protocols?|protocoles?|protokoll\w*|protocoll[oi]|protocolos?",
    "convention": r"конвенци\w*|conventions?|[üu]bereinkommen\w*|konvention\w*|convenzion[ei]|"
    r"convenci[óo]n\w*|convenios?",
    "plan": r"план\w* действий|plans? of action|action plans?|plans? d'action|aktionspl[aä]n\w*|"
    r"pian[oi] d'azione|planes? de acci[óo]n|plan de acci[óo]n",
    "general assembly": r"генеральн\w+ ассамбле\w*|генассамбле\w*|general assembly|"
    r"assembl[ée]e g[ée]n[ée]rale|generalversammlung|vollversammlung|assemblea generale|"
    r"asamblea general",
    "security council": r"совет\w* безопасности|совбез\w*|security council|"
    r"conseil de s[ée]curit[ée]|sicherheitsrat\w*|consiglio di sicurezza|consejo de seguridad",
    "working group": r"рабоч\w+ групп\w*|working group|groupe de travail|arbeitsgruppe\w*|"
    r"gruppo di lavoro|grupo de trabajo",
    "ministerial council": r"совет\w* министров|ministerial council|conseil minist[ée]riel|"
    r"ministerrat\w*|consiglio (?:dei ministri|ministeriale)|consejo (?:ministerial|de ministros)",
    "alliance": r"альянс\w*|alliance|allianz|alleanza|alianza",
}  # fmt: skip
MEETINGS = {
    "conference": r"конференци\w*|conf[ée]rences?|[\w-]*konferenz\w*|conferenz[ae]|conferencias?",
    "session": r"сесси\w*|sessions?|tagung\w*|sitzungsperiode\w*|session[ei]|"
    r"per[íi]odos? de sesiones",
    "meeting": r"совещани\w*|заседани\w*|meetings?|r[ée]unions?|treffen|sitzung\w*|riunion[ei]|"
    r"reuni[óo]n\w*",
}
# First to twentieth, as they begin in the six languages; a suffix follows.
ORDINALS = (
    r"перв|first|premi[eè]r|erst|prim",
    r"втор|second|deuxi[èe]m|zweit",
    r"трет|third|troisi[èe]m|dritt|terz|tercer",
    r"четверт|fourth|quatri[èe]m|viert|quart|cuart",
    r"пят|fifth|cinqui[èe]m|f[üu]nft|quint",
    r"шест|sixth|sixi[èe]m|sechst|sest|sext",
    r"седьм|seventh|septi[èe]m|siebt|settim|s[ée]ptim",
    r"восьм|eighth|huiti[èe]m|acht|ottav|octav",
    r"девят|ninth|neuvi[èe]m|neunt|non[ao]\b|noven",
    r"десят|tenth|dixi[èe]m|zehnt|decim|d[ée]cim",
    r"одиннадцат|eleventh|onzi[èe]m|elft|undicesim|und[ée]cim",
    r"двенадцат|twelfth|douzi[èe]m|zw[öo]lft|dodicesim|duod[ée]cim",
    r"тринадцат|thirteenth|treizi[èe]m|dreizehnt|tredicesim|decimotercer",
    r"четырнадцат|fourteenth|quatorzi[èe]m|vierzehnt|quattordicesim|decimocuart",
    r"пятнадцат|fifteenth|quinzi[èe]m|f[üu]nfzehnt|quindicesim|decimoquint",
    r"шестнадцат|sixteenth|seizi[èe]m|sechzehnt|sedicesim|decimosext",
    r"семнадцат|seventeenth|dix-septi[èe]m|siebzehnt|diciassettesim|decimos[ée]ptim",
    r"восемнадцат|eighteenth|dix-huiti[èe]m|achtzehnt|diciottesim|decimoctav",
    r"девятнадцат|nineteenth|dix-neuvi[èe]m|neunzehnt|diciannovesim|decimonoven",
    r"двадцат|twentieth|vingti[èe]m|zwanzigst|ventesim|vig[ée]sim",
)
_SUFFIX = r"(?:-?(?:я|й|ей|ой|ю|ая|ую|го|му|м|st|nd|rd|th|e|er|re|[eè]me|ª|º|°|a|o)\b|\.(?=\s))"
_WORD = "|".join(rf"(?P<w{n}>(?:{stems})\w{{0,5}})" for n, stems in enumerate(ORDINALS, start=1))
_MEETING = "|".join(f"(?P<{name}>{pattern})" for name, pattern in MEETINGS.items())
# A number, then its meeting, with a word or two between: "18th annual Alliance Conference".
NUMBERED = re.compile(
    rf"(?<!\w)(?:(?P<digits>\d{{1,3}}){_SUFFIX}|(?P<roman>[ivx]+)\.?|{_WORD})"
    rf"(?:\s+\w+){{0,2}}?\s+(?:{_MEETING})(?!\w)"
)
# "that for the 20th", after a meeting was named.
ELLIPTIC = re.compile(rf"(?<!\w)(?P<digits>\d{{1,3}}){_SUFFIX}")
_KINDS = {name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for name, pattern in KINDS.items()}
YEAR = re.compile(r"(?<![\w/.,-])(?:19|20)\d\d(?![\w/,]|\.\d)")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a text says that a document is.

    `names` are kinds, bodies and years; `meetings` are pairs of a meeting and its number; `rest`
    is the text, as `normalise` gives it, without the meetings.
    """

    names: frozenset[str]
    meetings: frozenset[tuple[str, int]]
    rest: str


@lru_cache(maxsize=256)
def read_scope(text: str) -> Scope:
    """Return what a text, a question or the title of a document, says of a document."""
    folded = normalise(text)
    spans = []
    names = {name for name, pattern in _KINDS.items() if pattern.search(folded)}
    names |= set(YEAR.findall(folded))
    meetings = set()
    for match in NUMBERED.finditer(folded):
        meetings.add((_meeting(match), _number(match)))
        spans.append(match.span())
    if len({meeting for meeting, _ in meetings}) == 1:
        ((meeting, _), *_) = meetings
        for match in ELLIPTIC.finditer(folded):
            meetings.add((meeting, int(match["digits"])))
            spans.append(match.span())
    return Scope(frozenset(names), frozenset(meetings), _without(folded, spans))


def scope_names(document: Document) -> set[str]:
    """Return the names by which a question can speak of a document."""
    symbol = document.symbol.replace("/", " ").replace(".", " ")
    said = read_scope(f"{document.title} ; {document.body} ; {symbol} ; {document.date[:4]}")
    names = set(said.names)
    for meeting, number in said.meetings:
        names |= {meeting, f"{meeting} {number}"}
    return names


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return " ".join("".join(kept).split())


def _meeting(found: re.Match[str]) -> str:
    return next(name for name in MEETINGS if found[name])


def _number(found: re.Match[str]) -> int:
    if found["digits"]:
        return int(found["digits"])
    if found["roman"]:
        return ROMANS.get(found["roman"], 0)
    return next(n for n in range(1, len(ORDINALS) + 1) if found[f"w{n}"])
