"""Make the shipped encoder from a folder of parallel text.

    python -m embeddings.training DATA OUT [--without BEIR_DIR...] [--cache FOLDER]

DATA is laid out as `embeddings/training/data.py` says. Russian lines that stand in a --without
set are not learned, since it evaluates the result. The same data and seed give the same model up
to the rounding of the machine's arithmetic; half an hour on two cores, most of it the teacher's,
whose vectors are cached.
"""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from embeddings.training.data import TITLES, Row, read_headings, read_rows
from embeddings.training.export import write_model
from embeddings.training.share import share_rows
from embeddings.training.start import NewsVectors, make_start, read_news_vectors
from embeddings.training.subwords import is_cyrillic
from embeddings.training.teacher import teach
from embeddings.training.texts import english_sides, read_texts
from embeddings.training.train import Headings, Plan, project, train
from embeddings.training.vocabulary import count_words, make_tokenizer

N_NEWS_WORDS = 110_000
LEAST_RUSSIAN = 4  # that a Russian word without a news vector must be counted
N_LATIN_WORDS = 100_000
N_PIECES = 30_000
SENTENCE_COUNT = 3  # a word in a sentence counts as so many in titles
N_ROWS = 126_000


def main() -> None:
    """Read, teach, train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--without", type=Path, nargs="*", default=[])
    parser.add_argument("--cache", type=Path, default=Path("var/training"))
    arguments = parser.parse_args()
    plan = Plan()
    random = np.random.default_rng(plan.seed)
    rows = list(read_rows(arguments.data, _russian_texts(arguments.without)))
    pairs = read_headings(arguments.data)
    news = read_news_vectors()
    counts = _counts(rows, [text for pair in pairs for text in pair])
    tokenizer = make_tokenizer(*_words(counts, news), N_PIECES)
    by_row = sorted(tokenizer.get_vocab().items(), key=lambda each: each[1])
    tokens = [token for token, _ in by_row]
    texts = read_texts(rows, tokenizer)
    print(f"{len(rows)} rows, {len(texts.meanings)} texts, {len(tokens)} tokens", flush=True)
    taught = project(teach(english_sides(rows), arguments.cache, _progress), plan.dim, random)
    start = make_start(tokens, texts, taught, news)
    headings = Headings(pairs, tokenizer, random)
    table = train(start, texts, taught, headings, plan, random, _progress)
    np.save(arguments.cache / "table.npy", table)  # so that sharing can be tried again
    met = np.array([counts[token] + news.counts.get(token, 0) ** 0.5 for token in tokens])
    shared = share_rows(tokens, table, met.astype(np.float32), N_ROWS)
    write_model(arguments.out, shared, tokenizer)
    print(f"{len(shared.vectors)} rows of {plan.dim} in {arguments.out}")


def _russian_texts(folders: list[Path]) -> frozenset[str]:
    lines = [line for each in folders for line in (each / "corpus.jsonl").open(encoding="utf-8")]
    return frozenset(" ".join(json.loads(line)["text"].split()) for line in lines)


def _counts(rows: list[Row], other_texts: list[str]) -> Counter[str]:
    titles = (text for row in rows if row.source == TITLES for text in row.texts.values())
    sentences = (text for row in rows if row.source != TITLES for text in row.texts.values())
    counts = count_words(titles)
    for word, count in count_words(sentences).items():
        counts[word] += SENTENCE_COUNT * count
    counts.update(count_words(other_texts))
    return counts


def _words(counts: Counter[str], news: NewsVectors) -> tuple[list[str], dict[str, int]]:
    """Return the words that become tokens, and how much each counts when pieces are learned."""
    in_news = Counter(
        {word: n for word, n in news.counts.items() if is_cyrillic(word) and word.isalpha()}
    )
    russian = dict.fromkeys(word for word, _ in in_news.most_common(N_NEWS_WORDS))
    ours = (word for word, count in counts.most_common() if count >= LEAST_RUSSIAN)
    russian |= dict.fromkeys(word for word in ours if is_cyrillic(word))
    latin = [word for word, _ in counts.most_common() if not is_cyrillic(word)][:N_LATIN_WORDS]
    words = [*russian, *latin]
    return words, {word: counts[word] + int(in_news[word] ** 0.5) for word in words}


_began = time.monotonic()
_said = {"": 0.0}


def _progress(step: str, done: int, total: int) -> None:
    now = time.monotonic()
    if done == total or now - _said.get(step, 0.0) >= 1:
        _said[step] = now
        share = done / total if total else 1
        bar = "#" * int(20 * share)
        end = "\n" if done == total else ""
        print(
            f"\r{step:9} [{bar:20}] {done}/{total} {now - _began:.0f} s", end=end, file=sys.stderr
        )


if __name__ == "__main__":
    main()
