"""The vectors under training: a token's own, what it shares with others, and its Russian vector.

A token seen once learns from every token that holds the same runs of letters or has the same
dictionary form, and a Russian word that was never seen from the words around it in a billion words
of news. All are added up to one plain vector a token when the training is over.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from torch.nn import functional

Table = NDArray[np.float32]
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Start:
    """What the training begins with.

    own: float32, shape (tokens, dim). runs, forms: shape (tokens, any), ones where a token has a
    run of letters, a dictionary form.
    russian: float32, shape (tokens, 300), zeros where there is no vector. bridge: shape
    (300, dim), from there to the teacher's space. weights: shape (tokens,), less for what is
    frequent.
    """

    own: Table
    runs: csr_matrix
    forms: csr_matrix
    russian: Table
    bridge: Table
    weights: Table


class TokenTable(torch.nn.Module):
    """Vectors of tokens, made when they are asked for."""

    def __init__(self, start: Start, generator: torch.Generator):
        super().__init__()
        n_tokens, dim = start.own.shape
        self.own = torch.nn.Embedding(n_tokens, dim, sparse=True, _weight=torch.tensor(start.own))
        self.runs = _Shared(start.runs, dim, generator)
        self.forms = _Shared(start.forms, dim, generator)
        self.bridge = torch.nn.Parameter(torch.tensor(start.bridge))
        self._russian = torch.tensor(start.russian)
        self._weights = torch.tensor(start.weights)
        self._generator = generator

    def vectors(self, tokens: NDArray[np.int64], own_dropout: float = 0.0) -> torch.Tensor:
        """Return the weighted vectors of the tokens, shape (len(tokens), dim).

        own_dropout: the share of tokens whose own vector is left out, so that what is shared
        learns to do without.
        """
        rows = torch.from_numpy(tokens)
        own = self.own(rows)
        if own_dropout:
            kept = torch.rand(len(tokens), 1, generator=self._generator) >= own_dropout
            own = own * kept
        shared = self.runs(tokens) + self.forms(tokens)
        summed = own + shared + self._russian[rows] @ self.bridge
        vectors: torch.Tensor = summed * self._weights[rows, None]
        return vectors

    def texts(
        self,
        tokens: NDArray[np.int64],
        lengths: NDArray[np.int64],
        dropout: float,
        own_dropout: float,
    ) -> torch.Tensor:
        """Return the unit vectors of texts, shape (len(lengths), dim).

        tokens: those of all texts, one text after another, `lengths[i]` of text i. dropout: the
        share of them that is left out.
        """
        distinct, places = np.unique(tokens, return_inverse=True)
        kept = torch.rand(len(tokens), generator=self._generator) >= dropout
        summed = functional.embedding_bag(
            torch.from_numpy(places),
            self.vectors(distinct, own_dropout),
            torch.from_numpy(np.cumsum(lengths) - lengths),
            mode="sum",
            per_sample_weights=kept.float(),
        )
        return functional.normalize(summed, dim=1)

    @torch.no_grad()
    def all_vectors(self) -> Table:
        """Return the vectors of every token, float32, shape (tokens, dim)."""
        n_tokens = self.own.num_embeddings
        parts = (np.arange(at, min(at + CHUNK, n_tokens)) for at in range(0, n_tokens, CHUNK))
        return np.concatenate([self.vectors(part).numpy() for part in parts])


class _Shared(torch.nn.Module):
    """The mean vector of the features that a token has; zero for one that has none."""

    def __init__(self, held: csr_matrix, dim: int, generator: torch.Generator):
        super().__init__()
        small = torch.randn(held.shape[1], dim, generator=generator) * 0.02
        self.features = torch.nn.EmbeddingBag(
            held.shape[1], dim, mode="mean", sparse=True, _weight=small
        )
        self._held = torch.tensor(held.indices.astype(np.int64))
        self._starts = held.indptr.astype(np.int64)

    def forward(self, tokens: NDArray[np.int64]) -> torch.Tensor:
        lengths = self._starts[tokens + 1] - self._starts[tokens]
        begins = np.cumsum(lengths) - lengths
        places = np.repeat(self._starts[tokens] - begins, lengths) + np.arange(lengths.sum())
        held = self._held[torch.from_numpy(places)]
        means: torch.Tensor = self.features(held, torch.from_numpy(begins))
        return means
