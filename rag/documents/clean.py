"""Lines of a printed page to lines of its text: running heads, page and job numbers, stamps go."""

import re
from collections import Counter

from rag.documents.lines import Line, normalise, split_lines, without

_JOB = re.compile(
    r"(?:[A-Z]{1,2}\.)?\d{2}-\d{5}(?:\s*\([A-Z]\))?(?:\s+\d{6}){0,3}(?:\s+\d{1,4}\s*/\s*\d{1,4})?"
    r"|\d{1,4}\s*/\s*\d{1,4}\s+\d{2}-\d{5}|\*\s?\d{5,9}\s?\*"
)
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*\d{1,3}[-–—|\s]*|\d{1,4}\s*/\s*\d{1,4}"
    r"|(?:page|seite|página|pagina|стр\.|страница|с\.)\s*\d{1,4}(?:\s*(?:of|von|de|di|из|/)\s*\d+)?",
    re.IGNORECASE,
)
_SYMBOL = r"[A-Z]{1,5}(?:/[\w().-]+)+"
_SYMBOL_LINE = re.compile(rf"(?:.{{0,120}}\s)?{_SYMBOL}|{_SYMBOL}\s.{{0,120}}")
_STAMP = re.compile(r"<?https?://\S+>?")
_LEADER = re.compile(r"\S.*?(?:\.{4,}|(?: \.){4,}|…{2,})\s*[\divxlIVXL]+")
_JOB_OPTIONS = re.compile(r"/[A-Z][A-Za-z0-9]+\b")
_DOTS = re.compile(r"\.{5,}|(?: \.){5,}")
_DIGITS = re.compile(r"\d+")
_DISTR = re.compile(r"(?:.{0,80}\s)?Distr\.(?:\s*:.{0,30})?")
_ORIGINAL = re.compile(r"\bOriginal ?:", re.IGNORECASE)
_DISTR_LINES = 7


def clean_lines(raw: str) -> list[Line]:
    """Return the lines of running text, headings, notes and rules; page furniture is gone.

    Gone are job options of a PDF, `Distr.` blocks, job and page numbers, running heads and
    feet, addresses stamped between pages and lines of a table of contents.
    """
    lines = split_lines(normalise(raw))
    lines = without(lines, _job_options(lines))
    return without(lines, _furniture(lines))


def _job_options(lines: list[Line]) -> set[int]:
    """Return the positions of PostScript dictionaries left at the end by a PDF printer."""
    gone: set[int] = set()
    depth = 0
    for at, line in enumerate(lines):
        text = line.text
        if not depth:
            following = lines[at + 1].text if at + 1 < len(lines) else ""
            if not (text == "<<" and _JOB_OPTIONS.match(following)):
                continue
        depth += text.count("<<") - text.count(">>")
        gone.add(at)
    return gone if not depth else set()


def _furniture(lines: list[Line]) -> set[int]:
    gone = _running(lines) | _stamps(lines)
    for at, line in enumerate(lines):
        text = line.text
        if "....." in text or ". . ." in text:
            text = _DOTS.sub("....", text)
        if len(text) > 140:
            continue
        if "Distr." in text and _DISTR.fullmatch(text):
            gone.update(_distribution(lines, at))
        elif text[-1] in ")*0123456789-–—|" and _is_number(lines, at):
            gone.add(at)
            if _JOB.fullmatch(text):
                gone.update(_beside(lines, at))
        elif text[-1] in "0123456789ivxlIVXL" and _LEADER.fullmatch(text):
            gone.add(at)
    return gone


def _is_number(lines: list[Line], at: int) -> bool:
    """Return whether the line is a job number, or a page number standing by itself."""
    text = lines[at].text
    if _JOB.fullmatch(text):
        return True
    if not _PAGE_NUMBER.fullmatch(text):
        return False
    if "/" in text:
        first, last = (int(number) for number in _DIGITS.findall(text)[:2])
        if first > last:
            return False
    after = lines[at + 1] if at + 1 < len(lines) else None
    is_first = at == 0 or lines[at].gap > 0 or lines[at].pages > 0
    return is_first and (after is None or after.gap > 0 or after.pages > 0)


def _beside(lines: list[Line], at: int) -> set[int]:
    """Return the lines near a job number that carry a symbol: the running head of the page."""
    near = range(max(0, at - 3), min(len(lines), at + 4))
    return {i for i in near if _is_symbol(lines[i])}


def _distribution(lines: list[Line], at: int) -> range:
    """Return the `Distr.` block: kind, date, language, original language.

    Beside it, on the same lines in a PDF, stand the names of the body and of the organisation.
    """
    following = range(at, min(at + _DISTR_LINES, len(lines)))
    if any(_ORIGINAL.search(lines[i].text) for i in following):
        start = next((i for i in range(max(0, at - 3), at) if _is_symbol(lines[i])), at)
        end = max(i for i in following if _ORIGINAL.search(lines[i].text))
        return range(start, end + 1)
    for end in range(at, min(at + _DISTR_LINES, len(lines))):
        if end > at and lines[end].gap and not lines[end].text.startswith("Original"):
            return range(at, end)
        if lines[end].text.startswith("Original"):
            return range(at, end + 1)
    return range(at, at + 1)


def _is_symbol(line: Line) -> bool:
    """Return whether a line is but a symbol and a name; the end of a sentence is none."""
    text = line.text
    if len(text) >= 140 or text[0].islower() or not text[-1].isalnum():
        return False
    return _SYMBOL_LINE.fullmatch(text) is not None


def _stamps(lines: list[Line]) -> set[int]:
    """Return addresses printed on lines of their own between pages.

    One that finishes a sentence (no empty line before it, or a colon) is text, and so is a
    single one in the document.
    """
    gone: set[int] = set()
    for at, line in enumerate(lines):
        if not line.text.startswith(("http", "<http")) or not _STAMP.fullmatch(line.text):
            continue
        if at == 0 or at - 1 in gone or (line.gap and not lines[at - 1].text.endswith(":")):
            gone.add(at)
    return gone if len(gone) > 1 else set()


def _running(lines: list[Line]) -> set[int]:
    """Return heads and feet that recur on a third of the pages, at least three.

    Their numbers stay the same or count the pages; `Article 3` at the top of a page does neither.
    """
    starts = [0, *(at for at, line in enumerate(lines) if line.pages and at)]
    if len(starts) < 3:
        return set()
    edges: dict[str, list[tuple[int, int]]] = {}
    for page, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True)):
        depth = min(3, max(1, (end - start - 1) // 2))
        for at in {*range(start, min(start + depth, end)), *range(max(start, end - depth), end)}:
            edges.setdefault(_DIGITS.sub("#", lines[at].text), []).append((page, at))
    least = max(3, len(starts) // 3)
    gone: set[int] = set()
    for places in edges.values():
        if len(places) >= least:
            regular = _regular(lines, places)
            gone.update(regular if len(regular) >= least else ())
    return gone


def _regular(lines: list[Line], places: list[tuple[int, int]]) -> set[int]:
    """Return the places at which each number in the line is the usual one or counts the pages."""
    numbers = {at: [int(n[:9]) for n in _DIGITS.findall(lines[at].text)] for _, at in places}
    kept = set(numbers)
    for position in range(len(numbers[places[0][1]])):
        same = Counter(numbers[at][position] for _, at in places)
        counted = Counter(numbers[at][position] - page for page, at in places)
        (usual, n_same), (first, n_counted) = same.most_common(1)[0], counted.most_common(1)[0]
        for page, at in places:
            number = numbers[at][position]
            if number != usual if n_same >= n_counted else number - page != first:
                kept.discard(at)
    return kept
