"""Folders are walked, manifests are read, and everything left out is named with its reason."""

from pathlib import Path

import pytest

from rag.documents.corpus import find_files, read_manifest
from rag.documents.parse import Facts
from rag.errors import UnreadableFile


def write(path: Path, text: str = "Текст.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_is_walked_in_order_and_house_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "sub/c.txt", ".hidden.txt", ".git/x.txt", "README.md"):
        write(tmp_path / name)
    write(tmp_path / "manifest.toml", '["a.txt"]\ntitle = "Title"\nsymbol = "A/1"\n')
    found = find_files([tmp_path])
    assert [file.source for file in found.files] == ["a.txt", "b.md", "c.txt"]
    assert [file.facts for file in found.files][:2] == [Facts("Title", "A/1"), Facts()]
    assert found.left_out == []


def test_files_of_one_name_are_told_apart_by_their_path(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / "sub" / "a.txt", "Другой.")
    found = find_files([tmp_path, tmp_path / "a.txt"])
    assert [file.source for file in found.files] == ["a.txt", "sub/a.txt"]


def test_a_named_file_gets_the_facts_of_its_folder(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    write(tmp_path / "manifest.toml", '["a.txt"]\nlanguage = "ru"\n')
    assert find_files([path]).files[0].facts == Facts(language="ru")


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "outside" / "secret.txt")
    folder = tmp_path / "folder"
    write(folder / "a.txt")
    (folder / "link.txt").symlink_to(secret)
    (folder / "inside.txt").symlink_to(folder / "a.txt")
    (folder / "loop").symlink_to(folder)
    found = find_files([folder])
    assert [file.source for file in found.files] == ["a.txt"]
    assert {item.path.name for item in found.left_out} == {"link.txt", "loop"}


def test_a_missing_path_is_an_error_and_a_named_file_is_marked_as_such(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="does not exist"):
        find_files([tmp_path / "none"])
    path = write(tmp_path / "a.pdf")
    assert [file.is_named for file in find_files([path]).files] == [True]
    assert [file.is_named for file in find_files([tmp_path]).files] == [False]


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("not toml", "not valid TOML"),
        ('["a.txt"]\ntitel = "X"\n', "'titel': use title, symbol"),
        ('["a.txt"]\ndate = 2021-12-16\n', "date = .* is no string"),
        ('"a.txt" = "X"\n', "is no table"),
    ],
)
def test_a_broken_manifest_is_named_with_key_and_value(
    tmp_path: Path, manifest: str, message: str
) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_manifest(write(tmp_path / "manifest.toml", manifest))
