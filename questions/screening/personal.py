"""Personal data in a message, each piece replaced by what it was: `[phone]`, `[email]`.

Names of speakers, symbols of documents (A/RES/76/186), dates, counts and treaty numbers are none.
A name is personal where its bearer gives it together with other data.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from questions.screening.folding import plain
from questions.screening.numbers import is_card, is_iban, is_identity, is_phone

# Bodies and conferences have handles too, and they are nobody's secret.
_INSTITUTIONS = re.compile(r"@(?:osce|un(?:_|odc|hcr|icef|women|$)|askosce|iom|ilo|europol|interpol)", re.I)
_PASSPORT = r"(?:passport|pasport|паспорт\w*|passeport|(?:reise)?pass(?:-?nummer|nr\.?)?|pasaporte|passaporto|ausweis\w*|personalausweis\w*)"
_IDENTITY = (
    r"(?:\bид?нн\b|\binn\b|снилс|national insurance|\bni\b(?= n)|social security|\bssn\b|personal number"
    r"|identity (?:number|card)|\bid(?: card)?(?: no| number)|sécurité sociale|\bsécu\b|steuer-?id\w*"
    r"|steuernummer|sozialversicherungs\w*|codice fiscale|\bdni\b|\bnie\b|\bcurp\b|carta d.identità"
    r"|carte d.identité|личн\w+ номер|удостоверени\w+ личности|\bpesel\b|\bcnp\b|\biin\b|\bиин\b)"
)
_ACCOUNT = r"(?:account(?: no\.?| number)|kontonummer|\bkonto\b|numéro de compte|\bcompte\b|(?:numero di )?conto|cuenta|(?:расч[её]тн\w+ |номер )?сч[её]т\w*|\biban\b)"
_CARD = r"(?:card(?: no\.?| number)?|cvv|carte|karte\w*|kreditkarte\w*|carta|tarjeta|карт[аыуе]\w*)"
_CODE = (
    r"[^\d\n]{0,24}?(?<![A-Za-z0-9])"
    r"((?-i:(?:[A-Za-z]{1,3} ?)?\d(?: ?\d|[A-Za-z](?=\d|[A-Z])){4,12}[A-Z]?))(?![\w/])"
)
_NUMBER = r"[^\d\n]{0,24}?(\d[\d \-.]{5,20}\d)(?![\d/])"
_CAP = r"(?-i:[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄ])[\w’'-]{1,30}"
_NAME = rf"{_CAP}(?:[ ]{_CAP}){{0,3}}"
_STREETS = (
    r"(?:(?:rue|avenue|av\.|boulevard|bd|via|viale|corso|piazza|vicolo|calle|c/|avda\.?|avenida|paseo|plaza"
    r"|carrer) (?=(?:(?:de|du|des|del|della|dei|delle|la|las|los|le|di|san) ){0,2}(?-i:[A-ZÀ-Þ]))"
    r"|(?:ул\.|улиц[аеыу]|пр-т|просп\.|проспект[ае]?|пер\.|переулок|шоссе|бульвар[ае]?|наб\.|вул\.) ?)"
)
_STREET_AFTER = r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|square|way|terrace|crescent|gardens|boulevard|blvd)"
_TOWN = r"(?:,? (?:[A-ZÀ-ÞА-ЯЁ][\w’'-]{2,30}))?"
_FLAT = r"(?:[,;]? ?(?:д\.|дом|кв\.?|квартира|корп\.?|стр\.|apt\.?|flat|appt|étage|interno|piso|\d{1,2}º) ?[\w/]{1,6}){0,4}"
_POSTCODE = rf"(?:,? ?\d{{5,6}}{_TOWN})?"
_ADDRESSES = (
    rf"\b\d{{1,4}}(?: ?(?:bis|ter|[a-d]))?,? (?:rue|avenue|av\.|boulevard|bd|impasse|chemin|quai|allée|place) [\w’' -]{{3,40}}?(?=[,.;?!\n]|$){_POSTCODE}",
    rf"\b\d{{1,4}}[a-d]?,? (?:{_CAP} ){{1,3}}{_STREET_AFTER}\b{_TOWN}(?:,? [A-Z]{{1,2}}\d{{1,2}}[A-Z]? ?\d[A-Z]{{2}})?",
    rf"(?<!\w){_STREETS}(?:[\w’'.-]{{1,30}} ?){{1,5}}?,? ?(?:д\. ?|дом |n\.? ?|nº ?|№ ?|no\.? ?)?\d{{1,4}}(?:[-/]?[а-яa-d]\b)?(?![\d./]){_FLAT}{_POSTCODE}",
    rf"\b[A-ZÄÖÜ][\wäöüß-]{{1,30}}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer) \d{{1,4}}[a-d]?\b{_POSTCODE}",
    rf"\b(?:г\.|город) ?{_CAP}(?=,? \[address\])",
)
_INTRODUCED = r"(?:my name is|i am|i['’]m|this is|je m['’]appelle|je suis|mon nom est|ich hei(?:ß|ss)e|mein name ist|ich bin|mi chiamo|sono|меня зовут|моё имя|мое имя|зовут|я|me llamo|mi nombre es|soy)"
_DATED = r"(?:date of birth|d\.?o\.?b\.?|i was born on|geboren am|geb\.|suis née? le|sono nat[oa] il|nací el|дата рождения|год[а]? рождения|родил\w+|date de naissance|fecha de nacimiento|data di nascita)"


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text without personal data; `labels` are what was taken out, in the order of the rules."""

    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    """What to look for; the last group of it, or all, is replaced where `holds` agrees."""

    label: str
    pattern: re.Pattern[str]
    holds: Callable[[str, str], bool] = lambda found, before: True


