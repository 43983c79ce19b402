"""Units that a question names by number: "paragraph 13 of 76/186", "решение 3/2, подп. r)".

A name is read in any of the six languages into the keys of `rag.documents.keys`, and looked up
among the units of the documents; what is not there names nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.analysis import LOOK_ALIKES, TOKEN, normalise, symbol_terms
from rag.values import Document, Section

PARAGRAPH = (
    r"п|пп|пункт\w*|параграф\w*|абзац\w*|paragraph(?:es|e|s)?|paras?|ziffern?|ziff|nummer|"
    r"absatz|abs|paragraf\w*|punt[oi]|comm[ai]|p[áa]rrafos?|apartados?|пар|par|§{1,2}"
)
ARTICLE = r"стать[яеиюё]\w*|ст|art[íi]cul\w+|art[íi]col\w+|articles?|artikeln?|artikels|art"
FOOTNOTE = (
    r"сноск\w+|footnotes?|notes? de bas de page|fu(?:ß|ss)noten?|not[ae] a pi[eè]\w*(?: \w+)?"
)
ITEM = (
    r"подпункт\w*|подп|пп|литер\w*|букв\w+|sub-?paragraphs?|items?|letter[ae]?|lettre|alin[ée]as?|"
    r"buchstaben?|letra|incisos?"
)
NAME = re.compile(
    rf"(?<!\w)(?:(?P<footnote>{FOOTNOTE})|(?P<article>{ARTICLE})|(?P<item>{ITEM})|"
    rf"(?P<paragraph>{PARAGRAPH}))(?![^\W\d_])\.?\s*(?:№\s*)?\(?(?P<ordinal>\d+|[^\W\d_](?=\s*\)|\.|\s|$|\?|,))"
)
# Items that follow a number directly: 3/1 (d), п. 27 c), article 4 (b) (iv).
BEHIND = re.compile(r"\s*,?\s*\(?(?P<ordinal>[ivx]+|[^\W\d_])\)")
_CLOSING = re.compile(r"\s*\)")
_ANNEX = re.compile(r"\.anx\d+$")
ORDINALS = {letter: i for i, letter in enumerate("абвгдежзиклмнопрстуфхцчшщэюя")}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that a question names, in the document that holds it."""

    source: str
    section: Section


def named_places(query: str, documents: Iterable[Document]) -> list[Place]:
    """Return the units that a query names, in document order; [] where it names none.

    A paragraph, an article or a note counts only in a document that the query names too, by
    its symbol (any tail of it will do) or by a decision within it.
    """
    text = normalise(query)
    paths = list(_unit_paths(text))
    symbols = {
        term for token in TOKEN.findall(text) if "/" in token for term in symbol_terms(token)
    }
    places = []
    for document in documents:
        by_key = {section.key: section for section in document.sections if section.key}
        scopes = [
            key
            for symbol in symbols
            for key in by_key
            if key == f"dec{symbol}" or re.fullmatch(rf"dec{re.escape(symbol)}\.anx\d+", key)
        ]
        if _is_named(document, symbols):
            scopes.append("")
        for scope in scopes:
            found = [by_key[key] for key in _keys(scope, paths) if key in by_key]
            places += [Place(document.source, section) for section in _innermost(found)]
    return places


def named_documents(query: str, documents: Iterable[Document]) -> set[str]:
    """Return the sources of the documents that a query names by symbol or by a tail of it."""
    symbols = {term for symbol in named_symbols(query) for term in symbol}
    return {document.source for document in documents if _is_named(document, symbols)}


def names_a_unit(query: str) -> bool:
    """True if a query names a paragraph, an article, a note or an item, there or not."""
    return any(_unit_paths(normalise(query)))


def named_symbols(query: str) -> list[list[str]]:
    """Return each symbol of a query as its index terms: itself first, then its tails."""
    return [symbol_terms(token) for token in TOKEN.findall(normalise(query)) if "/" in token]


def names_of(document: Document) -> set[str]:
    """Return the symbols by which a query can name a document or a decision within it.

    `named_documents` and `named_places` find nothing in a document that goes by none of a
    query's symbols, so the others need not be read.
    """
    keys = (section.key for section in document.sections)
    decisions = {key.removeprefix("dec") for key in keys if key.startswith("dec")}
    names = decisions | {_ANNEX.sub("", name) for name in decisions}
    whole = _folded(document.symbol)
    names |= {whole} | {whole[slash.end() :] for slash in re.finditer("/", whole)}
    return {name for name in names if "/" in name}


def _is_named(document: Document, symbols: set[str]) -> bool:
    whole = _folded(document.symbol)
    return bool(whole) and any(
        whole == symbol or whole.endswith(f"/{symbol}") for symbol in symbols
    )


def _folded(symbol: str) -> str:
    return normalise(symbol).translate(LOOK_ALIKES)


def _unit_paths(text: str) -> Iterator[list[list[str]]]:
    """Yield each unit that the text names, as alternatives for each part of its key."""
    behind_symbol = [
        items
        for token in TOKEN.finditer(text)
        if "/" in token[0] and (items := _items(text, token.end()))
    ]
    yield from behind_symbol
    pending: list[list[str]] = []
    for name in NAME.finditer(text):
        ordinal = name["ordinal"]
        if name["item"] or not ordinal.isdigit():
            item = [_letters(ordinal), *_items(text, _end(_CLOSING, text, name.end()))]
            yield item
            if pending:
                yield [*pending, *item]
        else:
            prefix = "fn" if name["footnote"] else "art" if name["article"] else "p"
            pending = [[f"{prefix}{ordinal}"], *_items(text, name.end())]
            yield pending


def _items(text: str, at: int) -> list[list[str]]:
    found = []
    while behind := BEHIND.match(text, at):
        found.append(_letters(behind["ordinal"]))
        at = behind.end()
    return found


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where a pattern that stands at an offset ends, the offset itself where none does."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _letters(ordinal: str) -> list[str]:
    """Return what an item may be in a key: as typed in Latin, by look-alike, by its place."""
    ways = [ordinal.translate(LOOK_ALIKES)]
    if ordinal in ORDINALS:
        ways.append(chr(ord("a") + min(ORDINALS[ordinal], 25)))
    return ways


def _keys(scope: str, paths: Sequence[list[list[str]]]) -> list[str]:
    keys = []
    for path in paths:
        ends = [scope]
        for ways in path:
            ends = [f"{end}.{way}".lstrip(".") for end in ends for way in ways]
        keys += ends
    return list(dict.fromkeys(keys))


def _innermost(sections: Sequence[Section]) -> list[Section]:
    """Return the sections without those that hold another one of them."""
    return [
        section
        for section in sections
        if not any(
            other is not section and section.start <= other.start and other.end <= section.end
            for other in sections
        )
    ]
