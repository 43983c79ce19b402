"""Names and terms that an encoder need not guess: ICAT is Межучрежденческая координационная группа.

`names.toml` has the abbreviations of bodies and instruments in six languages, `terms.tsv` the terms
of the field: a column a language, ways to say it between bars, the documents' own first. Both are
searched in the words of the documents' languages.
"""

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from rag.analysis import TOKEN, normalise, terms

FILE = Path(__file__).with_name("names.toml")
TERMS = Path(__file__).with_name("terms.tsv")
Stems = tuple[str, ...]


def spelt_out(query: str, language: str, wanted: Sequence[str]) -> str:
    """Return the query with its names and terms in the words of the wanted languages.

    language: of the query. What is in a wanted language stays, an abbreviation is followed by what
    it stands for; the longest name counts where several begin.
    """
    known, longest = _known(language, language in wanted)
    words = [(match[0], match.start(), match.end()) for match in TOKEN.finditer(query)]
    stems = [_stem(word, language) for word, _, _ in words]
    said: list[str] = []
    at = end = 0
    while at < len(words):
        length, forms = next(
            (
                (n, known[tuple(stems[at : at + n])])
                for n in range(min(longest, len(words) - at), 0, -1)
                if tuple(stems[at : at + n]) in known
            ),
            (0, {}),
        )
        if not length:
            at += 1
            continue
        first, last = words[at][1], words[at + length - 1][2]
        name = query[first:last]
        said += [query[end:first], _said(name, forms, language, wanted)]
        at, end = at + length, last
    return "".join([*said, query[end:]])


def _said(name: str, forms: dict[str, list[str]], language: str, wanted: Sequence[str]) -> str:
    """Return a name in the wanted languages, as it stands where it is in one of them."""
    told = [forms[each][0] for each in wanted if each != language and each in forms]
    if language in wanted:
        told = [name, *([forms[language][0]] if name != forms[language][0] else []), *told]
    return " ".join(told) or name


@cache
def _known(language: str, is_own: bool) -> tuple[dict[Stems, dict[str, list[str]]], int]:
    """Return what is looked up in a language, and how many stems the longest has.

    Terms are looked up in a language that the documents are not in, names in any.
    """
    known = _names(language) if is_own else _terms(language) | _names(language)
    return known, max(map(len, known))


@cache
def _terms(language: str) -> dict[Stems, dict[str, list[str]]]:
    """Return the terms of a language as stems, each with its forms in all languages."""
    head, *rows = TERMS.read_text("utf-8").splitlines()
    found: dict[Stems, dict[str, list[str]]] = {}
    for row in reversed(rows):
        forms = {
            each: cell.split("|")
            for each, cell in zip(head.split("\t"), row.split("\t"), strict=True)
        }
        for form in forms[language]:
            found[tuple(_stem(word, language) for word in TOKEN.findall(form))] = forms
    return found


@cache
def _names(language: str) -> dict[Stems, dict[str, list[str]]]:
    """Return the names of a language as stems, each with its forms in all languages."""
    table = tomllib.loads(FILE.read_text("utf-8"))["name"]
    return {
        tuple(_stem(word, language) for word in TOKEN.findall(form)): forms
        for forms in reversed(table)
        for form in forms[language][1:]
    }


@lru_cache(maxsize=8_192)
def _stem(word: str, language: str) -> str:
    """Return the stem of a word; an abbreviation of up to three letters keeps its capitals.

    So that the French word `mot` is not the Russian МОТ, nor the English `who` the WHO.
    """
    if word.isupper() and len(word) <= 3:
        return word
    return " ".join(terms(normalise(word), language))
