"""The raw text of a file to a Document: cleaned, with its units, pages and footnotes."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePath

from rag.documents.clean import clean_lines
from rag.documents.dates import find_date
from rag.documents.footnotes import Note, take_notes
from rag.documents.headings import is_preamble
from rag.documents.labels import WORDINGS
from rag.documents.markdown import is_markdown, read_blocks
from rag.documents.marks import Marked, compose, strip_marks
from rag.documents.paragraphs import CHAPTER_LEVELS, Block, join_all, join_lines
from rag.documents.raw_map import map_raw
from rag.documents.repair import hyphen_joiner, repair_letters
from rag.documents.shape import shape_blocks
from rag.documents.structure import Placed, find_sections
from rag.documents.tidy import tidy
from rag.errors import UnreadableFile
from rag.language import detect
from rag.values import Document, Page, Section

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BREAK = "\n\n"
_TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document beside its text; "" where unknown. `date` is ISO 8601."""

    title: str = ""
    symbol: str = ""
    body: str = ""
    date: str = ""
    language: str = ""
    url: str = ""
    versions: str = ""


def parse_document(raw: str, source: str, facts: Facts, is_marked: bool | None = None) -> Document:
    """Return the document: paragraphs parted by an empty line, footnotes after the last of them.

    A footnote begins with its number as a superscript; the mark in the sentence is gone and
    kept as an offset in the note's `refs`. An unknown title is that of a YAML block, else the
    first heading, else the file name; an unknown language is detected, and an unknown date is that
    of a line among the first which holds nothing else. Pages exist where the raw
    text has form feeds.
    `is_marked` says whether the raw text is Markdown; None leaves it to its name and marks.
    Raises UnreadableFile if no text is left.
    """
    language = facts.language or detect(raw)
    join = hyphen_joiner(raw, language)
    lines = clean_lines(raw)
    if is_markdown(source, raw) if is_marked is None else is_marked:
        read = read_blocks(lines, join)
        blocks: Sequence[Block] = read.blocks
        notes, front_title = read.notes, read.title
    else:
        noted = take_notes(lines)
        blocks, notes, front_title = join_lines(noted.lines, join), noted.notes, ""
    blocks = shape_blocks(blocks)
    marked = [strip_marks(_finish(block.text, language)) for block in blocks]
    kept = [(m, block.level) for m, block in zip(marked, blocks, strict=True) if m.text.strip()]
    placed = _place(kept)
    if not placed:
        raise UnreadableFile(f"{source} holds no text beside page furniture: remove it.")
    body = _BREAK.join(m.text for m, _ in kept)
    ends = _join_notes(notes, join, language)
    references: dict[int, list[int]] = {}
    for block, (m, _) in zip(placed, kept, strict=True):
        for offset, number in m.notes:
            references.setdefault(number, []).append(block.start + offset)
    sections = find_sections(placed, language)
    text, footnotes = _append_notes(body, ends, references, language)
    note_spans = [(section.start, section.end) for section in footnotes]
    return Document(
        source=source,
        title=facts.title
        or strip_marks(_finish(front_title, language)).text
        or _title(placed, source),
        symbol=facts.symbol,
        language=language,
        text=text,
        sections=(*sections, *footnotes),
        pages=_pages(placed, [m for m, _ in kept], raw, len(body)),
        date=facts.date or find_date(raw),
        body=facts.body,
        url=facts.url,
        versions=facts.versions,
        raw_runs=tuple(map_raw(text, note_spans, raw)),
    )


def _finish(text: str, language: str) -> str:
    return compose(tidy(repair_letters(text, language), language))


def _place(kept: Sequence[tuple[Marked, int]]) -> list[Placed]:
    placed: list[Placed] = []
    start = 0
    for marked, level in kept:
        end = start + len(marked.text)
        placed.append(Placed(marked.text, level, start, end))
        start = end + len(_BREAK)
    return placed


def _join_notes(
    notes: Sequence[Note], join: Callable[[str, str], str], language: str
) -> list[tuple[int, str]]:
    """Return the number and the text of each note."""
    joined = []
    for note in notes:
        text = join_all([line.text for line in note.lines], join)
        joined.append((note.number, strip_marks(_finish(text, language)).text))
    return joined


def _append_notes(
    body: str,
    notes: Sequence[tuple[int, str]],
    references: dict[int, list[int]],
    language: str,
) -> tuple[str, list[Section]]:
    """Return the text with its notes after it, and a section for each note."""
    wording = WORDINGS.get(language, WORDINGS["en"])
    parts = [body]
    sections = []
    end = len(body)
    times = Counter(number for number, _ in notes)
    seen: Counter[int] = Counter()
    for number, note in notes:
        parts.append(f"{str(number).translate(_SUPERSCRIPT)} {note}".rstrip())
        start, end = end + len(_BREAK), end + len(_BREAK) + len(parts[-1])
        label = wording.footnote.format(number)
        refs = references.get(number, [])
        if times[number] > 1:  # numbered anew on each page: one mark for each note
            references[number], refs = refs[1:], refs[:1]
        seen[number] += 1
        key = f"fn{number}" if seen[number] == 1 else f"fn{number}~{seen[number]}"
        sections.append(Section(start, end, "footnote", label, refs=tuple(refs), key=key))
    return _BREAK.join(parts), sections


def _title(placed: Sequence[Placed], source: str) -> str:
    """Return the first heading; before an article or preamble the first line, if it is short."""
    first = placed[0]
    heading = next((block for block in placed if block.level), first)
    if heading.level >= CHAPTER_LEVELS.start or is_preamble(heading.text):
        heading = replace(first, level=1)
    if heading.level and len(heading.text) <= _TITLE_LENGTH:
        return heading.text.replace("\n", ". ")
    return PurePath(source).stem


def _pages(
    placed: Sequence[Placed], marked: Sequence[Marked], raw: str, end: int
) -> tuple[Page, ...]:
    """Return the pages of the running text; none where the raw text has no form feed."""
    if "\f" not in raw.strip():
        return ()
    starts = [0]
    starts += [block.start + at for block, m in zip(placed, marked, strict=True) for at in m.pages]
    spans = pairwise([*starts, end])
    return tuple(Page(n, s, e) for n, (s, e) in enumerate(spans, start=1) if s < e)
