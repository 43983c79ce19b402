"""A large corpus and a small encoder for it, made of the sample corpus in a seeded way."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder, Vectors
from rag.documents.corpus import find_files
from rag.documents.load import read_text
from rag.documents.parse import parse_document
from rag.sentences import sentence_spans
from rag.values import Document, Passage, Section

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
SEED = 20
LEAST_WORDS = 4
SENTENCES = 3  # of a passage
PASSAGES = 100  # of a document
N_ROWS, DIM = 120_000, 256  # of the stand-in's table
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class MadeCorpus:
    """Documents of recombined sentences, and their passages, a numbered paragraph each."""

    documents: list[Document]
    passages: list[Passage]


def read_sentences() -> list[str]:
    """Return the sentences of the sample corpus that hold some words."""
    sentences = []
    for file in find_files([CORPUS]).files:
        document = parse_document(read_text(file.path), file.source, file.facts)
        spans = sentence_spans(document.text, document.language)
        sentences += [" ".join(document.text[start:end].split()) for start, end in spans]
    return [sentence for sentence in sentences if len(sentence.split()) >= LEAST_WORDS]


def make_corpus(sentences: Sequence[str], n_passages: int) -> MadeCorpus:
    """Return documents with so many passages in all, a symbol and numbered paragraphs each."""
    chance = random.Random(SEED)
    made = MadeCorpus([], [])
    for first in range(0, n_passages, PASSAGES):
        number = first // PASSAGES + 1
        source, symbol, at = f"made-{number:05}.ru.txt", f"A/RES/90/{number}", 0
        texts, sections = [], []
        for n in range(1, min(PASSAGES, n_passages - first) + 1):
            text = " ".join(chance.choices(sentences, k=SENTENCES))
            label = f"п. {n}"
            made.passages.append(
                Passage(
                    f"{number}-{n}",
                    source,
                    at,
                    at + len(text),
                    text,
                    f"{symbol}, {label}",
                    len(text.split()),
                    f"Резолюция {symbol}",
                )
            )
            sections.append(Section(at, at + len(text), "unit", label, key=f"p{n}"))
            texts.append(text)
            at += len(text) + 2
        title = f"Резолюция {symbol}"
        made.documents.append(
            Document(source, title, symbol, "ru", "\n\n".join(texts), tuple(sections))
        )
    return made


def make_vectors(encoder: Encoder, sentences: Sequence[str], n: int) -> Vectors:
    """Return the vectors of n recombined passages: of each the mean of its sentences' vectors."""
    own = encoder.encode_passages(sentences)
    chosen = np.random.default_rng(SEED).integers(0, len(own), (n, SENTENCES))
    vectors = own[chosen[:, 0]]
    for column in range(1, SENTENCES):
        vectors += own[chosen[:, column]]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def make_queries(sentences: Sequence[str], n: int) -> list[str]:
    """Return n pieces of 4 to 10 words, each out of one sentence."""
    chance = random.Random(SEED)
    queries = []
    for sentence in chance.choices(sentences, k=n):
        words = sentence.split()
        length = min(len(words), chance.randint(4, 10))
        start = chance.randint(0, len(words) - length)
        queries.append(" ".join(words[start : start + length]))
    return queries


def make_encoder(folder: Path, sentences: Sequence[str]) -> None:
    """Save a static encoder of the default's shape, whose words are near by their sentences.

    Latent semantic analysis (Deerwester et al. 1990) of words by sentences, tf-idf; rotated, as
    a trained table has no axes of its own. Rows of words that stand nowhere are random.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    held = [Counter(WORD.findall(sentence.lower())) for sentence in sentences]
    words = sorted(set().union(*held))
    row_of = {word: row for row, word in enumerate(words)}
    counts = np.zeros((len(words), len(held)), dtype=np.float32)
    for column, counter in enumerate(held):
        counts[[row_of[word] for word in counter], column] = list(counter.values())
    idf = np.log(len(held) / (counts > 0).sum(axis=1))
    left, values, _ = np.linalg.svd(np.log1p(counts) * idf[:, None], full_matrices=False)
    chance = np.random.default_rng(SEED)
    rotation, _ = np.linalg.qr(chance.standard_normal((DIM, DIM)))
    known = (left[:, :DIM] * values[:DIM]) @ rotation
    table = known.std() * chance.standard_normal((N_ROWS, DIM), dtype=np.float32)
    table[: len(words)] = known
    names = [*words, "[UNK]", *(f"[unused{n}]" for n in range(N_ROWS - len(words) - 1))]
    tokenizer = Tokenizer(WordLevel({name: row for row, name in enumerate(names)}, "[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=table.astype(np.float32))],
        device="cpu",
    ).save(str(folder))
