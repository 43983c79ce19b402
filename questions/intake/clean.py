"""What a post says, without what its network adds: marks, links, handles, hashtags."""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from questions.screening.personal import is_private

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_REPOST = re.compile(r"\s*(?:RT|MT|♻\ufe0f?)\s?:?\s*@\w+(?:@[\w.-]+)?:?\s*")
_VIA = re.compile(r"\s?(?:\((?:via|h/t|через) @\w+\)|\b(?:via|h/t) @\w+)\s*$", re.IGNORECASE)
_LINK = re.compile(r" ?(?:https?://|\bwww\.|\bpic\.(?:twitter|x)\.com/|\bt\.co/)\S*", re.I)
_CLOSING = "?!.,;:)]»”\"'…"
_HANDLE = re.compile(r"(?<![\w/])\.?[@＠](\w+)(?:@[\w-]+(?:\.[\w-]+)+)?")
_TAG = re.compile(r"(?<![\w&/])[#＃](\w+)")
_SIGN = re.compile(rf"{_HANDLE.pattern}|{_TAG.pattern}")
_FIRST = re.compile(rf"(?:\s*{_HANDLE.pattern}[\s,:]*)+")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n\s*")
_EMPTY = re.compile(r" ?\([\s,;]*\)")
_LOOSE = re.compile(r"\s([,.:;…])(?=\s|$)")
_STRAY = " \n,:;|–—•·-"
HANDLE = "[handle]"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a post says; `linked` is the same with the hosts of its links, for the screening."""

    text: str
    linked: str
    is_repost: bool


def clean(text: str, tags: Sequence[str]) -> Cleaned:
    """Return what a post says, a line for each of its own.

    tags: the conference's hashtags, without the sign: they go, other hashtags stay as words. A
    handle within a sentence becomes its bearer's name where that is a body, else a placeholder.
    """
    text = html.unescape(text).replace("\u2028", "\n").replace("\u2029", "\n")
    text = _tidy(_UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    unmarked = _REPOST.sub("", text, count=1) if _REPOST.match(text) else text
    hosts: list[str] = []
    told = _LINK.sub(lambda link: _closing(link[0], hosts), unmarked)
    said = _worded(_VIA.sub("", told), _conference(tuple(tags)))
    return Cleaned(said, " ".join([said, *hosts]).strip(), unmarked is not text)


def _tidy(text: str) -> str:
    return _BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip()


def unlinked(text: str) -> str:
    """Return a text without links."""
    return _tidy(_LINK.sub(" ", text))


def _closing(link: str, hosts: list[str]) -> str:
    """Return what closes the sentence behind a link, and note the link's host."""
    address = link.rstrip(_CLOSING)
    host = re.sub(r"^ ?https?://|^ ", "", address, flags=re.IGNORECASE).partition("/")[0]
    hosts.append(f"https://{host}/")
    return link[len(address) :] or " "


def _worded(text: str, conference: re.Pattern[str]) -> str:
    text = conference.sub(" ", text)
    first = _FIRST.match(text)
    text = _unlabelled(text[first.end() :] if first else text)
    text = _HANDLE.sub(_named, _TAG.sub(lambda tag: " ".join(words_of(tag[1])), text))
    return _LOOSE.sub(r"\1", _tidy(_EMPTY.sub("", text))).lstrip(_STRAY + ".").rstrip(_STRAY)


def _unlabelled(text: str) -> str:
    """Return the text without the tags and handles behind it that only label what was said."""
    start, signs = len(text), ""
    for sign in reversed(list(_SIGN.finditer(text))):
        if text[sign.end() : start].strip():
            break
        start, signs = sign.start(), signs + sign[0][0]
    is_word = signs == "#" and text[:start].rstrip()[-1:] not in "?!.…:"
    return text if is_word and text[:start].strip() else text[:start]


def _named(handle: re.Match[str]) -> str:
    return HANDLE if is_private(f"@{handle[1]}", "") else handle[1]


def words_of(tag: str) -> list[str]:
    """Return the words in a hashtag: HumanTrafficking, торговля_людьми, OSCEAlliance2020."""
    words, start = [], 0
    for at in range(1, len(tag)):
        before, here, after = tag[at - 1], tag[at], tag[at + 1 : at + 2]
        opens = here.isupper() and (before.islower() or (before.isupper() and after.islower()))
        if opens and before != "_":
            words.append(tag[start:at])
            start = at
    return [word for part in (*words, tag[start:]) for word in part.split("_") if word]


@lru_cache(maxsize=8)
def _conference(tags: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(unicodedata.normalize("NFC", tag.lstrip("#"))) for tag in tags)
    return re.compile(rf"(?<![\w&/])[#＃]\s?(?:{names})\b:?" if tags else r"(?!)", re.IGNORECASE)
