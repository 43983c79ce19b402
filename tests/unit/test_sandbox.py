"""One bad file neither ends nor stalls the reading of the others."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.documents.load import load_file
from rag.documents.readers import limits
from rag.documents.sandbox import Sandbox
from rag.errors import UnreadableFile
from tests.made_files import make_docx, make_pdf, word

PAGE = "<html><body><p>The Assembly decides.</p></body></html>"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_the_type_is_told_by_content_whatever_the_name(tmp_path: Path, sandbox: Sandbox) -> None:
    words = "The Assembly decides."
    made = {
        "pdf": make_pdf([[(50, 700, 10, words)]]),
        "docx": make_docx(word(words)),
        "html": PAGE.encode(),
        "txt": words.encode(),
        "leading": b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + make_pdf([[(50, 700, 10, words)]]),
        "md": f"{words}".encode("utf-16"),
    }
    for kind, data in made.items():
        for suffix in (".pdf", ".docx", ".TXT", ".html", ""):
            path = write(tmp_path / f"{kind}{suffix}", data)
            assert load_file(path, sandbox).text == words


def test_a_file_that_takes_too_long_is_left_and_the_next_is_read(tmp_path: Path) -> None:
    slow = write(tmp_path / "slow.html", b"<div>" * 300_000)
    too_long = pytest.raises(UnreadableFile, match=r"slow\.html takes more than")
    with Sandbox(wall_s=0.5) as sandbox, too_long:
        load_file(slow, sandbox)
    with Sandbox() as sandbox:
        assert load_file(write(tmp_path / "next", PAGE.encode()), sandbox).text


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no limit on memory")
def test_a_file_that_needs_too_much_memory_is_left_and_the_next_is_read(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    swelling = write(tmp_path / "swelling.docx", make_docx("<w:p/>" * 10_000_000))
    with pytest.raises(UnreadableFile, match=f"takes more than {limits.MEMORY_MB} MB"):
        load_file(swelling, sandbox)
    assert load_file(write(tmp_path / "next", PAGE.encode()), sandbox).text


@pytest.mark.skipif(sys.platform != "linux", reason="the reader is found through /proc")
def test_a_reader_that_dies_is_replaced(tmp_path: Path, sandbox: Sandbox) -> None:
    page = write(tmp_path / "a.html", PAGE.encode())
    load_file(page, sandbox)
    (child,) = [int(name) for name in _children()]
    os.kill(child, signal.SIGSEGV)
    with pytest.raises(UnreadableFile, match="breaks its reader"):
        load_file(page, sandbox)
    assert load_file(page, sandbox).text


def _children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{\\rtf1 text}", "is an RTF document"),
        (b"\x89PNG\r\n\x1a\n", "is a PNG image, .* OCR"),
        (b"\x1f\x8b\x08", "is a gzip archive"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "old Word document"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "behind a password"),
        (b"PK\x03\x04rest", "damaged ZIP archive"),
        (b"<html><body><script>x</script></body></html>", "is empty"),
        ("ГенеральнаяШ ".encode("cp1251") + bytes(range(1, 255)) * 9, "binary|unreadable"),
    ],
)
def test_an_unusable_file_is_named_in_one_line(
    tmp_path: Path, sandbox: Sandbox, data: bytes, reason: str
) -> None:
    path = write(tmp_path / "a.txt", data)
    with pytest.raises(UnreadableFile, match=reason) as refused:
        load_file(path, sandbox)
    assert str(refused.value).startswith(str(path))
    assert "\n" not in str(refused.value)


def test_a_pipe_or_a_huge_file_is_not_opened(tmp_path: Path, sandbox: Sandbox) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFile, match="a pipe"):
        load_file(tmp_path / "pipe", sandbox)
    with (tmp_path / "huge").open("wb") as huge:
        huge.truncate((limits.MAX_FILE_MB + 1) << 20)
    with pytest.raises(UnreadableFile, match="split it"):
        load_file(tmp_path / "huge", sandbox)
