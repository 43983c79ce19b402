"""Where the training starts: Russian words from their news vectors, the others from their texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from embeddings.training.subwords import shared_forms, shared_runs
from embeddings.training.table import Start, Table
from embeddings.training.texts import SENTENCE_WEIGHT, Texts

NEWS_WORDS = 1e9  # that navec was made from
RIDGE = 10.0
FREQUENCY = 1e-3  # a token as frequent as this weighs one half


@dataclass(frozen=True, slots=True)
class NewsVectors:
    """Vectors of Russian words from a billion words of news, and how often each stood there."""

    vectors: Mapping[str, Table]
    counts: Mapping[str, int]
    dim: int


def read_news_vectors() -> NewsVectors:
    """Return the word vectors that the package natasha carries (navec, MIT), ё folded to е."""
    import natasha
    from navec import Navec

    folder = Path(natasha.__file__).parent / "data" / "emb"
    navec = Navec.load(str(next(folder.glob("navec_news*.tar"))))
    vectors: dict[str, Table] = {}
    counts: dict[str, int] = {}
    for word, count in zip(navec.vocab.words, navec.vocab.counts, strict=True):
        folded = word.replace("ё", "е")
        if word not in ("<unk>", "<pad>") and int(count) > counts.get(folded, -1):
            vectors[folded] = navec[word]
            counts[folded] = int(count)
    return NewsVectors(vectors, counts, int(navec.pq.dim))


def make_start(tokens: Sequence[str], texts: Texts, taught: Table, news: NewsVectors) -> Start:
    """Return what the training begins with.

    taught: the teacher's vectors by meaning, float32, shape (meanings, dim). A Russian word
    starts from its news vector through a ridge regression onto the teacher's space, another
    token from the mean of what the texts that hold it mean.
    """
    russian = np.zeros((len(tokens), news.dim), dtype=np.float32)
    for row, token in enumerate(tokens):
        if token in news.vectors:
            russian[row] = news.vectors[token]
    is_russian = russian.any(axis=1)
    weights = _weights(tokens, texts, news)
    held = _held(texts, weights)
    bridge = _bridge(held, texts, taught, russian)
    own = _mean_meaning(held, texts, taught)
    own[is_russian] = 0
    return Start(own, shared_runs(tokens), shared_forms(tokens), russian, bridge, weights)


def _weights(tokens: Sequence[str], texts: Texts, news: NewsVectors) -> Table:
    """Return less for what is frequent. Source: Arora et al. 2017 (SIF)."""
    share = np.bincount(texts.tokens, minlength=len(tokens)) / len(texts.tokens)
    in_news = np.array([news.counts.get(token, 0) for token in tokens]) / NEWS_WORDS
    weights: Table = FREQUENCY / (FREQUENCY + np.maximum(share, in_news)).astype(np.float32)
    return weights


def _held(texts: Texts, weights: Table) -> sparse.csr_matrix:
    """Return the weighted tokens of each text, shape (texts, tokens)."""
    shape = (len(texts.starts) - 1, len(weights))
    return sparse.csr_matrix((weights[texts.tokens], texts.tokens, texts.starts), shape=shape)


def _bridge(held: sparse.csr_matrix, texts: Texts, taught: Table, russian: Table) -> Table:
    rows = np.flatnonzero(texts.languages == 0)
    summed = held[rows] @ russian
    lengths = np.linalg.norm(summed, axis=1, keepdims=True)
    rows, summed = rows[lengths[:, 0] > 0], (summed / np.maximum(lengths, 1e-9))[lengths[:, 0] > 0]
    counted = summed * np.where(texts.is_sentence[rows], SENTENCE_WEIGHT, 1.0)[:, None]
    moments = counted.T @ summed + RIDGE * np.eye(russian.shape[1])
    found = np.linalg.solve(moments, counted.T @ taught[texts.meanings[rows]])
    sizes = np.linalg.norm(russian[russian.any(axis=1)] @ found, axis=1)
    bridge: Table = (found / sizes.mean()).astype(np.float32)
    return bridge


def _mean_meaning(held: sparse.csr_matrix, texts: Texts, taught: Table) -> Table:
    """Return a token's mean meaning less the mean of all, of length one on average."""
    rows = np.flatnonzero(texts.languages != 0)
    part = held[rows]
    part = sparse.diags(1 / np.maximum(np.asarray(part.sum(axis=1)).ravel(), 1e-9)) @ part
    meant = taught[texts.meanings[rows]]
    summed = part.T @ (meant - meant.mean(axis=0))
    counts = np.asarray(part.sum(axis=0)).ravel()
    mean = summed / (counts[:, None] + 1)
    sizes = np.linalg.norm(mean[counts > 0], axis=1)
    found: Table = (mean / sizes.mean()).astype(np.float32)
    return found
