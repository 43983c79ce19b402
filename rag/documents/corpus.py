"""Paths that a user names to the files to read, with what the folder's manifest says of each."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import chain, count
from pathlib import Path

from rag.documents.lines import normalise
from rag.documents.load import read_text
from rag.documents.parse import Facts
from rag.errors import UnreadableFile
from rag.language import LANGUAGES

MANIFEST = "manifest.toml"
ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
# Bytes that are no UTF-8, control characters, and those that turn the direction of writing.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


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

    Hidden files, manifests and README files of any format are passed over without a word. Left
    out with the reason are links that lead out of a named folder, devices and pipes, what may
    not be read, and what has a name that cannot be printed. A file reached twice counts once.
    `source` is the file name; a second file of that name gets its path below the named folder,
    with `~2` and so on where that is taken as well. Raises UnreadableFile for a named path that
    is missing, no file or folder, or not to be read, and for a broken manifest.
    """
    files: list[FoundFile] = []
    left_out: list[LeftOut] = []
    manifests: dict[Path, dict[str, Facts]] = {}
    seen: set[Path] = set()
    sources: set[str] = set()
    for path in paths:
        is_folder = _is_folder(path)
        root = path if is_folder else path.parent.parent
        for file in list(_walk(path, left_out)) if is_folder else [path]:
            resolved = file.resolve()
            if resolved in seen:
                continue
            seen.add(resolved)
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
    versions. Control characters are removed from the values, white space becomes one space.
    Raises UnreadableFile, naming key and value, for anything else.
    """
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(read_text(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableFile(f"{path} is not valid TOML ({error}): correct it.") from None
    return {name: _facts(path, name, table) for name, table in tables.items()}


def _facts(path: Path, name: str, table: object) -> Facts:
    known = [item.name for item in fields(Facts)]
    if not isinstance(table, Mapping):
        raise UnreadableFile(f'{path}: {name} = {table!r} is no table: write ["{name}"].')
    for key, value in table.items():
        if isinstance(value, Mapping):
            raise UnreadableFile(f'{path}: [{name}.{key}] is no file: write ["{name}.{key}"].')
        if key not in known:
            raise UnreadableFile(f"{path}: {name} has {key!r}: use {', '.join(known)}.")
        if not isinstance(value, (str, date)):
            raise UnreadableFile(f"{path}: {name}: {key} = {value!r} is no string: quote it.")
    facts = {key: " ".join(normalise(str(value)).split()) for key, value in table.items()}
    if facts.get("date") and not ISO_DATE.fullmatch(facts["date"]):
        raise UnreadableFile(
            f"{path}: {name}: date = {facts['date']!r} is no date: write it as 2021-12-16."
        )
    if facts.get("url") and not facts["url"].startswith(("https://", "http://")):
        raise UnreadableFile(
            f"{path}: {name}: url = {facts['url']!r} is no web address: begin it with https://."
        )
    language = facts.get("language")
    if language and language not in LANGUAGES:
        raise UnreadableFile(
            f"{path}: {name}: language = {language!r} is unknown: use {', '.join(LANGUAGES)}."
        )
    return Facts(**facts)


def _is_folder(path: Path) -> bool:
    """Return whether a path that the user names is a folder; raises UnreadableFile if unusable."""
    if _UNPRINTABLE.search(str(path)):
        raise UnreadableFile(f"{_printable(path)} has a name that cannot be printed: rename it.")
    try:
        mode = path.stat().st_mode
        path.resolve()
    except (FileNotFoundError, NotADirectoryError):
        raise UnreadableFile(f"{path} does not exist: check the path.") from None
    except (OSError, RuntimeError) as error:
        reason = _reason(error)
        raise UnreadableFile(f"{path} cannot be read ({reason}): check the path.") from None
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        raise UnreadableFile(f"{path} is a device or a pipe, not a file: name a file or a folder.")
    return stat.S_ISDIR(mode)


def _walk(root: Path, left_out: list[LeftOut]) -> Iterator[Path]:
    """Yield the files of a folder in sorted order, without following links out of it."""

    def leave_out(error: OSError) -> None:
        reason = f"the folder cannot be read ({_reason(error)}): check its permissions"
        left_out.append(LeftOut(Path(error.filename or root), reason))

    for folder, folders, names in os.walk(root, onerror=leave_out):
        kept = []
        for name in sorted(folders):
            below = Path(folder, name)
            if name.startswith("."):
                continue
            if _UNPRINTABLE.search(name):
                left_out.append(_unprintable(below))
            elif os.path.islink(below):  # noqa: PTH114  is_symlink() raises where it may not look
                left_out.append(LeftOut(below, "a link to a folder is not followed"))
            else:
                kept.append(name)
        folders[:] = kept
        for name in sorted(names):
            file = Path(folder, name)
            if name.startswith(".") or name == MANIFEST or name.lower().startswith("readme"):
                continue
            if _UNPRINTABLE.search(name):
                left_out.append(_unprintable(file))
            elif reason := _obstacle(file, root):
                left_out.append(LeftOut(file, reason))
            else:
                yield file


def _obstacle(file: Path, root: Path) -> str:
    """Return why a file of a walked folder cannot be indexed; "" if it can."""
    try:
        if file.is_symlink() and not file.resolve().is_relative_to(root.resolve()):
            return "a link out of the folder is not followed"
        file.resolve()
        mode = file.stat().st_mode
    except (OSError, RuntimeError) as error:
        return f"cannot be read ({_reason(error)})"
    return "" if stat.S_ISREG(mode) else "a device or a pipe, not a file"


def _unprintable(path: Path) -> LeftOut:
    return LeftOut(Path(_printable(path)), "its name cannot be printed: rename it")


def _printable(path: Path) -> str:
    """Return a path in which `\\xff` or `\\x1b` stands for what cannot be printed."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return _UNPRINTABLE.sub(lambda sign: ascii(sign[0])[1:-1], text)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or "a link that leads to itself"


def _source(file: Path, root: Path, taken: set[str]) -> str:
    """Return the file name, else the path below the root, else that with the first free number."""
    below = file.relative_to(root).as_posix()
    numbered = (f"{below}~{number}" for number in count(2))
    return next(choice for choice in chain((file.name, below), numbered) if choice not in taken)
