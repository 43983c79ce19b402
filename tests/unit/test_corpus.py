"""Folders are walked, manifests are read, and everything left out is named with its reason."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.documents.corpus import find_files, read_manifest
from rag.documents.load import read_text
from rag.documents.parse import Facts
from rag.errors import UnreadableFile


def write(path: Path, text: str = "Текст.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def without_root() -> Iterator[None]:
    """Run as a user to whom permissions apply."""
    user = os.geteuid()
    if user:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


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


def test_a_third_file_of_one_name_is_numbered_and_no_source_is_absolute(tmp_path: Path) -> None:
    roots = [tmp_path / one / "papers" for one in "abcd"]
    for root in roots:
        write(root / "sub" / "a.txt")
    sources = [file.source for file in find_files(roots).files]
    assert sources == ["a.txt", "sub/a.txt", "sub/a.txt~2", "sub/a.txt~3"]


def test_names_that_cannot_be_printed_are_left_out_and_escaped(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    for name in (b"\xff.txt", b"red\x1b[31m.txt", b"line\n.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("Текст.", "utf-8")
    write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/sub\xfe")) / "b.txt")
    found = find_files([tmp_path])
    assert [file.source for file in found.files] == ["a.txt"]
    names = {left.path.name for left in found.left_out}
    assert names == {r"\xff.txt", r"red\x1b[31m.txt", r"line\n.txt", r"sub\xfe"}
    with pytest.raises(UnreadableFile, match=r"\\xff.txt has a name that cannot be printed"):
        find_files([tmp_path / os.fsdecode(b"\xff.txt")])


def test_loops_broken_links_and_pipes_are_left_out_or_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    found = find_files([tmp_path])
    assert [file.source for file in found.files] == ["a.txt"]
    left = {left.path.name: left.reason for left in found.left_out}
    assert left.keys() == {"loop.txt", "broken.txt", "pipe.txt"}
    assert left["pipe.txt"] == "a device or a pipe, not a file"
    with pytest.raises(UnreadableFile, match="is a device or a pipe"):
        find_files([tmp_path / "pipe.txt"])
    with pytest.raises(UnreadableFile, match="cannot be read"):
        find_files([tmp_path / "loop.txt"])


def test_what_may_not_be_read_is_left_out_or_refused_in_one_line() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        write(folder / "a.txt")
        write(folder / "closed" / "b.txt")
        (folder / "closed").chmod(0)
        with without_root():
            found = find_files([folder])
            with pytest.raises(UnreadableFile, match=r"b.txt cannot be read \(Permission denied\)"):
                find_files([folder / "closed" / "b.txt"])
            with pytest.raises(UnreadableFile, match=r"b.txt cannot be read \(Permission denied\)"):
                read_text(folder / "closed" / "b.txt")
        (folder / "closed").chmod(0o700)
    assert [file.source for file in found.files] == ["a.txt"]
    assert [left.path.name for left in found.left_out] == ["closed"]


def test_control_characters_are_removed_from_facts(tmp_path: Path) -> None:
    title = r"The \u001b[31mright\u0007\nto \u202Elife\u009b"
    path = write(tmp_path / "manifest.toml", f'["a.txt"]\ntitle = "{title}"\n')
    assert read_manifest(path)["a.txt"].title == "The [31mright to life"


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
        ('["a.txt"]\nsymbol = 76\n', "symbol = 76 is no string"),
        ('["a.txt"]\ndate = "gestern"\n', "date = 'gestern' is no date: write it as 2021-12-16"),
        ('["a.txt"]\nurl = "javascript:alert(1)"\n', "url = .* is no web address"),
        ('[a.txt]\ntitle = "X"\n', r'\[a.txt\] is no file: write \["a.txt"\]'),
        ('"a.txt" = "X"\n', "is no table"),
        ('["a.txt"]\nlanguage = "uk"\n', "language = 'uk' is unknown: use en, fr, de, it, ru, es"),
        ('["a.txt"]\nlanguage = "RU"\n', "language = 'RU' is unknown"),
        ("a = " + "[" * 100_000, "not valid TOML"),
    ],
)
def test_a_broken_manifest_is_named_with_key_and_value(
    tmp_path: Path, manifest: str, message: str
) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_manifest(write(tmp_path / "manifest.toml", manifest))


def test_a_date_may_stand_without_quotes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Текст.", "utf-8")
    (tmp_path / "manifest.toml").write_text('["a.txt"]\ndate = 2021-12-16\n', "utf-8")
    (found,) = find_files([tmp_path]).files
    assert found.facts.date == "2021-12-16"
