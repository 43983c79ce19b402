"""Train the shipped encoding: `python -m rag.tokens.train DATA_FOLDER [--out FILE]`.

The same data and the same `tokenizers` release give the same file. `--measure FILE...` prints
characters per token instead.
"""

import argparse
import gzip
import json
import random
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from rag.errors import UnreadableFile, UserError
from rag.tokens.encoding import FILE, PATTERN, build_encoding, count_tokens, load_ranks

VOCABULARY_SIZE = 32_000
N_VERIFIED = 5_000

LANGUAGES = ("ru", "en", "fr", "de", "it", "es")
# Thousands of characters taken of each source in the order of LANGUAGES; a smaller source is
# repeated to that amount. Repetition is weight: it keeps titles, of which there are plenty, at
# a tenth, and makes up for the two languages without United Nations text.
MIX = {
    "un-devset": (6_000, 1_500, 1_500, 0, 0, 1_500),
    "ru-codes-title": (4_000, 0, 0, 0, 0, 0),
    "gnome-docs": (3_600, 900, 900, 2_700, 2_700, 900),
    "mozilla-www": (2_000, 500, 500, 1_500, 1_500, 500),
    "osm-website": (600, 150, 150, 450, 450, 150),
    "python-docs-es": (0, 500, 0, 0, 0, 500),
    "python-docs-fr": (0, 0, 500, 0, 0, 0),
    "wikititles": (2_000, 500, 500, 500, 500, 500),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code: 0 done, 2 a file that cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m rag.tokens.train", description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, help="the folder of the training data")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(FILE))
    parser.add_argument("--measure", nargs="+", type=Path, metavar="FILE", help="txt, md or jsonl")
    options = parser.parse_args(arguments)
    if (options.data is None) == (options.measure is None):
        parser.error("give either the data folder or --measure with files")
    try:
        if options.measure:
            measure(options.measure)
        else:
            packed = train(options.data)
            options.out.write_bytes(packed)
            _say(f"{options.out}: {len(packed):,} bytes")
    except UserError as error:
        _say(str(error))
        return 2
    return 0


def train(folder: Path) -> bytes:
    """Return the gzipped file of a vocabulary trained on the folder's six-language data.

    Raises UnreadableFile where a source is missing, RuntimeError should tiktoken and tokenizers
    not give the same tokens on a sample of the lines.
    """
    lines = list(_sample(folder))
    _say(f"{len(lines):,} lines, {sum(map(len, lines)):,} characters")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY_SIZE, initial_alphabet=alphabet, show_progress=True
    )
    tokenizer.train_from_iterator(lines, trainer, length=len(lines))
    packed = _pack(tokenizer)
    _verify(packed, tokenizer, _shuffled(lines)[:N_VERIFIED])
    return packed


def measure(paths: Sequence[Path]) -> None:
    """Print characters per token of each file and of all; of JSON lines, the field "text"."""
    n_chars = n_tokens = 0
    for path in paths:
        texts = _texts(path) if path.suffix == ".jsonl" else [_read(path)]
        chars, tokens = sum(map(len, texts)), sum(map(count_tokens, texts))
        n_chars, n_tokens = n_chars + chars, n_tokens + tokens
        print(f"{chars / max(tokens, 1):5.2f}  {tokens:9,} tokens  {path.parent.name}/{path.name}")
    print(f"{n_chars / max(n_tokens, 1):5.2f}  {n_tokens:9,} tokens  all")


def _sample(folder: Path) -> Iterator[str]:
    """Yield the lines of MIX: each source shuffled, and begun again until its amount is met."""
    for source, thousands in MIX.items():
        for language, thousand in zip(LANGUAGES, thousands, strict=True):
            if not thousand:
                continue
            lines = _shuffled(sorted(set(_lines(folder / source, language)) - {""}))
            if not lines:
                raise UnreadableFile(f"{folder / source} holds no {language} text")
            _say(f"{source} {language}: {len(lines):,} lines")
            yield from _fill(lines, thousand * 1_000)


def _fill(lines: Sequence[str], n_chars: int) -> Iterator[str]:
    while True:
        for line in lines:
            if n_chars <= 0:
                return
            yield line
            n_chars -= len(line)


def _shuffled(lines: Sequence[str]) -> list[str]:
    return random.Random(0).sample(lines, len(lines))  # noqa: S311 - a sample, not a secret


def _lines(source: Path, language: str) -> list[str]:
    """Return the source's texts in a language, from whichever of its three forms it has."""
    if source.name == "un-devset":
        return _read(source / f"un.{language}").split("\n")
    if source.name == "ru-codes-title":
        return _texts(source / "pairs.jsonl")
    table = source / ("titles.tsv" if source.name == "wikititles" else "pairs.tsv")
    header, *rows = _read(table).rstrip("\n").split("\n")
    column = header.split("\t").index(language)
    return [row.split("\t")[column] for row in rows]


def _texts(path: Path) -> list[str]:
    """Return the field "text" of each row of a file of JSON lines."""
    try:
        # Not splitlines: a JSON string may hold U+2028 as it is.
        return [json.loads(row)["text"] for row in _read(path).split("\n") if row]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise UnreadableFile(f'{path} is not JSON lines with a field "text": {error!r}') from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path} cannot be read as UTF-8 text: {error}") from error


def _pack(tokenizer: Tokenizer) -> bytes:
    """Return gzipped lines "base64 rank"; ids order by merge, as tiktoken's ranks must."""
    byte_of = _byte_of_character()
    by_id = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    lines = (
        b64encode(bytes(byte_of[character] for character in token)) + b" %d\n" % rank
        for token, rank in by_id
    )
    return gzip.compress(b"".join(lines), mtime=0)


def _byte_of_character() -> dict[str, int]:
    """Return the byte behind each character of the byte-level alphabet (Radford et al. 2019).

    Printable bytes stand for themselves, the others for U+0100 and up, in order.
    """
    printable = [byte for byte in range(256) if chr(byte).isprintable() and byte != ord(" ")]
    others = [byte for byte in range(256) if byte not in printable]
    shifted = {chr(0x100 + n): byte for n, byte in enumerate(others)}
    return {chr(byte): byte for byte in printable} | shifted


def _verify(packed: bytes, tokenizer: Tokenizer, lines: Sequence[str]) -> None:
    encoding = build_encoding(load_ranks(packed))
    for line in lines:
        if encoding.encode_ordinary(line) != tokenizer.encode(line).ids:
            raise RuntimeError(f"tiktoken and tokenizers disagree on {line!r}")
    _say(f"tiktoken and tokenizers agree on {len(lines):,} lines")


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
