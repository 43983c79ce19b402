"""Footnotes leave the sentence that they cut; a mark keeps the place of each in the text."""

import re
from dataclasses import dataclass, replace

from rag.documents.lines import Line
from rag.documents.marks import MAX_NOTE, note_mark

RULE = re.compile(r"[_‗]{5,}|[─—–-]{12,}")
_NOTE = re.compile(r"(\d{1,4})\s+(?=\S)")
_PAGE_LINES = 150
_TERMINAL = ".!?;:…"
_CLOSERS = "»”\"’')]"
# A number after such a word is no footnote mark: `статьи 32`, `No. 7`.
_COUNTED = re.compile(
    r"(?:\b(?:пункт|стать|глав|приложени|част|раздел|дополнени|резолюци|решени|сесси|том|стр|"
    r"article|paragraph|annex|chapter|section|part|page|artikel|ziffer|absatz|artículo|párrafo|"
    r"articolo|paragrafo|alinéa)\w*|\b(?:п|ст|гл|ч|т|vol|no|nos|art|para|p|nr|núm|n)\.|№)\s*$",
    re.IGNORECASE,
)
# Nor is one before a month or a year.
_MEASURED = re.compile(
    r"\s*(?:и \d|года|году|г\.|январ|феврал|март|апрел|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр"
    r"|декабр|January|February|March|April|May|Ju[nl]|August|September|October|November|December"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|Januar|März|gennaio|enero|de )"
)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number and its lines, the number removed."""

    number: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """Lines of running text, with a mark wherever a note was referred to, and the notes."""

    lines: tuple[Line, ...]
    notes: tuple[Note, ...]


def take_notes(lines: list[Line]) -> Noted:
    """Return the running text without its footnotes, and the footnotes in order.

    A block of notes begins at a rule (`______`), or at a line that bears the next number while
    the page refers to that number. It ends at the next page: an indented line, a form feed, or
    the rest of a sentence that the block cut. A block after a rule that begins without a number
    continues the last note of the page before.
    """
    body: list[Line] = []
    notes: list[tuple[int, list[Line]]] = []
    page_start = 0
    in_notes = is_first = False
    block_start = 0
    for line in lines:
        if RULE.fullmatch(line.text):
            page_start, block_start = _close(body, notes, page_start, block_start)
            in_notes = is_first = True
            continue
        number = _number(line, notes, is_first)
        if in_notes and not number and _resumes(line, body, notes, is_first):
            page_start, block_start = _close(body, notes, page_start, block_start)
            in_notes = False
            line = replace(line, is_cut=True)
        if (
            not in_notes
            and number
            and line.gap
            and _is_referred(number, body[max(page_start, len(body) - _PAGE_LINES) :])
        ):
            in_notes = True
        if not in_notes:
            body.append(line)
        elif number:
            text = _NOTE.sub("", line.text, count=1)
            notes.append((number, [replace(line, text=text)]))
        else:
            notes[-1][1].append(line)
        is_first = False
    _close(body, notes, page_start, block_start)
    return Noted(tuple(body), tuple(Note(number, tuple(its_lines)) for number, its_lines in notes))


def is_unfinished(text: str) -> bool:
    """Return whether a text stops in mid-sentence; a comma leaves it open."""
    bare = text[-60:].rstrip().rstrip(_CLOSERS)
    while bare and "\ue000" <= bare[-1] <= "\uf8ff":
        bare = bare[:-1].rstrip().rstrip(_CLOSERS)
    return bool(bare) and bare[-1] not in _TERMINAL


def _number(line: Line, notes: list[tuple[int, list[Line]]], is_first: bool) -> int:
    """Return the number of the note that begins on the line; 0 if none does."""
    match = _NOTE.match(line.text)
    if match is None:
        return 0
    number = int(match[1])
    due = notes[-1][0] + 1 if notes else 1
    is_due = due <= number <= due + 2 or (is_first and number == 1)
    return number if is_due and 0 < number <= MAX_NOTE else 0


def _resumes(
    line: Line, body: list[Line], notes: list[tuple[int, list[Line]]], is_first: bool
) -> bool:
    """Return whether a line in a block of notes is running text again."""
    if not notes or line.pages:
        return True
    last = notes[-1][1][-1].text
    if is_first:
        return not is_unfinished(last)
    if line.is_cut or line.indent:
        return True
    if is_unfinished(last):
        return False
    return line.gap > 0 or (bool(body) and is_unfinished(body[-1].text) and line.text[0].islower())


def _is_referred(number: int, page: list[Line]) -> bool:
    return bool(re.search(rf"[^\W\d_][»”\")]?{number}(?!\w)", "\n".join(x.text for x in page)))


def _close(
    body: list[Line], notes: list[tuple[int, list[Line]]], page_start: int, block_start: int
) -> tuple[int, int]:
    """Put the marks of the notes gathered since `block_start` into the lines of their page."""
    numbers = [number for number, _ in notes[block_start:]]
    if numbers and page_start < len(body):
        page = "\n".join(line.text for line in body[page_start:])
        marked = put_marks(page, numbers).split("\n")
        body[page_start:] = [
            replace(line, text=text) if text != line.text else line
            for line, text in zip(body[page_start:], marked, strict=True)
        ]
    return (len(body), len(notes)) if numbers else (page_start, block_start)


def put_marks(page: str, numbers: list[int]) -> str:
    """Return the text with a mark in place of each reference to the notes `numbers`, in order.

    Of all ways to choose one place per number in ascending order, the likeliest is taken: a
    digit stuck to a word outweighs one between spaces.
    """
    best: dict[int, tuple[int, tuple[tuple[int, int, int], ...]]] = {0: (0, ())}
    for number in numbers:
        found = list(best.items())
        for start, end, weight in _places(page, number):
            for after, (score, places) in found:
                total = score + weight
                if after <= start and total > best.get(end, (-1, ()))[0]:
                    best[end] = (total, (*places, (start, end, number)))
    places = max(best.values(), key=lambda choice: choice[0])[1]
    for start, end, number in reversed(places):
        page = page[:start] + note_mark(number) + page[end:]
    return page


def _places(page: str, number: int) -> list[tuple[int, int, int]]:
    """Return (start, end, weight) of each place that may refer to a note; spaces before go too."""
    places: list[tuple[int, int, int]] = []
    if str(number) not in page:
        return places
    # The digits come first in the pattern, so that the search leaps from one to the next.
    pattern = rf"{number}(?![\w-])(?<=(?:[^\W\d_]|[»”\")\].]){number})"
    places += [(m.start(), m.end(), 6) for m in re.finditer(pattern, page)]
    for m in re.finditer(rf" {number}(?= ?[,.;:)](?!\d)| |$)", page, re.MULTILINE):
        start = m.start()
        while start and page[start - 1] == " ":
            start -= 1
        before, after = page[max(0, start - 30) : start], page[m.end() : m.end() + 12]
        if not before or before[-1].isspace() or _COUNTED.search(before) or _MEASURED.match(after):
            continue
        places.append((start, m.end(), 4 if after.lstrip()[:1] in (*",.;:", "") else 2))
    return places
