"""The training: translations together, each near what the teacher makes of the English side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from embeddings.training.table import Start, Table, TokenTable
from embeddings.training.texts import Pairs, Texts

Progress = Callable[[str, int, int], None]
OTHER = -1e4  # the score of a pair that is no mistake to confuse


@dataclass(frozen=True, slots=True)
class Plan:
    """The knobs of a training; TRAINING.md says what each was tried at."""

    dim: int = 256
    steps: int = 2_000
    pairs: int = 1_024
    headings: int = 96
    heading_tokens: int = 60
    learning_rate: float = 2e-3
    temperature: float = 0.05
    dropout: float = 0.05
    own_dropout: float = 0.35
    teacher_contrast: float = 0.3
    pair_contrast: float = 0.5
    heading_contrast: float = 0.1
    seed: int = 0


class Headings:
    """Draws headings with a stretch of the text beneath each."""

    def __init__(
        self, pairs: Sequence[tuple[str, str]], tokenizer: Tokenizer, random: np.random.Generator
    ):
        encoded = [
            tuple(
                np.array(encoding.ids, dtype=np.int64)
                for encoding in tokenizer.encode_batch(list(pair), add_special_tokens=False)
            )
            for pair in pairs
        ]
        self._pairs = [pair for pair in encoded if len(pair[0]) and len(pair[1])]
        self._random = random

    def draw(self, n: int, n_tokens: int) -> list[NDArray[np.int64]]:
        """Return the tokens of n headings, then those of a stretch of each one's text."""
        n = min(n, len(self._pairs))
        chosen = [self._pairs[at] for at in self._random.choice(len(self._pairs), n, False)]
        return [heading for heading, _ in chosen] + [
            self._stretch(text, n_tokens) for _, text in chosen
        ]

    def _stretch(self, text: NDArray[np.int64], n_tokens: int) -> NDArray[np.int64]:
        start = int(self._random.integers(0, max(1, len(text) - n_tokens + 1)))
        return text[start : start + n_tokens]


def project(taught: Table, dim: int, random: np.random.Generator) -> Table:
    """Return the teacher's vectors in their first `dim` principal directions, of unit length."""
    sample = taught[random.choice(len(taught), min(len(taught), 60_000), replace=False)]
    _, directions = np.linalg.eigh(sample.T @ sample)
    projected = taught @ directions[:, ::-1][:, :dim]
    lengths = np.linalg.norm(projected, axis=1, keepdims=True)
    found: Table = (projected / np.maximum(lengths, 1e-9)).astype(np.float32)
    return found


def train(
    start: Start,
    texts: Texts,
    taught: Table,
    headings: Headings,
    plan: Plan,
    random: np.random.Generator,
    progress: Progress,
) -> Table:
    """Return the trained vectors, float32, shape (tokens, dim).

    taught: the teacher's vectors by meaning, shape (meanings, dim). Each step draws pairs of
    translations; each text is drawn to the teacher's vector of its meaning and told from the
    others of the batch (InfoNCE: van den Oord et al. 2018), and so are the two of a pair.
    """
    generator = torch.Generator().manual_seed(plan.seed)
    table = TokenTable(start, generator)
    bridge = [table.bridge]
    sparse = [each for each in table.parameters() if each is not table.bridge]
    optimizers = [
        torch.optim.SparseAdam(sparse, lr=plan.learning_rate),
        torch.optim.Adam(bridge, lr=plan.learning_rate),
    ]
    pairs = Pairs(texts, random)
    for step in range(plan.steps):
        progress("training", step, plan.steps)
        for group in (group for each in optimizers for group in each.param_groups):
            group["lr"] = plan.learning_rate * (1 - step / plan.steps)
        first, second = pairs.draw(plan.pairs)
        rows = np.concatenate([first, second])
        tokens, lengths = texts.batch(rows)
        headed = headings.draw(plan.headings, plan.heading_tokens)
        vectors = table.texts(
            np.concatenate([tokens, *headed]),
            np.concatenate([lengths, np.array([len(each) for each in headed], dtype=np.int64)]),
            plan.dropout,
            plan.own_dropout,
        )
        meanings = texts.meanings[rows]
        loss = _loss(vectors, meanings, torch.from_numpy(taught[meanings]), plan)
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for optimizer in optimizers:
            optimizer.step()
    progress("training", plan.steps, plan.steps)
    return table.all_vectors()


def _loss(
    vectors: torch.Tensor, meanings: NDArray[np.int64], taught: torch.Tensor, plan: Plan
) -> torch.Tensor:
    n = len(meanings)
    texts, headed = vectors[:n], vectors[n:]
    half, heads = n // 2, len(headed) // 2
    numbers = torch.from_numpy(meanings)
    distance = (1 - (texts * taught).sum(dim=1)).mean()
    to_teacher = _contrast(texts, taught, numbers, numbers, plan.temperature)
    between = [(texts[:half], texts[half:]), (texts[half:], texts[:half])]
    of_pairs = sum(
        _contrast(one, other, numbers[:half], numbers[half:], plan.temperature)
        for one, other in between
    )
    loss = distance + plan.teacher_contrast * to_teacher + plan.pair_contrast * of_pairs / 2
    if heads:
        each = torch.arange(heads)
        of_headings = _contrast(headed[:heads], headed[heads:], each, each, plan.temperature)
        of_headings += _contrast(headed[heads:], headed[:heads], each, each, plan.temperature)
        loss = loss + plan.heading_contrast * of_headings / 2
    return loss


def _contrast(
    one: torch.Tensor,
    other: torch.Tensor,
    meanings: torch.Tensor,
    other_meanings: torch.Tensor,
    temperature: float,
) -> torch.Tensor:
    """Return how hard it is to tell row i of the other from its other rows, given row i of one."""
    scores = one @ other.T / temperature
    rows = torch.arange(len(one))
    is_same = meanings[:, None] == other_meanings[None, :]
    is_same[rows, rows] = False
    return functional.cross_entropy(scores.masked_fill(is_same, OTHER), rows)
