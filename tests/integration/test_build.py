"""From files to a served generation, and what a crash, a mistake or a change leaves behind."""

import fcntl
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from embeddings.encoder import Encoder
from rag.build import build_index
from rag.compose import DraftClaim, Span
from rag.documents.raw_map import raw_span
from rag.errors import IndexMismatch, NoIndex, UnreadableFile, UserError
from rag.generation import current_name, damaged_files, read_manifest
from rag.index import open_index, read_raw_texts
from rag.verify import verify
from tests.made_files import Words, make_pdf
from ui.listing import list_documents

NOTE = "# Записка\n\nКонференция пройдёт в Вене 23 апреля. Участвуют 57 государств.\n"
OTHER = "# Решение\n\nРабочая группа будет постоянным элементом Конференции.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "note.md").write_text(NOTE, "utf-8")
    (folder / "decision.md").write_text(OTHER, "utf-8")
    return folder


def test_passages_are_spans_of_their_documents(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    build_index(tmp_path / "index", [corpus], word_encoder)
    index = open_index(tmp_path / "index", word_encoder.name)
    assert set(index.documents) == {"note.md", "decision.md"}
    for passage in index.passages:
        document = index.document(passage.source)
        assert document.text[passage.start : passage.end] == passage.text
    assert len(index.vectors) == len(index.passages)


def test_nothing_on_disk_is_a_pickle(tmp_path: Path, corpus: Path, word_encoder: Encoder) -> None:
    build_index(tmp_path / "index", [corpus], word_encoder)
    files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".json", ".jsonl", ".faiss", ".npy", ""}
    for path in files:
        head = path.read_bytes()[:128]
        assert not head.startswith(b"\x80")  # the pickle opcode
        assert b"'descr': '|O'" not in head  # an array of pickled objects


