"""A text to the tokens that are compared: words, figures, symbols, and what is said of them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rag.analysis import content_terms, normalise, terms
from rag.checks import figures, operators

Kind = Literal["word", "function", "figure", "symbol", "operator"]
_SPACED = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d)")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_TOKEN = re.compile(
    r"(?P<symbol>[^\W_]+(?:[.\-][^\W_]+)*(?:/[^\W_]+(?:[.\-][^\W_]+)*)+)"
    r"|(?P<date>(?<![\d.])(?:\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})(?![\d-]))"
    r"|(?P<number>\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)*)"
    r"(?:-[а-яё]{1,3}|st|nd|rd|th|er|e|ème|[ºª°])?(?![^\W\d_])"
    r"|(?P<word>[^\W_]+)|(?P<percent>%)|(?P<end>[.!?:;()\[\]«»“”„\"•*\n—–])|(?P<comma>,)"
)
_STARTS = ".!?:;)•*\n"  # behind which a capital says nothing
_PERCENT = re.compile(r"процент\w*|percent|prozent|pourcent|percento")
_YEAR = re.compile(r"год\w{0,2}|гг?|лет")
_WINDOW = 6  # tokens in which a redundant negation has the other one


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or symbol of a text, in order.

    `forms`: what it is compared by, more than one for a symbol with its tails; none for a gap
    between texts. `is_name`: written with a capital inside a sentence. `is_first`: at the start
    of a sentence, so that its capital says nothing. `n_negations` bear on it.
    """

    word: str
    forms: frozenset[str]
    kind: Kind
    language: str
    is_name: bool = False
    is_acronym: bool = False
    is_first: bool = False
    n_negations: int = 0
    operator: str = ""
    clause: int = 0

    @property
    def value(self) -> str:
        """The longest form: a figure's number, a symbol without a part left out."""
        return max(self.forms, key=len, default="")

    @property
    def is_content(self) -> bool:
        """True for what carries meaning: not for function words and bare negations."""
        return self.kind in ("word", "figure", "symbol") or operators.is_force(self.operator)

    @property
    def is_critical(self) -> bool:
        """True for what may not be exchanged: figures, symbols and names."""
        return self.kind in ("figure", "symbol") or self.is_name


GAP = Token("", frozenset(), "function", "")


def read(text: str, language: str) -> list[Token]:
    """Return the tokens of a text in one of the six languages, each with its negations."""
    return _negate(_tokens(text, language), language)


def _tokens(text: str, language: str) -> list[Token]:
    text = unicodedata.normalize("NFKC", _RAISED.sub(" ", _SPACED.sub(" ", text)))
    if language == "en":
        text = operators.expand(text)
    neutral = operators.neutral_spans(normalise(text), language)
    found: list[Token] = []
    clause, is_first = 0, True
    for match in _TOKEN.finditer(text):
        if match.lastgroup in ("end", "comma"):
            clause += 1
            is_first = match[0] in _STARTS
            continue
        is_neutral = any(start <= match.start() < end for start, end in neutral)
        new = [
            replace(token, is_first=is_first, clause=clause)
            for token in _read(match, language, is_neutral, is_first)
        ]
        found.extend(_with_scale(found, new))
        is_first = False
    return found


def _read(match: re.Match[str], language: str, is_neutral: bool, is_first: bool) -> Iterable[Token]:
    written = match[0]
    kind = match.lastgroup
    if kind == "symbol" and re.search(r"\d", written):
        return [Token(written, frozenset(figures.symbols(written)), "symbol", language)]
    if kind == "date":
        parts = re.split(r"[.-]", written)
        day, month, year = parts if len(parts[2]) == 4 else parts[::-1]
        values = (str(int(day)), f"month {int(month)}", year)
        return [_figure(value, value, language) for value in values]
    if kind == "number":
        return [_figure(written, figures.number(match["number"]), language)]
    if kind == "percent":
        return [Token("%", frozenset(["%"]), "word", language)]
    parts = [part for part in written.split("/") if part]
    return [
        _word(re.sub(r"[.\-]", "", part), language, is_neutral, is_first or n > 0)
        for n, part in enumerate(parts)
    ]


def _figure(word: str, value: str, language: str) -> Token:
    return Token(word, frozenset([value]), "figure", language)


def _word(written: str, language: str, is_neutral: bool, is_first: bool) -> Token:
    """Return the token of a word."""
    word = normalise(written)
    is_capital = written[:1].isupper()
    if (month := figures.month(word)) and (is_capital or language not in ("en", "de")):
        return _figure(word, f"month {month}", language)
    if (value := figures.number_word(word, language)) is not None:
        return _figure(word, str(value), language)
    if (value := figures.roman(written)) and (len(written) > 1 or language not in ("en", "ru")):
        return _figure(word, str(value), language)
    if any(character.isdigit() for character in word):
        return Token(word, frozenset(figures.symbols(word)), "symbol", language)
    operator = operators.operator(word, language)
    if is_neutral and not operators.is_force(operator):
        operator = ""
    is_name = is_capital and len(written) > 1 and (not is_first or written.isupper())
    form, is_content = _form(word, language)
    if operators.is_force(operator):
        return Token(word, frozenset([form]), "word", language, operator=operator)
    if operator and not is_name:
        return Token(word, frozenset([form]), "operator", language, operator=operator)
    kind: Kind = "word" if is_content or is_name else "function"
    return Token(word, frozenset([form]), kind, language, is_name, written.isupper())


@lru_cache(maxsize=20_000)
def _form(word: str, language: str) -> tuple[str, bool]:
    """Return the stem of a word, and whether it carries meaning."""
    if _PERCENT.fullmatch(word):
        return "%", True
    if language == "ru" and _YEAR.fullmatch(word):
        return "год", False
    content = content_terms(word, language)
    return (content or terms(word, language) or [word])[0], bool(content)


def _with_scale(before: list[Token], new: list[Token]) -> list[Token]:
    """Return the new tokens, with the figure before a `million`, or a `twenty` before a `five`."""
    if not before or len(new) != 1 or before[-1].kind != "figure":
        return new
    (token,) = new
    value = figures.joined(before[-1].value, before[-1].word, token.value, token.word)
    return [replace(before.pop(), forms=frozenset([value]))] if value else new


def _negate(tokens: Sequence[Token], language: str) -> list[Token]:
    """Return the tokens with each negation laid on the next word that carries meaning.

    On the word before where none follows in the clause. One that only repeats another is none.
    """
    found = list(tokens)
    for at, token in enumerate(tokens):
        if token.operator == "forbid":
            found[at] = replace(found[at], operator=operators.PERMIT)
            found[at] = replace(found[at], n_negations=found[at].n_negations + 1)
        if token.operator == operators.ALSO_NOT and any(
            other.operator == operators.NOT for other in tokens[max(at - _WINDOW, 0) : at + _WINDOW]
        ):
            continue
        if token.operator in (operators.NOT, operators.ALSO_NOT):
            head = _head(tokens, at)
            if head is not None:
                found[head] = replace(found[head], n_negations=found[head].n_negations + 1)
    return found


def _head(tokens: Sequence[Token], at: int) -> int | None:
    clause = tokens[at].clause
    after = (i for i in range(at + 1, len(tokens)) if tokens[i].is_content)
    following = next(after, None)
    if following is not None and tokens[following].clause == clause:
        return following
    before = (i for i in range(at - 1, -1, -1) if tokens[i].is_content)
    preceding = next(before, None)
    if preceding is not None and tokens[preceding].clause == clause:
        return preceding
    return following if following is not None else preceding
