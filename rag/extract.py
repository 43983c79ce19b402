"""The extractive engine: it quotes the sentences that answer, and needs no language model."""

from collections.abc import Sequence

from rag.address import named_symbols
from rag.adoption import adoption
from rag.asks import SOFT, Kind, holds, kinds_asked
from rag.compose import Draft, DraftClaim, Span
from rag.judge import Asked, Sentence, SentenceJudge
from rag.memberships import memberships
from rag.notes import notes_of_sentence, sentence_of_note
from rag.notices import quoted_notice
from rag.question import Question
from rag.retrieve import Retriever
from rag.sentences import sentence_spans
from rag.values import Document, Hit, Section

# A further sentence must be nearly as good as the best one.
BESIDE_BEST = 0.95
MAX_SENTENCES = 3
# What holds the kind of thing that is asked for may be so far behind what does not, and what only
# says it better so far.
BEHIND_BEST = 0.9
SOFTLY_BEHIND = 0.8
MAX_PASSAGES = 5
MAX_NOTES = 2
LONGEST_NOTE = 300  # characters
# So long a list is quoted whole, in characters; of a longer one what the passage holds.
MAX_LIST = 1_600


class ExtractiveEngine:
    """Quotes the sentences that answer, with the lists that they open and the notes they carry."""

    name = "extractive"

    def __init__(self, retriever: Retriever):
        self._retriever = retriever
        self._judge = SentenceJudge(retriever)

    def compose(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return the best sentences of the hits, in the order of the hits."""
        asked = self._judge.asked(question)
        kinds = kinds_asked(question.text)
        sentences = self._telling(question, self._judge.sentences(asked, hits[:MAX_PASSAGES]))
        named = self._named(question, sentences)
        told = adoption(question, self._retriever)
        spans: dict[Span, None] = {told: None} if told else {}
        for sentence in [] if told else self._choose(named or sentences, kinds):
            spans |= dict.fromkeys(self._whole(sentence, asked, kinds))
        index = self._retriever.index
        claims = memberships(question.query, question.language, list(spans), index)
        claims = claims or [DraftClaim(self._words(span), (span,)) for span in spans]
        return Draft(tuple(claims), self.name, notice=self._lead(question.language, claims))

    def _lead(self, language: str, claims: Sequence[DraftClaim]) -> str:
        """Return a line before quotations that are all in another language than the asker's."""
        sources = {span.source for claim in claims for span in claim.spans}
        quoted = {self._retriever.index.document(source).language for source in sources}
        if len(quoted) != 1 or language in quoted:
            return ""
        return quoted_notice(language, quoted.pop())

    def _telling(self, question: Question, sentences: Sequence[Sentence]) -> list[Sentence]:
        """Return the sentences that say more than a symbol of the question: "76/186." does not."""
        symbols = {term for symbol in named_symbols(question.query) for term in symbol}
        return [
            each
            for each in sentences
            if not symbols or self._judge.terms(each.text, each.span.source) - symbols
        ]

    def _named(self, question: Question, sentences: Sequence[Sentence]) -> list[Sentence]:
        """Return the sentences of the units, or with the symbols, that the question names."""
        named = self._retriever.named(question.query)
        mentions = set(named.mentions)
        return [
            each
            for each in sentences
            if named.holds(each.span.source, each.span.start, each.span.end)
            or (
                mentions and not mentions.isdisjoint(self._judge.terms(each.text, each.span.source))
            )
        ]

    def _choose(self, sentences: Sequence[Sentence], kinds: frozenset[Kind]) -> list[Sentence]:
        """Return the best sentences that say something different, in the order of the hits.

        Where a kind of thing is asked for they are, with their notes, those that hold it, and none
        if these are far behind the best.
        """
        best = max((each.relevance for each in sentences), default=0.0)
        fitting = [each for each in sentences if self._fits(each, kinds)]
        first = max((each.relevance for each in fitting), default=0.0)
        is_soft = kinds <= SOFT
        if first < (SOFTLY_BEHIND if is_soft else BEHIND_BEST) * best:
            if not is_soft:
                return []
            fitting, first = list(sentences), best
        chosen: list[Sentence] = []
        for each in sorted(fitting, key=lambda s: -s.relevance):
            if each.relevance < BESIDE_BEST * first or len(chosen) == MAX_SENTENCES:
                break
            if all(each.text != other.text for other in chosen):
                chosen.append(each)
        return sorted(chosen, key=lambda s: (s.rank, s.span.start))

    def _fits(self, sentence: Sentence, kinds: frozenset[Kind]) -> bool:
        """True if a sentence, or a note that it carries, holds one of the kinds asked for."""
        if not kinds or any(holds(kind, sentence.text) for kind in kinds):
            return True
        document = self._retriever.index.document(sentence.span.source)
        notes = notes_of_sentence(document, sentence.span.start, sentence.span.end)
        texts = [document.text[note.start : note.end] for note, _ in notes]
        return any(holds(kind, text) for kind in kinds for text in texts)

    def _whole(self, sentence: Sentence, asked: Asked, kinds: frozenset[Kind]) -> list[Span]:
        """Return the sentence with what it is not understood without.

        The sentence that it hangs on if it is a note, the list that it opens, and of the notes
        those that hold what was asked for if it does not.
        """
        span = sentence.span
        document = self._retriever.index.document(span.source)
        body = sentence_of_note(document, span.start, span.end) or (span.start, span.end)
        spans = [Span(span.source, *body)]
        told = document.text[slice(*body)]
        wanted = [kind for kind in kinds - SOFT if not holds(kind, told)]
        spans += self._notes(asked, document, body, wanted)
        if span not in spans and not any(_overlap(span, other) for other in spans[1:]):
            spans.append(span)
        if told.rstrip().endswith(":"):
            spans += _items(document, spans[0])
        return spans

    def _notes(
        self, asked: Asked, document: Document, body: tuple[int, int], kinds: Sequence[Kind]
    ) -> list[Span]:
        """Return the notes of a sentence that hold a kind, on the words that say most of it."""
        found = [
            (note, words)
            for note, words in notes_of_sentence(document, *body)
            if note.end - note.start <= LONGEST_NOTE
            and any(holds(kind, document.text[note.start : note.end]) for kind in kinds)
        ]
        judged = self._judge.answers(asked, [words for _, words in found], document.source)
        ranked = sorted(zip(judged, found, strict=True), key=lambda pair: -pair[0])[:MAX_NOTES]
        starts = sorted((note.start, note.end) for _, (note, _) in ranked)
        return [Span(document.source, start, end) for start, end in starts]

    def _words(self, span: Span) -> str:
        return self._retriever.index.document(span.source).text[span.start : span.end]


def _overlap(one: Span, other: Span) -> bool:
    return one.source == other.source and one.start < other.end and other.start < one.end


def _items(document: Document, opening: Span) -> list[Span]:
    """Return the items of the list that a sentence opens, those of MAX_LIST characters at most."""
    unit = _innermost(document.sections, opening.start)
    end = unit.end if unit else opening.end
    spans: list[Span] = []
    for start, stop in sentence_spans(document.text[opening.end : end], document.language):
        span = Span(document.source, opening.end + start, opening.end + stop)
        if span.end - opening.end > MAX_LIST:
            break
        spans.append(span)
    return spans


def _innermost(sections: Sequence[Section], at: int) -> Section | None:
    """Return the smallest unit that holds an offset."""
    holding = [s for s in sections if s.kind == "unit" and s.start <= at < s.end]
    return min(holding, key=lambda s: s.end - s.start, default=None)
