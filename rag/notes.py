"""Footnotes and the sentences that they hang on, from one to the other."""

from collections.abc import Sequence

from rag.index import Index
from rag.sentences import sentence_spans
from rag.values import Document, Hit, Passage, Section

# Of so many hits the notes come along; further down they would only be noise.
FIRST_HITS = 3


def with_notes(hits: Sequence[Hit], index: Index) -> list[Hit]:
    """Return the hits, then the notes of the first of them and what notes among those hang on.

    What comes along has the score of the last hit and the ranks after it, and stands once.
    """
    found = {hit.passage.passage_id: hit.passage for hit in hits}
    along: dict[str, Passage] = {}
    for hit in hits[:FIRST_HITS]:
        for passage in _companions(hit.passage, index):
            if passage.passage_id not in found:
                along[passage.passage_id] = passage
    last = hits[-1].score if hits else 0.0
    return [
        *hits,
        *(Hit(passage, last, len(hits) + n) for n, passage in enumerate(along.values(), start=1)),
    ]


def sentence_of_note(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the sentence that the note holding text[start:end] hangs on.

    None for a span that lies in no note, and for a note without a mark.
    """
    note = next((s for s in _notes(document) if s.start <= start and end <= s.end), None)
    if note is None or not note.refs:
        return None
    at = max(note.refs[0] - 1, 0)
    left, right = paragraph_at(document.text, at)
    paragraph = document.text[left:right]
    spans = sentence_spans(paragraph, document.language)
    return next(((left + s, left + e) for s, e in spans if s <= at - left < e), None)


def paragraph_at(text: str, at: int) -> tuple[int, int]:
    """Return the span of the paragraph that holds an offset, without space around it."""
    left = text.rfind("\n\n", 0, at) + 2 if "\n\n" in text[:at] else 0
    right = text.find("\n\n", at)
    return left, right if right >= 0 else len(text)


def notes_of_sentence(document: Document, start: int, end: int) -> list[tuple[Section, str]]:
    """Return the notes whose mark stands in text[start:end], each with the words that it is on.

    They are those between the mark before it and its own.
    """
    marks = [(ref, note) for note in _notes(document) for ref in note.refs if start < ref <= end]
    marks.sort(key=lambda mark: mark[0])
    begins = [start, *(ref for ref, _ in marks)]
    return [
        (note, document.text[begin:ref]) for begin, (ref, note) in zip(begins, marks, strict=False)
    ]


def _companions(passage: Passage, index: Index) -> list[Passage]:
    document = index.document(passage.source)
    places = []
    for note in _notes(document):
        if any(passage.start < ref <= passage.end for ref in note.refs):
            places.append(note.start)
        elif passage.start <= note.start < passage.end:
            places += [max(ref - 1, 0) for ref in note.refs]
    rows = {
        int(row) for at in places for row in index.catalogue.passages_of(passage.source, at, at + 1)
    }
    return [index.passages[row] for row in sorted(rows)]


def _notes(document: Document) -> list[Section]:
    return [section for section in document.sections if section.kind == "footnote"]
