"""Are claims borne out by what they cite, and is each citation needed.

The built-in judge is the one that verification uses, so that it finds no fault which verification
overlooks: an entailment model, where one is named, judges from outside, and how far the two agree
is told with the figures.

Source: Gao, Yen, Yu & Chen, "Enabling Large Language Models to Generate Text with Citations",
EMNLP 2023 (ALCE), section 4.3. A claim counts for recall if all its citations together support it.
A citation counts for precision if its claim is supported, and it supports the claim by itself or
the others alone do not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.errors import UserError
from embeddings.words import WordTable
from rag.compose import DraftClaim, Span
from rag.index import Index
from rag.values import Answer, Claim
from rag.verify import MIN_SUPPORT, support

# Do these spans, taken together, support the claim?
Judge = Callable[[str, Sequence[Span]], bool]


@dataclass(frozen=True, slots=True)
class CitationQuality:
    """How many claims and citations there are, and how many of them count."""

    n_claims: int
    n_supported: int
    n_citations: int
    n_precise: int

    @property
    def recall(self) -> float | None:
        """The share of claims that their citations support; None without claims."""
        return self.n_supported / self.n_claims if self.n_claims else None

    @property
    def precision(self) -> float | None:
        """The share of citations that are right and needed; None without citations."""
        return self.n_precise / self.n_citations if self.n_citations else None


def built_in_judge(index: Index, words: WordTable | None) -> Judge:
    """Return the judge that verification itself is: it needs no model."""

    def supports(claim: str, spans: Sequence[Span]) -> bool:
        return support(DraftClaim(claim, tuple(spans)), index, words) >= MIN_SUPPORT

    return supports


def entailment_judge(model: str, index: Index) -> Judge:
    """Return the judge that an entailment cross-encoder is.

    model: a folder, or a hub model as NAME@REVISION, with a label that begins with "entail".
    Raises UserError for another model.
    """
    from sentence_transformers import CrossEncoder

    name, _, revision = model.partition("@")
    try:
        encoder = CrossEncoder(name, revision=revision or None, device="cpu")
        labels = [str(encoder.config.id2label[n]).lower() for n in range(encoder.num_labels)]
        entails = next(n for n, label in enumerate(labels) if label.startswith("entail"))
    except (OSError, ValueError, KeyError, StopIteration) as error:
        raise UserError(
            f"{model} is no entailment model ({type(error).__name__}): name a folder with a "
            'cross-encoder that has a label "entailment".'
        ) from error

    def supports(claim: str, spans: Sequence[Span]) -> bool:
        premise = "\n".join(index.document(s.source).text[s.start : s.end] for s in spans)
        scores = np.atleast_2d(encoder.predict([(premise, claim)], show_progress_bar=False))
        return int(scores[0].argmax()) == entails

    return supports


def agreement(answers: Iterable[Answer], one: Judge, other: Judge) -> float | None:
    """Return the share of claims that two judges see alike, None without claims."""
    alike = [
        one(claim.text, spans) == other(claim.text, spans)
        for answer in answers
        for claim, spans in _claims(answer)
    ]
    return sum(alike) / len(alike) if alike else None


def citation_quality(answers: Iterable[Answer], supports: Judge) -> CitationQuality:
    """Return the quality of the citations of answers, as a judge sees it."""
    n_claims = n_supported = n_citations = n_precise = 0
    for answer in answers:
        for claim, cited in _claims(answer):
            is_supported = bool(cited) and supports(claim.text, cited)
            n_claims += 1
            n_citations += len(cited)
            n_supported += is_supported
            if is_supported:
                n_precise += sum(
                    _is_needed(claim.text, cited, n, supports) for n in range(len(cited))
                )
    return CitationQuality(n_claims, n_supported, n_citations, n_precise)


def _claims(answer: Answer) -> Iterator[tuple[Claim, list[Span]]]:
    spans = {each.marker: Span(each.source, each.start, each.end) for each in answer.citations}
    for claim in answer.claims:
        yield claim, [spans[marker] for marker in claim.citations]


def _is_needed(claim: str, cited: Sequence[Span], n: int, supports: Judge) -> bool:
    others = [*cited[:n], *cited[n + 1 :]]
    return not others or supports(claim, [cited[n]]) or not supports(claim, others)
