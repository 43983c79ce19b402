"""The date that a document bears: a line of its own among the first, in six languages."""

import re
from collections.abc import Iterator
from datetime import date

from rag.documents.lines import normalise

_MONTHS = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "january february march april may june july august september october november december",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
MONTH_NUMBERS = {
    name: number for names in _MONTHS for number, name in enumerate(names.split(), start=1)
}
_DATE = (
    r"(?:(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"|(?P<day2>\d{1,2})\.(?P<month2>\d{2})\.(?P<year2>\d{4})"
    r"|(?:le\s+)?(?P<day3>\d{1,2})(?:\.|º|°|er)?\s+(?:de\s+)?(?P<name3>[^\W\d_]{3,10})\s+(?:del?\s+)?"
    r"(?P<year3>\d{4})"
    r"|(?P<name4>[^\W\d_]{3,9})\s+(?P<day4>\d{1,2}),\s+(?P<year4>\d{4})"
    r")"
)
# A symbol, or a place or a word with a comma or colon, may stand before the date:
# `PC.DEC/557 24 July 2003`, `Wien, 24. Juli 2003`, `date: 2003-07-24`.
_LINE = re.compile(
    rf"(?:\S{{1,30}}/\S{{1,30}}\s+)?(?:[^\W\d_]{{2,20}}\s?[:,]\s*)?{_DATE}(?:\s?г\.|\s?года)?",
    re.IGNORECASE,
)
_WITHIN = re.compile(rf"(?<![\w/-]){_DATE}(?![\w/-])", re.IGNORECASE)
_FRONT = 6_000  # characters
_FIRST_LINES = 30
_LONGEST = 90
_MARKS = " *_#|\f"


def find_date(raw: str) -> str:
    """Return the first date that fills one of the first lines, as ISO 8601; "" if none does."""
    lines = [line.strip(_MARKS) for line in normalise(raw[:_FRONT]).split("\n")]
    for line in [line for line in lines if line][:_FIRST_LINES]:
        match = _LINE.fullmatch(line) if len(line) <= _LONGEST else None
        if match and (found := _date(match)):
            return found
    return ""


def dates_in(text: str) -> Iterator[tuple[str, int]]:
    """Yield each full date that a text names, as ISO 8601, and where it stands."""
    for match in _WITHIN.finditer(text):
        if found := _date(match):
            yield found, match.start()


def _date(match: re.Match[str]) -> str:
    """Return a date as ISO 8601, "" for one that is in no calendar."""
    given = {key.rstrip("234"): value for key, value in match.groupdict().items() if value}
    month = int(given.get("month", 0)) or MONTH_NUMBERS.get(given.get("name", "").lower(), 0)
    try:
        return date(int(given["year"]), month, int(given["day"])).isoformat()
    except ValueError:
        return ""
