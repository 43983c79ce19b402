"""Paths that a user names to the files to read, with what the folder's manifest says of each."""

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from rag.documents.load import read_text
from rag.documents.parse import Facts
from rag.errors import UnreadableFile

MANIFEST = "manifest.toml"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read; `source` is the name by which the index knows it.

    `is_named`: the user named the file itself, not a folder above it.
    """

    path: Path
    source: str
    facts: Facts
    is_named: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not indexed, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files to index, in order, and those left out."""

    files: list[FoundFile]
    left_out: list[LeftOut]


def find_files(paths: Sequence[Path]) -> FoundFiles:
    """Return the files under the paths, folders walked in sorted order; none is opened.

    Hidden files, manifests and README files are passed over; links that lead out of a named
    folder are left out with the reason. A file reached twice counts once. `source` is the file
    name; a second file of that name gets its path below the named folder. Raises
    UnreadableFile for a named path that is missing and for a broken manifest.
    """
    files: list[FoundFile] = []
    left_out: list[LeftOut] = []
    manifests: dict[Path, dict[str, Facts]] = {}
    seen: set[Path] = set()
    sources: set[str] = set()
    for path in paths:
        if not path.exists():
            raise UnreadableFile(f"{path} does not exist: check the path.")
        is_folder = path.is_dir()
        for file in list(_walk(path, left_out)) if is_folder else [path]:
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            root = path if is_folder else path.parent.parent
            source = _source(file, root, sources)
            sources.add(source)
            if file.parent not in manifests:
                manifests[file.parent] = read_manifest(file.parent / MANIFEST)
            facts = manifests[file.parent].get(file.name, Facts())
            files.append(FoundFile(file, source, facts, is_named=not is_folder))
    return FoundFiles(files, left_out)


def read_manifest(path: Path) -> dict[str, Facts]:
    """Return the facts of a folder's files by file name; none if there is no manifest.

    One table per file: ["name.txt"] with any of title, symbol, body, date, language, url,
    versions.
    Raises UnreadableFile, naming key and value, for anything else.
    """
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(f"{path} is not valid TOML ({error}): correct it.") from None
    return {name: _facts(path, name, table) for name, table in tables.items()}


def _facts(path: Path, name: str, table: object) -> Facts:
    known = [item.name for item in fields(Facts)]
    if not isinstance(table, Mapping):
        raise UnreadableFile(f'{path}: {name} = {table!r} is no table: write ["{name}"].')
    for key, value in table.items():
        if key not in known:
            raise UnreadableFile(f"{path}: {name} has {key!r}: use {', '.join(known)}.")
        if not isinstance(value, str):
            raise UnreadableFile(f"{path}: {name}: {key} = {value!r} is no string: quote it.")
    return Facts(**table)


def _walk(root: Path, left_out: list[LeftOut]) -> Iterator[Path]:
    """Yield the files of a folder in sorted order, without following links out of it."""
    for folder, folders, names in os.walk(root):
        kept = []
        for name in sorted(folders):
            below = Path(folder, name)
            if name.startswith("."):
                continue
            if below.is_symlink():
                left_out.append(LeftOut(below, "a link to a folder is not followed"))
            else:
                kept.append(name)
        folders[:] = kept
        for name in sorted(names):
            file = Path(folder, name)
            if name.startswith(".") or name == MANIFEST or name.lower().startswith("readme"):
                continue
            if file.is_symlink() and not file.resolve().is_relative_to(root.resolve()):
                left_out.append(LeftOut(file, "a link out of the folder is not followed"))
            else:
                yield file


def _source(file: Path, root: Path, taken: set[str]) -> str:
    """Return the file name, else the path below the root, else the whole path."""
    choices = (file.name, file.relative_to(root).as_posix(), file.resolve().as_posix())
    return next(choice for choice in choices if choice not in taken)