def _rule(
    label: str, pattern: str, holds: Callable[[str, str], bool] = lambda found, before: True
) -> _Rule:
    return _Rule(label, re.compile(pattern, re.IGNORECASE), holds)


def _exact(label: str, pattern: str) -> _Rule:
    return _Rule(label, re.compile(pattern))


def _is_private(found: str, before: str) -> bool:
    return not _INSTITUTIONS.match(found)


RULES = (
    _rule("email", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    _rule("email", r"\b[\w.+-]{1,40} ?(?:\(at\)|\[at\]|\(собака\)|\[dot\]) ?[\w-]{1,40}(?: ?(?:\.|\(dot\)|\[dot\]|\(точка\)) ?[\w-]{2,20}){1,3}"),
    _rule("handle", r"(?:https?://)?(?:www\.)?(?:t\.me|vk\.com|ok\.ru|facebook\.com|fb\.com|instagram\.com|wa\.me|tiktok\.com|linkedin\.com/in|twitter\.com|x\.com)/[\w.@/-]{2,60}"),
    _rule("handle", r"(?<![\w@./])@[^\W\d]\w{1,30}(?!\.\w)", _is_private),
    _rule("iban", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b", is_iban),
    _rule("iban", r"\biban\b[^\d\n]{0,20}?(\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b)"),
    _rule("card", r"(?<![\w/.-])\d(?:[ -]?\d){12,18}(?![\w/])", is_card),
    _rule("card", _CARD + r"[^\d\n]{0,12}?((?<!\d)\d{4}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,3})?)(?!\d)"),
    _rule("passport", _PASSPORT + _CODE),
    _rule("birthdate", _DATED + r"[^\d\n]{0,6}(\d{1,4}[./ -](?:\d{1,2}|\w{3,10})[./ -]\d{2,4})"),
    _rule("id", r"\b[XYZ]?\d{7,8}[ -]?[A-Z]\b", is_identity),
    _rule("id", r"\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b"),
    _rule("id", r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    _rule("id", r"(?<![\d/-])(?:\d{3}-\d{3}-\d{3}[ -]\d{2}|\d{3}-\d{2}-\d{4}|756\.\d{4}\.\d{4}\.\d{2})(?![\d/-])"),
    _rule("id", r"(?<![\w/.-])[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}(?![\w/])", is_identity),
    _rule("id", r"(?<![\w/.+-])\d{10,13}(?![\w/])", is_identity),
    _rule("id", _IDENTITY + _NUMBER),
    _rule("id", _IDENTITY + _CODE),
    _rule("account", _ACCOUNT + r"[^\d\n]{0,16}?(\d[\d -]{7,24}\d)(?![\d/])"),
    *(_rule("address", pattern) for pattern in _ADDRESSES[:1]),
    *(_rule("address", pattern) for pattern in _ADDRESSES[1:]),
    _rule("phone", r"(?<![\w/.,-])(?:\+|00)?\(?\d[\d ().–-]{5,22}\d(?![\w/]|[.,]\d)", is_phone),
)  # fmt: skip
_NAMES = (
    _exact("name", rf"(?i:\b{_INTRODUCED})[ ,:-]{{1,3}}({_NAME})"),
    _exact(
        "name",
        rf"(?<![\w\[])({_CAP}(?: {_CAP}){{1,2}})(?=[,;:]? (?:\(|tel\.?:? ?|тел\.? ?|at )?\[(?:address|phone|email|id|passport)\])",
    ),
)


def redact(text: str, is_named: bool = False) -> Redaction:
    """Return the text with what is personal replaced, names too where other data is given.

    is_named: replace the name that people give as their own even if it stands alone.
    Linear in the length of the text.
    """
    found = _redacted(text, is_named)
    bare_found = _redacted(plain(text), is_named)
    return bare_found if len(bare_found.labels) > len(found.labels) else found


def _redacted(text: str, is_named: bool) -> Redaction:
    labels: list[str] = []
    for rule in RULES:
        text = _apply(rule, text, labels)
    if any(label != "handle" for label in labels) or is_named:
        for rule in _NAMES:
            text = _apply(rule, text, labels)
    return Redaction(text, tuple(labels))


def _apply(rule: _Rule, text: str, labels: list[str]) -> str:
    def replace(found: re.Match[str]) -> str:
        group = found.lastindex or 0
        said, before = found[group], text[max(found.start() - 40, 0) : found.start(group)]
        if not rule.holds(said, before):
            return found[0]
        labels.append(rule.label)
        start, end = found.start(group) - found.start(), found.end(group) - found.start()
        return f"{found[0][:start]}[{rule.label}]{found[0][end:]}"

    return rule.pattern.sub(replace, text)
