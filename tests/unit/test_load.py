"""Encodings are told apart; what is no text is refused in one line that says what next."""

from pathlib import Path

import pytest

from rag.documents.load import read_text
from rag.errors import UnreadableFile

RUSSIAN = (
    "Генеральная Ассамблея призывает государства-члены принять меры по борьбе с торговлей "
    "людьми. Совет Европы, Ямайка и Ёмкость: «права человека» — № 7.\n"
)
FRENCH = "L’Assemblée générale a décidé de proclamer une journée mondiale. Où ? À Genève.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251"]
)
def test_russian_text_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(RUSSIAN.encode(encoding))
    assert read_text(path) == RUSSIAN


@pytest.mark.parametrize("encoding", ["koi8_r", "cp866", "iso8859_5", "mac_cyrillic"])
def test_old_russian_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    text = RUSSIAN.replace("«", '"').replace("»", '"').replace("—", "-").replace("№", "N")
    path.write_bytes(text.encode(encoding))
    assert read_text(path) == text


def test_western_text_in_cp1252_keeps_its_accents(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(FRENCH.encode("cp1252"))
    assert read_text(path) == FRENCH


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
        (b"PK\x03\x04rest", "office document"),
        (bytes(range(256)) * 20, "binary"),
        (b"text\x00with a NUL", "binary"),
        (b"\x01\x02\x03\x04\x05\x06\x07" * 50, "binary"),
        (b"\xff\xfe\x00\xd8\x00", "damaged"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=what) as refused:
        read_text(path)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert ": " in str(refused.value)


def test_missing_path_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="does not exist"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_text(tmp_path)