def test_indexing_again_changes_nothing_and_encodes_nothing(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    first = build_index(tmp_path / "index", [corpus], word_encoder)
    again = build_index(tmp_path / "index", [corpus], word_encoder)
    assert first.is_new
    assert not again.is_new
    assert (again.n_parsed, again.n_encoded) == (0, 0)
    assert again.manifest == first.manifest


def test_the_same_files_give_the_same_bytes(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    one = build_index(tmp_path / "one", [corpus], word_encoder).manifest
    other = build_index(tmp_path / "other", [corpus], word_encoder).manifest
    assert one == other


VERSIONS = """
["{0}.txt"]
symbol = "MC.DEC/{0}"
["{0}.de.txt"]
symbol = "MC.DEC/{0}"
"""


def test_what_is_built_again_after_changes_is_what_is_built_from_nothing(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    (corpus / "7.txt").write_text("1. Größe der Gruppe\n\n2. Совет министров решает.", "utf-8")
    (corpus / "7.de.txt").write_text("1. Die Größe der Gruppe\n\n2. Der Rat beschließt.", "utf-8")
    (corpus / "manifest.toml").write_text(VERSIONS.format(7), "utf-8")

    def build_again() -> None:
        again = build_index(tmp_path / "index", [corpus], word_encoder)
        anew = build_index(tmp_path / f"anew-{again.manifest.generation}", [corpus], word_encoder)
        assert (again.manifest, again.left_out) == (anew.manifest, anew.left_out)
        assert again.is_new

    build_again()
    note = corpus / "note.md"
    note.write_text(NOTE.replace("57", "58").replace("Вене", "Женеве"), "utf-8")
    build_again()  # terms that only it held go, others come
    (corpus / "aa.md").write_text("Où est l'assemblée ? À Vienne.\n\n" + OTHER, "utf-8")
    build_again()  # every row of a passage moves
    (corpus / "7.de.txt").write_text("1. Die Größe der Gruppe\n\n2. Der Rat plant.", "utf-8")
    build_again()  # a link's other end changed
    (corpus / "zz.md").write_text(NOTE.replace("57", "59"), "utf-8")
    build_again()  # a text of the same title: both bear an edition now
    note.rename(corpus / "renamed.md")
    build_again()
    (corpus / "zz.md").unlink()
    (corpus / "7.txt").unlink()
    build_again()  # what is left bears none again


def test_only_what_changed_is_encoded(tmp_path: Path, corpus: Path, word_encoder: Encoder) -> None:
    build_index(tmp_path / "index", [corpus], word_encoder)
    (corpus / "note.md").write_text(NOTE.replace("57", "58"), "utf-8")
    report = build_index(tmp_path / "index", [], word_encoder)
    assert (report.n_parsed, report.n_encoded) == (1, 1)
    texts = [p.text for p in open_index(tmp_path / "index", word_encoder.name).passages]
    assert any("58" in text for text in texts)
    assert not any("57" in text for text in texts)


def test_another_path_is_added_and_a_removed_file_goes(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    build_index(tmp_path / "index", [corpus], word_encoder)
    extra = tmp_path / "extra.txt"
    extra.write_text("Ещё один документ о торговле людьми.", "utf-8")
    build_index(tmp_path / "index", [extra], word_encoder)
    (corpus / "note.md").unlink()
    build_index(tmp_path / "index", [], word_encoder)
    index = open_index(tmp_path / "index", word_encoder.name)
    assert set(index.documents) == {"decision.md", "extra.txt"}


def test_paths_are_remembered_even_of_an_index_of_another_format(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    name = build_index(tmp_path / "index", [corpus], word_encoder).manifest.generation
    manifest = tmp_path / "index" / name / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"format": ', '"format": 9'), "utf-8")
    build_index(tmp_path / "index", [], word_encoder)
    assert len(open_index(tmp_path / "index", word_encoder.name).documents) == 2


def test_every_span_leads_back_to_the_raw_text(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    build_index(tmp_path / "index", [corpus], word_encoder)
    index = open_index(tmp_path / "index", word_encoder.name)
    raw = {raw.source: raw.text for raw in read_raw_texts(tmp_path / "index", index.manifest)}
    assert raw["note.md"] == NOTE
    document = index.document("note.md")
    start = document.text.index("Участвуют")
    raw_start, raw_end = raw_span(document, start, start + 25)
    assert raw["note.md"][raw_start:raw_end] == document.text[start : start + 25]


def test_fresh_forgets_the_paths_of_before(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    build_index(tmp_path / "index", [corpus], word_encoder)
    build_index(tmp_path / "index", [corpus / "note.md"], word_encoder, is_fresh=True)
    assert set(open_index(tmp_path / "index", word_encoder.name).documents) == {"note.md"}


def test_an_indexed_folder_that_is_gone_is_an_error_and_the_old_index_serves(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    build_index(tmp_path / "index", [corpus], word_encoder)
    corpus.rename(tmp_path / "elsewhere")
    with pytest.raises(UnreadableFile, match="was indexed and is gone"):
        build_index(tmp_path / "index", [], word_encoder)
    assert len(open_index(tmp_path / "index", word_encoder.name).documents) == 2


def test_unreadable_files_are_named_and_the_rest_goes_on(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    (corpus / "empty.txt").write_text(" \n", "utf-8")
    (corpus / "binary.txt").write_bytes(bytes(range(256)) * 10)
    report = build_index(tmp_path / "index", [corpus], word_encoder)
    assert {left.path.name for left in report.left_out} == {"empty.txt", "binary.txt"}
    assert report.manifest.n_documents == 2


def test_foreign_formats_are_indexed_with_their_pages_and_what_is_missing_is_remarked(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    first: list[Words] = [(50, 700, 10, "The Assembly decides to remain seized of the matter.")]
    last: list[Words] = [(50, 700, 10, "The Committee reports on trafficking in persons.")]
    (corpus / "a.pdf").write_bytes(make_pdf([first, [], last], with_image=(1,)))
    (corpus / "scan.pdf").write_bytes(make_pdf([[]], with_image=(0,)))
    report = build_index(tmp_path / "index", [corpus], word_encoder)
    document = open_index(tmp_path / "index", word_encoder.name).documents["a.pdf"]
    assert document.page_at(document.text.index("Committee")) == 3
    assert [raw.warnings for raw in report.remarked] == [
        ("page 2 holds only images, no text: read them by OCR",)
    ]
    assert [left.path.name for left in report.left_out] == ["scan.pdf"]
    with pytest.raises(UnreadableFile, match=r"scan\.pdf is a scanned PDF"):
        build_index(tmp_path / "other", [corpus / "scan.pdf"], word_encoder)


def test_the_same_text_under_two_names_is_indexed_once_and_said(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    (corpus / "zz-copy.md").write_text(NOTE, "utf-8")
    report = build_index(tmp_path / "index", [corpus], word_encoder)
    assert [(left.path.name, left.reason) for left in report.left_out] == [
        ("zz-copy.md", "the same text as note.md")
    ]


DECISION = "Постоянный совет,\n\nвновь подтверждая обязательства,\n\n1. постановляет {}.\n"


def test_a_decision_and_its_revision_are_both_kept_and_told_apart_by_date(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    for name, what in (("old", "принять план действий"), ("new", "принять дополнение к плану")):
        (corpus / f"557-{name}.txt").write_text(DECISION.format(what), "utf-8")
    (corpus / "557-copy.txt").write_text(DECISION.format("принять план действий"), "utf-8")
    (corpus / "manifest.toml").write_text(
        "".join(
            f'["557-{name}.txt"]\ntitle = "План"\nsymbol = "PC.DEC/557"\ndate = "{date}"\n'
            for name, date in (("old", "2003-07-24"), ("copy", "2003-07-24"), ("new", "2005-07-07"))
        ),
        "utf-8",
    )
    folder = tmp_path / "index"
    report = build_index(folder, [corpus], word_encoder)
    assert [left.reason for left in report.left_out] == ["the same text as 557-copy.txt"]
    rows = [(d.source, d.date) for d in list_documents(folder) if d.symbol == "PC.DEC/557"]
    assert rows == [("557-copy.txt", "2003-07-24"), ("557-new.txt", "2005-07-07")]
    index = open_index(folder, word_encoder.name)
    drafts = [
        DraftClaim(d.text[:16], (Span(d.source, 0, 16),))
        for d in index.documents.values()
        if d.symbol
    ]
    cited = [(c.title, c.pinpoint) for c in verify(drafts, index).citations]
    assert cited == [
        ("План (2003-07-24)", "PC.DEC/557, преамбула"),
        ("План (2005-07-07)", "PC.DEC/557, преамбула"),
    ]
    (corpus / "557-copy.txt").unlink()
    (corpus / "557-old.txt").unlink()
    again = build_index(folder, [], word_encoder)
    assert again.n_parsed == 0
    index = open_index(folder, word_encoder.name)
    assert index.documents["557-new.txt"].full_title == "План"
    assert {p.heading for p in index.passages if p.source == "557-new.txt"} == {"План"}


def test_nothing_to_index_is_an_error(tmp_path: Path, word_encoder: Encoder) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="Nothing to index"):
        build_index(tmp_path / "index", [tmp_path / "empty"], word_encoder)
    with pytest.raises(UserError, match="run `askalliance index PATH`"):
        build_index(tmp_path / "index", [], word_encoder)
    assert current_name(tmp_path / "index") is None


def test_another_encoder_is_a_mismatch_that_names_both(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    build_index(tmp_path / "index", [corpus], word_encoder)
    with pytest.raises(IndexMismatch, match=r"words-64.*settings ask for other.*askalliance index"):
        open_index(tmp_path / "index", "other")


def test_no_index_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="askalliance index PATH"):
        read_manifest(tmp_path / "index")


def test_a_damaged_generation_is_told_and_built_anew(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    folder = tmp_path / "index"
    first = build_index(folder, [corpus], word_encoder).manifest
    passages = folder / first.generation / "passages.jsonl"
    passages.write_text(passages.read_text("utf-8").replace("57", "75"), "utf-8")
    assert damaged_files(folder, first) == ["passages.jsonl"]
    passages.write_text("{}", "utf-8")
    with pytest.raises(IndexMismatch, match=r"damaged.*passages\.jsonl"):
        open_index(folder, word_encoder.name)
    build_index(folder, [corpus], word_encoder)
    assert len(open_index(folder, word_encoder.name).documents) == 2


def test_damaged_vectors_are_not_taken_over(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    folder = tmp_path / "index"
    first = build_index(folder, [corpus], word_encoder).manifest
    vectors = folder / first.generation / "vectors.faiss"
    data = vectors.read_bytes()
    vectors.write_bytes(data[:100] + bytes(len(data) - 100))
    report = build_index(folder, [corpus], word_encoder)
    assert report.n_encoded == report.manifest.n_passages
    assert (folder / report.manifest.generation / "vectors.faiss").read_bytes() == data


@pytest.mark.parametrize("current", [b"", b"\xff", b"../../etc", b"0123456789ab", b"x" * 9999])
def test_a_broken_current_is_mended_by_the_next_build(
    tmp_path: Path, corpus: Path, word_encoder: Encoder, current: bytes
) -> None:
    folder = tmp_path / "index"
    build_index(folder, [corpus], word_encoder)
    (folder / "CURRENT").write_bytes(current)
    with pytest.raises(UserError, match="askalliance index PATH"):
        open_index(folder, word_encoder.name)
    build_index(folder, [corpus], word_encoder)
    assert len(open_index(folder, word_encoder.name).documents) == 2


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"format": 99}', '{"format": 6}'])
def test_a_broken_manifest_is_one_clear_error(
    tmp_path: Path, corpus: Path, word_encoder: Encoder, content: str
) -> None:
    folder = tmp_path / "index"
    name = build_index(folder, [corpus], word_encoder).manifest.generation
    (folder / name / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(IndexMismatch, match="askalliance index PATH"):
        open_index(folder, word_encoder.name)


def test_a_second_writer_waits_its_turn(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    (tmp_path / "index").mkdir()
    with (tmp_path / "index" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(UserError, match="Another `askalliance index` is writing"):
            build_index(tmp_path / "index", [corpus], word_encoder)


def test_old_generations_do_not_pile_up(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    for n in range(5):
        (corpus / "note.md").write_text(f"{NOTE}\n\nДополнение {n}.", "utf-8")
        build_index(tmp_path / "index", [corpus], word_encoder)
    generations = [path for path in (tmp_path / "index").iterdir() if path.is_dir()]
    assert len(generations) == 2  # the served one, and the one before it


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from conftest import WordEncoder
from rag.build import build_index
from rag.compose import DraftClaim, Span
print("ready", flush=True)
build_index(Path(sys.argv[1]), [Path(sys.argv[2])], WordEncoder())
"""


def test_killed_at_any_moment_the_previous_generation_serves(
    tmp_path: Path, corpus: Path, word_encoder: Encoder
) -> None:
    folder = tmp_path / "index"
    build_index(folder, [corpus], word_encoder)
    tests = str(Path(__file__).parents[1])
    chance = random.Random(20)
    began = time.monotonic()
    (corpus / "measure.md").write_text("Мера длительности.\n", "utf-8")
    run = [sys.executable, "-c", KILLED, str(folder), str(corpus), tests]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        process.wait()
    whole_s = time.monotonic() - began
    names = {current_name(folder)}  # some kills must come before the swap, some after it
    for n in range(12):
        (corpus / "note.md").write_text(
            NOTE + f"\n\nПравка {n}. " + "Текст правки. " * 200, "utf-8"
        )
        with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 1.1 * whole_s))
            process.send_signal(signal.SIGKILL)
            process.wait()
        index = open_index(folder, word_encoder.name)
        assert damaged_files(folder, index.manifest) == []
        assert len(index.vectors) == len(index.passages)
        names.add(index.manifest.generation)
    build_index(folder, [], word_encoder)
    assert not list(folder.glob(".new-*"))
    assert len(names) > 2
    assert json.loads((folder / str(current_name(folder)) / "manifest.json").read_text("utf-8"))
