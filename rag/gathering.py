"""Texts to what the index keeps of all of them, taking over what an earlier one knew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, Vectors
from embeddings.words import Tokens, WordIndex
from rag.catalogue import spans_of
from rag.counts import Counts, count_terms, join
from rag.documents.corpus import LeftOut
from rag.documents.reading import Known, Progress, card_in
from rag.documents.records import Card, RawText
from rag.earlier import Earlier
from rag.engine import Done, Engine, Reason, map_rest
from rag.preparing import Encoded, Prepared, PrepareStep, Wanted
from rag.rows import Lines
from rag.values import Document, Passage


@dataclass(frozen=True, slots=True)
class Part:
    """What the index keeps of a document: values, or lines as an earlier generation has them.

    spans: int32, shape (2, n), vectors: float32, shape (n, dim), words: of its n passages.
    """

    card: Card
    document: Document | Lines
    raw: RawText | Lines
    passages: Sequence[Passage] | Lines
    spans: NDArray[np.int32]
    vectors: Vectors
    words: WordIndex


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was prepared of all documents, in order; `n_new` of their passages were encoded."""

    parts: list[Part]
    counts: Counts
    n_new: int
    left_out: list[LeftOut]

    @property
    def cards(self) -> list[Card]:
        """The card of each document."""
        return [part.card for part in self.parts]

    @property
    def n_passages(self) -> int:
        """How many passages there are."""
        return sum(part.spans.shape[1] for part in self.parts)


def gather(
    texts: Sequence[Known | Card],
    encoder: Encoder,
    earlier: Earlier | None,
    progress: Progress,
    engine: Engine,
) -> Gathered:
    """Return what the index keeps of the texts, in order.

    earlier: who knows the texts that are given as cards. What did not change is taken over from
    it, unless its encoder is another one.
    """
    source = _Source(earlier, encoder)
    step = PrepareStep(encoder.name, engine.opener(encoder))
    parts: list[Part] = []
    left_out: list[LeftOut] = []
    terms: list[list[str]] = []
    rows: list[int] = []
    n, n_new = 0, 0
    inputs = map(source.input, texts)
    results: Iterator[Prepared | range | Reason] = map_rest(engine, step, inputs)
    for done, (text, found) in enumerate(zip(texts, results, strict=True)):
        progress("encoding", done, len(texts))
        if isinstance(found, Reason):
            left_out.append(LeftOut(Path(card_in(text).about.source), found.text))
            continue
        if isinstance(found, Prepared):
            parts.append(source.new_part(text, found))
            terms.extend(found.terms)
            rows.extend(range(n, n + len(found.passages)))
            n_new += len(found.new)
        else:
            parts.append(source.same_part(text, found, n))
        n += parts[-1].spans.shape[1]
    progress("encoding", len(texts), len(texts))
    counts = source.counts(count_terms(terms, np.array(rows, dtype=np.int64)))
    return Gathered(parts, counts, n_new, left_out)


class _Source:
    """Where the parts of documents come from: an earlier generation, or what was prepared."""

    def __init__(self, earlier: Earlier | None, encoder: Encoder):
        self._earlier = earlier
        is_usable = earlier and earlier.index.manifest.encoder == encoder.name
        self._reused = earlier if is_usable else None
        self._dim = encoder.dim
        self._moves = np.full(self._reused.n_passages if self._reused else 0, -1, dtype=np.int32)

    def input(self, text: Known | Card) -> Wanted | Done[range]:
        """Return what is to be prepared of a text; of one that did not change, its old rows."""
        card = card_in(text)
        source = card.about.source
        if self._reused and self._reused.knows(card):
            return Done(self._reused.passages_of[source])
        known = self._reused.row_of_passage(source) if self._reused else ()
        return Wanted(self._known(text).document, frozenset(known))

    def same_part(self, text: Known | Card, rows: range, first: int) -> Part:
        """Return the part of a text that did not change; its passages are from row first on."""
        assert self._reused
        index, card = self._reused.index, card_in(text)
        self._moves[rows.start : rows.stop] = np.arange(first, first + len(rows))
        return Part(
            card,
            self._document(text),
            self._raw(text),
            self._reused.passage_lines(card.about.source),
            index.catalogue.spans(rows),
            index.vectors.vectors(np.array(rows, dtype=np.int64)),
            index.words.part(rows),
        )

    def new_part(self, text: Known | Card, prepared: Prepared) -> Part:
        """Return the part of a text that was prepared."""
        encoded = self._complete(card_in(text).about.source, prepared)
        return Part(
            card_in(text),
            self._document(text),
            self._raw(text),
            prepared.passages,
            spans_of(prepared.passages),
            encoded.vectors,
            WordIndex.build(encoded.words),
        )

    def counts(self, new: Counts) -> Counts:
        """Return the counts of all passages, given those of the ones that were prepared."""
        if self._reused is None:
            return new
        return join(self._reused.index.lexical.counts.moved(self._moves), new)

    def _known(self, text: Known | Card) -> Known:
        if isinstance(text, Known):
            return text
        assert self._earlier
        return self._earlier[text.about.source]

    def _document(self, text: Known | Card) -> Document | Lines:
        if isinstance(text, Known):
            return text.document
        assert self._earlier
        return self._earlier.document_line(text.about.source)

    def _raw(self, text: Known | Card) -> RawText | Lines:
        if isinstance(text, Known):
            return text.raw
        assert self._earlier
        return self._earlier.raw_line(text.about.source)

    def _complete(self, source: str, prepared: Prepared) -> Encoded:
        """Return all passages of a document as encoded: the new ones, and those known before."""
        new, n = prepared.new, len(prepared.passages)
        if len(new) == n or self._reused is None:
            return prepared.encoded
        row_of, index = self._reused.row_of_passage(source), self._reused.index
        is_new = np.zeros(n, dtype=bool)
        is_new[new] = True
        kept = np.flatnonzero(~is_new)
        rows = [row_of[prepared.passages[at].passage_id] for at in kept]
        vectors = np.zeros((n, self._dim), dtype=np.float32)
        vectors[new] = prepared.encoded.vectors.reshape(-1, self._dim)
        vectors[kept] = index.vectors.vectors(np.array(rows, dtype=np.int64))
        words: dict[int, Tokens] = dict(zip(new, prepared.encoded.words, strict=True))
        words |= {int(at): index.words.row(row) for at, row in zip(kept, rows, strict=True)}
        return Encoded(vectors, [words[at] for at in range(n)])
