"""Where sentences begin and end, in six languages."""

import re
from functools import cache

_PARAGRAPH = re.compile(r"\n\s*\n")
_END = re.compile(r"(?<![.!?…])[.!?…]++(?:\s?»|[”\"’'“)\]])*(?=\s)")
_WORD_BEFORE = re.compile(r"[^\s«»“”\"'‘’„(\[]*$")
_LONGEST = 40
_NEXT = re.compile(r"\s+([«“„\"‘'¿¡(\[]*\s?)(\S+)")
_LABEL = re.compile(
    r"\s*(?:\(?[^\W\d_]\)|\(?[ivxl]{1,6}\)|\(?\d{1,3}[.)]|[IVXLХ]{1,6}\.|[^\W\d_]\.|§\s?\d+\.?)"
)
# A year or century and the abbreviation behind it, before its last full stop.
_DATE = re.compile(
    r"(?:\d(?:-[хе])?\s+гг?|\b(?:год[уа]?|век[еа]?|в|вв|гг?)\.?\s+(?:до\s+)?н\.\s?э"
    r"|\d\s+(?:до\s+)?н\.\s?э|(?:\d|\b[IVX]+|siglo \w+)\s+[ad]\.\s?C)$"
)
_LATE = 6  # words of a clause, those of the date among them
_ROMAN = re.compile(r"[IVXLC]+")

# Abbreviations that never end a sentence, as they stand before their full stop.
_ALWAYS = {
    "ru": "ст п пп подп гл разд ч т тт н е к им см ср св напр рис табл прим ред изд проф акад доц "
    "ген адм обл р-н пос дер ул пл просп пер корп кв о-в тыс млн млрд трлн руб коп долл мин сек "
    "стр с вып cт абз прил доп рез док зам нач англ фр нем исп ит рус лат проч гр сокр",
    "en": "mr mrs ms dr prof gen col capt lt sgt rev hon st messrs vs v cf e.g i.e viz vol vols "
    "art arts para paras sect sects ch chap fig figs ed eds pp p approx est ibid op cit rep res "
    "doc dec add corr amb gov sen jan feb mar apr jun jul aug sep sept oct nov dept resp supp",
    "fr": "m mm mme mmes mlle dr me pr st ste art al vol chap fig éd p pp par cf v ex env "
    "c.-à-d n° nos janv févr avr juil sept oct nov déc rés déc dir gén",
    "de": "z b d h u a bzw vgl ca dr prof hr fr st nr art abs bd bde kap abb s ff f ggf evtl "
    "inkl exkl insb sog einschl zit hrsg aufl jan feb apr jun jul aug sep sept okt nov dez "
    "i.d.r o.ä u.a z.b d.h v vs buchst ziff res dok gem lt str allg bes dt engl frz mio mrd",
    "it": "sig sigg co sig.ra dott dott.ssa prof avv ing on art artt cap vol fig n nn p pp pag "
    "pagg par lett es cfr ecc.to ed s ss st gen feb mar apr giu lug ago set ott nov dic d.lgs "
    "d.p.r",
    "es": "sr sra avda excmo excma ilmo ilma sres srta dr dra d dña prof lic ing art arts cap vol "
    "fig núm núms nro pág págs párr párrs apdo ej p pp cf v ed gral ud uds vd vds "
    "ene feb abr jun jul ago sept oct nov dic "
    "ee uu",
}  # fmt: skip
# Abbreviations that may end one: they do before a word that can only begin a sentence.
_SOMETIMES = {
    "ru": "г гг в вв др пр д т.д т.п проч кв м км ч чел экз руб долл",
    "en": "etc inc ltd co corp al jr sr a.m p.m u.n u.s u.k e.u no nos",
    "fr": "etc cie av éd",
    "de": "usw etc u.s.w co geb gest jh chr",
    "it": "ecc etc s.p.a c.c c.p a.c d.c",
    "es": "etc cía s.a a.c d.c ss.mm",
}
_STARTERS = {
    "ru": "а в во все для до его ее если ещё еще и из их к как когда кроме мы на наконец настоящая "
    "настоящее настоящий но о об однако он она они от по поэтому при после с сегодня так также "
    "такая такие таким такой там тем то только у хотя что эта эти это этот данная данные данный "
    "данное вместе всего каждый который более несмотря ввиду согласно через среди между за",
    "en": "a after all also although an and another as at because before both but by each finally "
    "for from furthermore he her his however if in it its many moreover most of on one other our "
    "she since some such that the their then there these they this those through thus to under "
    "we when where which while who why with you",
    "fr": "à après au aux avec ce ceci cela ces cet cette chaque comme dans de depuis des donc du "
    "elle elles en enfin et il ils je la le les leur lors mais même nous on or ou par pour puis "
    "quand que sa selon ses si son sur toutefois un une vous",
    "de": "aber als also am an auch auf aus bei bis da daher dann das dass dem den der des die "
    "dies diese dieser dieses durch ein eine einer er es für hier ich ihre im in ist jede mit nach "
    "nur ob oder seit sie sind so über um und unter vom von vor was wegen weil wenn wer wie wir "
    "zu zum zur",
    "it": "a ad ai al alla anche che chi come con così da dal dalla dei del della di dopo e è egli "
    "essa essi gli ha i il in inoltre infine l la le lo ma nei nel nella non o ogni per perché poi "
    "quando questa queste questi questo se si sono su tra tutti un una",
    "es": "a además al ante antes así aunque cada como con cuando de del desde después e el ella "
    "ellos en entre es esa ese esta estas este esto estos finalmente ha hasta la las lo los mas no "
    "o para pero por porque que se según si sin sobre su sus también tras un una y",
}
_MONTHS = {
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
}


def sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a text, trimmed, in order.

    A full stop ends a sentence before a capital, a digit or an opening quote, but not in a
    number, an abbreviation, initials, a citation or a list label (`1.`, `а)`, `II.`). An
    abbreviation that may also stand last (`etc.`) ends one only before a word that can begin
    nothing but a sentence, a date (`2004 г.`) also after a clause of some length. An empty line
    always ends one. An unknown language is read as English.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        _split(text, start, gap.start(), language, spans)
        start = gap.end()
    _split(text, start, len(text), language, spans)
    return spans


def _split(text: str, start: int, end: int, language: str, spans: list[tuple[int, int]]) -> None:
    """Append the spans of the sentences in one paragraph."""
    begin = start
    for stop in _END.finditer(text, start, end):
        if stop.end() < end and _is_end(text, begin, stop, end, language):
            _append(text, begin, stop.end(), spans)
            begin = stop.end()
    _append(text, begin, end, spans)


def _append(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _is_end(text: str, begin: int, stop: re.Match[str], end: int, language: str) -> bool:
    following = _NEXT.match(text, stop.end(), end)
    if following is None:
        return True
    after = following[2]
    if after[0].islower() or not (after[0].isalnum() or following[1].strip()):
        return after[0] in "¹²³⁴⁵⁶⁷⁸⁹#@"
    if after.startswith(("..", "…")):
        return False
    if not stop[0].startswith(".") or stop[0].startswith(".."):
        return True
    word_match = _WORD_BEFORE.search(text, max(begin, stop.start() - _LONGEST), stop.start())
    word = word_match[0] if word_match else ""
    return _stops(text, begin, stop, word, after, language)


def _stops(
    text: str, begin: int, stop: re.Match[str], word: str, after: str, language: str
) -> bool:
    """Return whether the full stop after `word` and before `after` ends a sentence."""
    if not word:
        return True
    if (label := _LABEL.match(text, begin)) and label.end() >= stop.start():
        return False
    always, sometimes, starters = _words(language)
    folded = word.lower()
    is_starter = after.rstrip(",.;:").lower() in starters and after[0].isupper()
    if folded in {"no", "nos"}:
        return not after[0].isdigit()
    if after[0].isupper() and _DATE.search(text, max(begin, stop.start() - _LONGEST), stop.start()):
        return is_starter or _is_late(text, begin, stop.start())
    if folded in sometimes:
        return is_starter
    if folded in always:
        return False
    if len(word) == 1 and word.isalpha():
        return False
    if _is_initials(word):
        return is_starter
    if word.isdigit() and language == "de" and len(word) <= 2:
        return is_starter
    return True


def _is_late(text: str, begin: int, end: int) -> bool:
    """Return whether a date closes a clause of some length, so that a capital begins a sentence.

    After `Основанный в 2004 г.` or `В декабре 2010 г.` the sentence has hardly begun.
    """
    clause = re.split(r"[,;:(—]", text[begin:end])[-1]
    return len(clause.split()) >= _LATE


def _is_initials(word: str) -> bool:
    """Return whether a word is like `U.N` or `А.С`: single letters between full stops."""
    parts = word.split(".")
    return len(parts) > 1 and all(len(part) == 1 and part.isalpha() for part in parts)


@cache
def _words(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    known = language if language in _ALWAYS else "en"
    shared = _ALWAYS["en"] if known != "en" else ""
    always = frozenset((_ALWAYS[known] + " " + shared).split())
    sometimes = frozenset(_SOMETIMES[known].split())
    return always - sometimes, sometimes, frozenset(_STARTERS[known].split())
