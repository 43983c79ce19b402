"""Measure where sentences end: boundary precision, recall and F1 per language.

    python benchmarks/sentences.py FOLDER [--json FILE]

FOLDER holds BEIR sets named like `pud-fr-ru`, whose queries are sentences of the first language
and whose corpus holds sentences of the second. They are put into paragraphs of eight in their
order and split again. A boundary is the offset at which a sentence ends.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from rag.sentences import sentence_spans

PARAGRAPH = 8
N_SHOWN = 3


def main() -> None:
    """Print the measures of each language with a few wrong boundaries, and write them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    report = {}
    for language, sentences in read_sentences(arguments.folder):
        right = found = wanted = 0
        wrong: list[str] = []
        for at in range(0, len(sentences), PARAGRAPH):
            group = sentences[at : at + PARAGRAPH]
            text = " ".join(group)
            gold = {len(" ".join(group[:n])) for n in range(1, len(group))}
            ends = {end for _, end in sentence_spans(text, language)} - {len(text)}
            right, found, wanted = right + len(gold & ends), found + len(ends), wanted + len(gold)
            wrong += [f"{text[max(0, e - 30) : e]}|{text[e : e + 25]}" for e in gold ^ ends]
        precision, recall = right / found, right / wanted
        f1 = 2 * precision * recall / (precision + recall)
        report[language] = {
            "n_sentences": len(sentences),
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "F1": round(f1, 4),
        }
        print(language, report[language])
        for line in wrong[:N_SHOWN]:
            print("   ", line)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def read_sentences(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each language with its sentences that end like sentences; Russian once."""
    seen: set[str] = set()
    for path in sorted(folder.glob("pud-*-*")):
        first, second = path.name.split("-")[1:3]
        for language, name in ((first, "queries.jsonl"), (second, "corpus.jsonl")):
            if language not in seen:
                seen.add(language)
                rows = (path / name).read_text("utf-8").splitlines()
                texts = [" ".join(json.loads(row)["text"].split()) for row in rows]
                yield language, [text for text in texts if text.rstrip("»”\"’') ")[-1:] in ".!?…"]


if __name__ == "__main__":
    main()
