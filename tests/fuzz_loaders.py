"""Broken files by the thousand: whatever the bytes, a text or UnreadableFile comes out, in time.

    python -m tests.fuzz_loaders --seconds 600 [--seed 1] [FOLDER...]

Bits are flipped and pieces cut out, doubled, overwritten and spliced, in made files and in those
of the folders; parts of DOCX and ODT are damaged inside their archive. It stops at the first
file that breaks the promise, keeps it and exits with 1.
"""

import argparse
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.documents.load import load_file
from rag.documents.parse import Facts, parse_document
from rag.documents.readers.limits import MEMORY_MB, WALL_S
from rag.documents.sandbox import Sandbox
from rag.errors import UnreadableFile
from tests.made_files import make_docx, make_pdf, word

MAX_SEED = 3_000_000
LANGUAGES = ("ru", "en")
MADE = (
    make_pdf([[(50, 700, 10, "The Assembly decides to remain seized of the matter.")]] * 3),
    make_docx(
        word("Text") * 20, {"footnotes.xml": f"<w:footnote w:id='1'>{word('F')}</w:footnote>"}
    ),
    b"<html><table><tr><td>a<td>b</table><ol><li>x<ul><li>y</ul></ol><p>z<sup>1</sup></html>",
    b"<?xml version='1.0'?><udhr><title>A</title><article><para>B</para></article></udhr>",
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=X\r\n\r\n--X\r\n"
    b"Content-Type: text/html\r\n\r\n<p>page</p>\r\n--X--",
    "# Заголовок\n\n1. Пункт[^1]\n\n| a | b |\n\n[^1]: Сноска\n\f**Жирный** _текст_".encode(),
    "Статья 1\n\nВсе люди равны.1\n______\n1 Сноска.\f\nСтатья 2".encode("koi8_r"),
)


def mutate(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Return the data with one to eight damages."""
    if data.startswith(b"PK") and chance.random() < 0.6:
        return _mutate_archive(data, chance, others)
    broken = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        if not broken:
            break
        chance.choice(DAMAGES)(broken, chance, others)
    return bytes(broken)


def _flip(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    for _ in range(chance.choice((1, 3, 30))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.choice((1, 20, 500, len(data)))]


def _double(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 2_000)]
    data[start:start] = piece * chance.choice((1, 2, 50))


def _overwrite(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    start = chance.randrange(len(data))
    words = (b"\0" * 9, b"\xff" * 9, b"9999999999", b"-1", b"<<", b">>", b"<w:p>", b"]]>", b"&x;")
    piece = chance.choice((*words, chance.randbytes(chance.randrange(1, 60))))
    data[start : start + len(piece)] = piece


def _splice(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    other = chance.choice(others)
    start, at = chance.randrange(len(data)), chance.randrange(len(other))
    data[start : start + chance.randrange(3_000)] = other[at : at + chance.randrange(3_000)]


DAMAGES: tuple[Callable[[bytearray, random.Random, list[bytes]], None], ...] = (
    _flip, _cut, _double, _overwrite, _splice,
)  # fmt: skip


def _mutate_archive(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Return an office document one XML part of which is damaged, the archive itself whole."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = {
                item.filename: archive.read(item)
                for item in archive.infolist()
                if item.file_size < MAX_SEED
            }
    except Exception:
        return data[: chance.randrange(len(data))]
    names = [name for name in parts if name.endswith((".xml", "mimetype"))]
    if names:
        name = chance.choice(names)
        damaged = bytearray(parts[name] or b"x")
        chance.choice(DAMAGES)(damaged, chance, others)
        parts[name] = bytes(damaged)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def main() -> int:
    """Fuzz for the time given; return 1 if a file broke the promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    files = [path for folder in options.folders for path in sorted(folder.rglob("*"))]
    small = [path for path in files if path.is_file() and path.stat().st_size < MAX_SEED]
    seeds = [*MADE, *(path.read_bytes() for path in small)]
    chance = random.Random(options.seed)
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    end = time.monotonic() + options.seconds
    with TemporaryDirectory() as folder, Sandbox() as sandbox:
        path = Path(folder, "fuzzed")
        while time.monotonic() < end:
            path.write_bytes(mutate(chance.choice(seeds), chance, seeds))
            start = time.monotonic()
            try:
                raw = load_file(path, sandbox)
                parse_document(
                    raw.text, "fuzzed", Facts(language=chance.choice(LANGUAGES)), raw.is_marked
                )
                outcomes["read"] += 1
            except UnreadableFile as error:
                reason = str(error).removeprefix(f"{path} ")
                assert "\n" not in reason
                outcomes[f"left out: {reason[:60]}"] += 1
            except BaseException:
                kept = Path("fuzz-failure.bin").absolute()
                kept.write_bytes(path.read_bytes())
                print(f"Broke the promise: kept as {kept}", file=sys.stderr)
                raise
            slowest = max(slowest, time.monotonic() - start)
    for outcome, count in outcomes.most_common():
        print(f"{count:7} {outcome}")
    print(
        f"{sum(outcomes.values())} files, slowest {slowest:.1f} s; {MEMORY_MB} MB, {WALL_S} s each"
    )
    return int(slowest > 2 * WALL_S)


if __name__ == "__main__":
    sys.exit(main())
