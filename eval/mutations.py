"""Sentences of the documents, changed so that they are false or said otherwise: which are kept?

A mutated claim cites the span of the sentence that it was made from, and must be dropped; the
sentence itself, and what the same rules say in other words, must be kept. The rules know nothing
of how claims are verified.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from embeddings.words import WordTable
from eval.mutation_rules import Rule, inner_names, mutations, paraphrases
from eval.report import Report
from rag.compose import DraftClaim, Span
from rag.index import Index
from rag.sentences import sentence_spans
from rag.verify import MIN_SUPPORT, support

COLUMNS = ("made by", "n", "kept", "right")
_LENGTH = range(40, 1_500)  # characters
_TRIES = 200
_SAID_OTHERWISE = 0.4  # of the mutated claims are paraphrased first


@dataclass(frozen=True, slots=True)
class Case:
    """A claim that cites the sentence that it was made from, and the rule that made it."""

    kind: Literal["mutated", "paraphrased", "unchanged"]
    made_by: str
    claim: DraftClaim

    @property
    def is_true(self) -> bool:
        """True unless the claim was mutated."""
        return self.kind != "mutated"


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    text: str
    language: str


def evaluate_mutations(index: Index, words: WordTable | None, seed: int, n: int) -> Report:
    """Return how many of n mutated claims, n paraphrases and n sentences are judged rightly.

    "kept" counts claims at MIN_SUPPORT or above; "right" is the share kept of what is true and
    dropped of what is not. Rules that apply to no sentence make fewer than n.
    """
    groups: dict[str, list[Case]] = {}
    kept: dict[str, int] = {}
    for case in make_cases(index, seed, n):
        is_kept = support(case.claim, index, words) >= MIN_SUPPORT
        for name in dict.fromkeys((case.kind, case.made_by)):
            groups.setdefault(name, []).append(case)
            kept[name] = kept.get(name, 0) + is_kept
    figures = {
        name: {
            "n": len(cases),
            "kept": kept[name],
            "right": (kept[name] if cases[0].is_true else len(cases) - kept[name]) / len(cases),
        }
        for name, cases in groups.items()
    }
    return Report(
        title=f"Claims made from sentences of the documents, seed {seed}",
        columns=COLUMNS,
        rows=tuple(
            (name, str(f["n"]), str(f["kept"]), f"{f['right']:.3f}") for name, f in figures.items()
        ),
        figures=figures,
    )


def make_cases(index: Index, seed: int, n: int) -> list[Case]:
    """Return n mutated claims, n paraphrases and n sentences; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    sentences = list(_sentences(index))
    names = _names(sentences)
    otherwise = {language: paraphrases(language) for language in names}
    rules = {language: mutations(language, names[language]) for language in names}
    mutated = _made(sentences, rules, chance, n, otherwise)
    paraphrased = _made(sentences, otherwise, chance, n)
    plain = chance.choices(sentences, k=n)
    return [
        *mutated,
        *paraphrased,
        *(Case("unchanged", "unchanged", DraftClaim(_as_said(s.text), (s.span,))) for s in plain),
    ]


def _made(
    sentences: Sequence[_Sentence],
    rules: Mapping[str, Mapping[str, Rule]],
    chance: random.Random,
    n: int,
    first: Mapping[str, Mapping[str, Rule]] | None = None,
) -> Iterator[Case]:
    """Yield n cases, the rules in turn as far as they apply to some sentence.

    first: rules of which some sentences go through one before; then the cases are false.
    """
    turns = [(language, name) for language in sorted(rules) for name in rules[language]]
    spoken = {language: [s for s in sentences if s.language == language] for language in rules}
    made: set[str] = set()
    for number in range(n):
        language, name = turns[number % len(turns)]
        for _ in range(_TRIES):
            sentence = chance.choice(spoken[language])
            text = sentence.text
            if first and chance.random() < _SAID_OTHERWISE:
                text = chance.choice(list(first[language].values()))(text, chance) or text
            claim = rules[language][name](text, chance)
            if claim and claim not in made:
                made.add(claim)
                draft = DraftClaim(claim, (sentence.span,))
                yield Case("mutated" if first else "paraphrased", f"{language} {name}", draft)
                break


def _sentences(index: Index) -> Iterator[_Sentence]:
    for source, document in index.documents.items():
        for start, end in sentence_spans(document.text, document.language):
            text = " ".join(document.text[start:end].split())
            if len(text) in _LENGTH:
                yield _Sentence(Span(source, start, end), text, document.language)


def _names(sentences: Sequence[_Sentence]) -> dict[str, list[str]]:
    """Return by language the capitalised words that stand inside sentences, twice or more."""
    counts: dict[str, Counter[str]] = {}
    for sentence in sentences:
        found = (match[0] for match in inner_names(sentence.text))
        counts.setdefault(sentence.language, Counter()).update(found)
    return {
        language: sorted(name for name, count in counter.items() if count > 1)
        for language, counter in counts.items()
    }


def _as_said(text: str) -> str:
    """Return a sentence that is judged by its words, not known as a quotation."""
    return text.rstrip(".;") if text[-1] in ".;" else f"{text}."
