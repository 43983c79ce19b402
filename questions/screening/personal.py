"""Personal data in a message, each piece replaced by what it was: `[phone]`, `[email]`.

Names of speakers, symbols of documents (A/RES/76/186), dates, counts and treaty numbers are none.
A name is personal where its bearer gives it together with other data. What to look for stands in
`personal.toml`.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from questions.screening.folding import plain
from questions.screening.numbers import is_card, is_iban, is_identity, is_phone

_PART = re.compile(r"<([a-z_]+)>")
# Bodies and conferences have handles too, and they are nobody's secret.
_INSTITUTIONS = re.compile(
    r"@(?:osce|askosce|un(?:_|odc|hcr|icef|women|\b)|iom|ilo|europol|interpol)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text without personal data; `labels` are what was taken out, in the order of the rules."""

    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for; `holds` is given what was found and the text before it, and decides.

    needs: what every text that the pattern matches holds, quicker to look for.
    """

    label: str
    needs: re.Pattern[str]
    pattern: re.Pattern[str]
    holds: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of personal data, and those of names, which apply beside other data."""

    data: tuple[Rule, ...]
    names: tuple[Rule, ...]


def redact(text: str, is_named: bool = False) -> Redaction:
    """Return the text with what is personal replaced, names too where other data is given.

    is_named: replace the name that people give as their own even if it stands alone. Where data
    is found, the text comes back without full-width and invisible characters.
    """
    if not text:
        return Redaction("")
    found = _redacted(text, is_named)
    undisguised = plain(text)
    if undisguised == text:
        return found
    revealed = _redacted(undisguised, is_named)
    is_better = revealed.labels and len(revealed.labels) >= len(found.labels)
    return revealed if is_better else found


def is_private(found: str, before: str) -> bool:
    """Return True for a handle that is not a body's or a conference's."""
    return not _INSTITUTIONS.match(found)


CHECKS: dict[str, Callable[[str, str], bool]] = {
    "is_card": is_card,
    "is_iban": is_iban,
    "is_identity": is_identity,
    "is_phone": is_phone,
    "is_private": is_private,
    "": lambda found, before: True,
}


@cache
def load_rules() -> Rules:
    """Return the rules of `personal.toml`, in its order."""
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    parts: dict[str, str] = {}
    for name, part in tables["parts"].items():
        parts[name] = _filled(part, parts)
    return Rules(_rules(tables["rule"], parts), _rules(tables["name"], parts))


def _rules(rows: Sequence[dict[str, str]], parts: dict[str, str]) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            row["label"],
            re.compile(row.get("needs", "")),
            re.compile(_filled(row["pattern"], parts), re.IGNORECASE),
            CHECKS[row.get("check", "")],
        )
        for row in rows
    )


def _filled(pattern: str, parts: dict[str, str]) -> str:
    return _PART.sub(lambda name: parts[name[1]], pattern)


def _redacted(text: str, is_named: bool) -> Redaction:
    rules, labels = load_rules(), list[str]()
    for rule in rules.data:
        text = _apply(rule, text, labels)
    if any(label != "handle" for label in labels) or is_named:
        for rule in rules.names:
            text = _apply(rule, text, labels)
    return Redaction(text, tuple(labels))


def _apply(rule: Rule, text: str, labels: list[str]) -> str:
    if not rule.needs.search(text):
        return text

    def replace(found: re.Match[str]) -> str:
        group = found.lastindex or 0
        start, end = found.span(group)
        if not rule.holds(found[group], text[max(found.start() - 40, 0) : start]):
            return found[0]
        labels.append(rule.label)
        first = found.start()
        return f"{found[0][: start - first]}[{rule.label}]{found[0][end - first :]}"

    return rule.pattern.sub(replace, text)
