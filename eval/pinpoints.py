"""The unit labels in a pinpoint, so that a gold one and a citation's can be compared."""

import re

DECISION = re.compile(r"Решение (\d+/\d+)")
ITEM = r"(?:\d+(?: [a-zа-я]\))?|[a-zа-я]+\)(?: [ivx]+\))?)"
UNIT = re.compile(rf"(?<!\w)(подп|пп?|сноск[аи])\.? ({ITEM}(?:(?: и |, |–){ITEM})*)")


def unit_labels(pinpoint: str) -> set[str]:
    """Return the labels that a Russian pinpoint names, each whole: `3/2 подп g) v)`, `п 7`.

    Several numbers after one word give a label each (`сноски 1 и 2`); sections, preambles and
    titles have no number and give none.
    """
    decision = DECISION.search(pinpoint)
    found = set()
    for kind, items in UNIT.findall(pinpoint):
        name = {"пп": "п", "сноски": "сноска"}.get(kind, kind)
        prefix = f"{decision[1]} " if decision and name != "сноска" else ""
        found |= {f"{prefix}{name} {item}" for item in re.findall(ITEM, items)}
    return found
