"""Spaces that typesetting left where no writer puts one."""

import re

_EDGE = re.compile(r"[\s\ue000-\uf8ff]")
_EDGES = re.compile(r"^[\s\ue000-\uf8ff]+|[\s\ue000-\uf8ff]+$")
_SPACE = re.compile(r"\s+")
_MANY = re.compile(r"[ ]{2,}")
_BEFORE_COMMA = re.compile(r"(?<=\w|[\]»”\")\ue000-\uf8ff]) +(?=,(?:\s|$))")
_BEFORE_SEMICOLON = re.compile(r"(?<=\S) +(?=[;:](?:\s|$))")
_AFTER_OPENING = re.compile(r"(?<=«) +")
_BEFORE_CLOSING = re.compile(r" +(?=[\ue000-\uf8ff]*»)")


def tidy(text: str, language: str) -> str:
    """Return the text with single spaces and none before a comma or inside guillemets.

    French sets spaces before `;` and `:` and inside guillemets: they stay.
    """
    if "  " in text:
        text = _MANY.sub(" ", text)
    if " ," in text:
        text = _BEFORE_COMMA.sub("", text)
    if language != "fr":
        if " ;" in text or " :" in text:
            text = _BEFORE_SEMICOLON.sub("", text)
        if "«" in text or "»" in text:
            text = _BEFORE_CLOSING.sub("", _AFTER_OPENING.sub("", text))
    if _EDGE.match(text[:1]) or _EDGE.match(text[-1:]):
        text = _EDGES.sub(lambda edge: _SPACE.sub("", edge[0]), text)
    return text
