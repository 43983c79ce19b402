"""Which numbers are personal: telephone, bank account, card, identity; by checksums if any."""

import re
from functools import cache
from importlib import import_module
from typing import Any

# A national number without + is tried in the countries whose numbers begin alike.
_BY_PREFIX = {
    "0": ("GB", "FR", "DE", "IT", "AT", "CH", "BE", "NL", "UA", "RO", "SE", "TR", "PL"),
    "8": ("RU", "KZ", "BY", "LT"),
    "7": ("RU", "KZ"),
    "(": ("US", "CA", "RU", "DE"),
}
# Numbers without a cue beside them that are told by their check digits.
_IDENTITIES = (
    ("es.dni", 9), ("es.nie", 9), ("ru.inn", 10), ("ru.inn", 12), ("de.idnr", 11), ("fr.nir", 15),
    ("fr.nir", 13), ("pl.pesel", 11), ("ro.cnp", 13), ("be.nn", 11), ("tr.tckimlik", 11),
    ("hr.oib", 11), ("ua.rntrc", 10), ("lt.asmens", 11), ("ee.ik", 11), ("bg.egn", 10),
)  # fmt: skip
_DATE = re.compile(
    r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)?\d{2}|(?:19|20)\d\d[ ./-]\d{1,2}[ ./-]\d{1,2}.*|"
    r"(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d"
)
_GROUPED = re.compile(r"\d{1,3}(?:[ .]\d{3})+")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D{1,3})+(?:19|20)\d\d")
_AMERICAN = re.compile(r"\(?\d{3}\)?[ .-]\d{3}[.-]\d{4}")
_CUE = re.compile(
    r"\b(?:tel|phone|mobile|cell|call|text|whatsapp|viber|signal|telegram|reach|тел|моб|звон"
    r"|позвон|перезвон|номер|num[ée]ro (?:est|de tél)|appel|rappel|joindre|mon num|ruf|anruf"
    r"|nummer ist|handy"
    r"|erreich|chiam|richiam|cellulare|numero [eè]|mio numero|llám|llam|móvil|mi número)",
    re.IGNORECASE,
)


def is_iban(found: str, before: str) -> bool:
    """Return True if the check digits of an IBAN are right, or the word stands before it."""
    return bool(_valid("iban", found)) or "iban" in before.lower()


def is_card(found: str, before: str) -> bool:
    """Return True if a card's check digit is right."""
    return _valid("luhn", re.sub(r"\D", "", found))


def is_identity(found: str, before: str) -> bool:
    """Return True if the number is an identity number of a country, by its check digits."""
    compact = re.sub(r"[ -]", "", found).upper()
    return any(len(compact) == n and _valid(name, compact) for name, n in _IDENTITIES)


def is_phone(found: str, before: str) -> bool:
    """Return True for a telephone number: with +, after a word for it, or written like one."""
    digits = re.sub(r"\D", "", found)
    if not 7 <= len(digits) <= 15 or _DATE.fullmatch(found) or _YEARS.fullmatch(found):
        return False
    if _CUE.search(before) and not found.startswith("00"):
        return True
    if found.startswith(("+", "00")):
        return _is_possible(found if found[0] == "+" else "+" + digits[2:], None)
    if _GROUPED.fullmatch(found):
        return False
    if _AMERICAN.fullmatch(found):
        return True
    regions = _BY_PREFIX.get(found[0], ())
    return len(digits) >= 9 and any(_is_possible(found, region) for region in regions)


def _is_possible(number: str, region: str | None) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


def _valid(name: str, number: str) -> bool:
    return bool(_checker(name).is_valid(number))


@cache
def _checker(name: str) -> Any:
    return import_module(f"stdnum.{name}")
