"""Steps give the same wherever they are carried out, and what was kept is checked when read."""

import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.encoder import Encoder, load_encoder
from rag.documents.parse import Facts
from rag.documents.reading import Content, Known, ReadStep
from rag.documents.sandbox import Sandbox
from rag.engine import LOCAL, Done, Reason, map_rest
from rag.parts import Parts
from rag.preparing import Prepared, PrepareStep, Wanted
from tests.made_files import make_pdf

TEXT = "# Решение\n\n1. Конференция пройдёт в Вене.\n\n2. Größe, où ça ?[^1]\n\n[^1]: Сноска.\n"
CONTENT = Content("/нет/такой/папки/решение.md", "решение.md", Facts(), "d1", TEXT.encode())


class Doubled:
    """A step over numbers; the odd ones have no double."""

    def __call__(self, item: int) -> int | Reason:
        return Reason(f"{item} is odd") if item % 2 else 2 * item

    def name(self, item: int) -> str:
        return str(item)

    def key(self, item: int) -> str:
        return f"{item:064x}"

    def dump(self, result: int) -> bytes:
        return str(result).encode()

    def load(self, data: bytes) -> int:
        return int(data)


def read(content: Content = CONTENT) -> Known:
    with Sandbox() as sandbox:
        found = ReadStep(sandbox)(content)
    assert isinstance(found, Known)
    return found


@pytest.mark.parametrize(
    "items",
    [[], [2], [Done(0)], [Done(0), 2, 4, Done(7)], [2, Done(0), Done(1), 3, Done(Reason("no"))]],
)
def test_what_is_done_and_what_is_not_come_in_order(items: list[Any]) -> None:
    expected = [each.result if isinstance(each, Done) else Doubled()(each) for each in items]
    results = map_rest(LOCAL, Doubled(), items)
    assert list(results) == expected


def test_items_are_taken_as_they_are_needed() -> None:
    taken = []

    def items() -> Iterator[Any]:
        for n in range(10):
            taken.append(n)
            yield n

    results = map_rest(LOCAL, Doubled(), items())
    assert [next(results), next(results)] == [0, Reason("1 is odd")]
    assert taken == [0, 1]


def test_a_file_is_read_from_its_bytes_alone() -> None:
    found = read()
    assert found.document.source == "решение.md"
    assert "Größe, où ça ?" in found.document.text
    assert found.raw.text == TEXT


def test_what_was_read_is_the_same_after_the_disk() -> None:
    found = read()
    assert found.document.sections
    assert found.document.raw_runs
    step = ReadStep(Sandbox())
    assert step.load(step.dump(found)) == found


def test_a_foreign_file_is_read_by_a_step_that_was_sent() -> None:
    data = make_pdf([[(72, 700, 12, "Die Größe der Arbeitsgruppe bleibt wie beschlossen.")]])
    sent: ReadStep = pickle.loads(pickle.dumps(ReadStep(Sandbox())))
    with sent.sandbox:
        found = sent(Content("a.pdf", "a.pdf", Facts(), "d2", data))
    assert isinstance(found, Known)
    assert "Größe der Arbeitsgruppe" in found.document.text


def test_why_a_file_is_no_document_is_told() -> None:
    content = Content("/папка/пусто.txt", "пусто.txt", Facts(), "d3", b" \n")
    found = ReadStep(Sandbox())(content)
    assert isinstance(found, Reason)
    assert "/папка/пусто.txt" in found.text


@pytest.mark.parametrize("is_shipped", [True, False])
def test_what_was_prepared_is_the_same_after_the_disk(
    is_shipped: bool, word_encoder: Encoder
) -> None:
    encoder = load_encoder() if is_shipped else word_encoder
    step = PrepareStep(encoder.name, LOCAL.opener(encoder))
    found = step(Wanted(read().document))
    assert isinstance(found, Prepared)
    again = step.load(step.dump(found))
    assert (again.passages, again.terms, again.new) == (found.passages, found.terms, found.new)
    np.testing.assert_array_equal(again.encoded.vectors, found.encoded.vectors)
    for words, expected in zip(again.encoded.words, found.encoded.words, strict=True):
        np.testing.assert_array_equal(words, expected)
        assert words.dtype == expected.dtype


def test_known_passages_are_not_encoded_again(word_encoder: Encoder) -> None:
    step = PrepareStep(word_encoder.name, LOCAL.opener(word_encoder))
    document = read().document
    whole = step(Wanted(document))
    assert isinstance(whole, Prepared)
    known = step(Wanted(document, frozenset(p.passage_id for p in whole.passages)))
    assert isinstance(known, Prepared)
    assert known.passages == whole.passages
    assert known.new == []


def test_a_key_tells_apart_what_gives_another_result(word_encoder: Encoder) -> None:
    document = read().document
    steps = [PrepareStep(name, LOCAL.opener(word_encoder)) for name in ("one", "other")]
    wanted: Iterable[Wanted] = (Wanted(document), Wanted(document, frozenset({"abc"})))
    assert len({step.key(item) for step in steps for item in wanted}) == 4


def test_what_is_kept_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    parts, key = Parts(tmp_path / ".parts"), "ab" * 32
    assert parts.read(key) is None
    parts.keep(key, "Женева".encode())
    assert parts.read(key) == "Женева".encode()
    (kept,) = (path for path in (tmp_path / ".parts").rglob("*") if path.is_file())
    kept.write_bytes(kept.read_bytes()[:-1])
    assert parts.read(key) is None
    kept.write_bytes(b"\x80\x04planted")
    assert parts.read(key) is None
    parts.clear()
    assert not (tmp_path / ".parts").exists()
