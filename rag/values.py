"""The values that the straight line hands on: document, passage, hit, citation, claim, answer.

Offsets are Python string indices into `Document.text`, half open: `text[start:end]`.
"""

from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["answered", "refused", "referred", "rejected"]
SectionKind = Literal["heading", "unit", "footnote"]
# Start in the document's text, start in the raw text, number of characters; see `raw_map`.
RawRun = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation, as the chat keeps it."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Section:
    """A titled or numbered unit of a document, with the label that a lawyer would cite.

    `kind` "heading" spans the heading and all that stands under it; "unit" is a numbered
    paragraph, a decision, a lettered sub-paragraph; "footnote" is the text of a note.
    `label` is the whole pinpoint within the document (`п. 7`, `Решение 3/2, подп. f)`,
    `сноска 3`, `раздел «ФОРМАТ»`). `parent` is the position of the enclosing section in
    `Document.sections`, or None. `refs` are the offsets in the text at which a footnote's
    mark stood (a mark is no part of the text); empty for other kinds. `key` is the unit's
    address, alike in every language version (`art4.p2.a`; see `rag.documents.keys`).
    """

    start: int
    end: int
    kind: SectionKind
    label: str
    parent: int | None = None
    refs: tuple[int, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a paged document: text[start:end] stands on page `number`, from 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned, immutable text and the maps from its offsets to units and pages.

    `source` is the file name, unique in an index. `sections` are ordered by start, outer
    before inner. `pages` is empty where the file has none. `symbol`, `date` (ISO 8601),
    `body` and `url` are "" where unknown. `versions`: a name, or several with commas between,
    that the language versions of a text have in common where their symbol does not tell.
    `edition` tells the text from another of the same name in the index, "" where none is.
    `raw_runs` leads back to the text of the file (see `rag.documents.raw_map`).
    """

    source: str
    title: str
    symbol: str
    language: str
    text: str
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    date: str = ""
    body: str = ""
    url: str = ""
    versions: str = ""
    edition: str = ""
    raw_runs: tuple[RawRun, ...] = ()

    @property
    def full_title(self) -> str:
        """The title as it is shown, with the edition where there are several."""
        return f"{self.title} ({self.edition})" if self.edition else self.title

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page that holds the offset; None in a document without pages."""
        for page in self.pages:
            if page.start <= offset < page.end:
                return page.number
        return None


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document, small enough to search: `document.text[start:end] == text`.

    `passage_id` is a hash of everything that the encoder sees, so an equal id means an equal
    vector. `heading` is the title and the path of headings above it: searched, never cited.
    """

    passage_id: str
    source: str
    start: int
    end: int
    text: str
    pinpoint: str
    n_tokens: int
    heading: str = ""

    @property
    def searched(self) -> str:
        """What the encoder and the postings see: the headings, then the text."""
        return f"{self.heading}\n{self.text}" if self.heading else self.text


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score (greater is better, comparable within one query) and rank from 1."""

    passage: Passage
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words that support a claim: `document.text[start:end] == quote`, always.

    `language` is the document's.
    """

    marker: int
    source: str
    title: str
    pinpoint: str
    page: int | None
    start: int
    end: int
    quote: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer, the markers of its citations, and its support in [0, 1]."""

    text: str
    citations: tuple[int, ...]
    support: float


@dataclass(frozen=True, slots=True)
class Versions:
    """What made an answer: index generation, encoder, hash of the prompt, reranker ("" if none)."""

    index: str
    encoder: str
    prompt: str = ""
    reranker: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to a question, claim by claim.

    `notice` is a line for the reader beside the claims, in the question's language: why nothing
    is answered, or that another engine stepped in. `dropped` are claims that verification
    refused; they are kept for moderators and never shown to participants.
    """

    question: str
    language: str
    outcome: Outcome
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    engine: str
    versions: Versions
    latency_ms: float
    notice: str = ""
    dropped: tuple[Claim, ...] = field(default=())

    @property
    def text(self) -> str:
        """The answer as read: each claim with its [n] markers, the notice where there is none."""
        said = " ".join(
            claim.text + "".join(f" [{marker}]" for marker in claim.citations)
            for claim in self.claims
        )
        return said or self.notice
