"""Index generations on disk: written beside the old one, swapped in by one atomic rename.

    HOME/index/CURRENT          the name of the generation that is served
    HOME/index/<name>/          manifest.json, and the files that it names

A crash at any moment leaves CURRENT pointing at a whole generation: a new one is complete and
flushed to disk before CURRENT is replaced. The one before stays, for a reader that has it open.
"""

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.errors import IndexMismatch, NoIndex, UserError

FORMAT = 8
NAME = re.compile(r"[0-9a-f]{12}(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of; `files` gives bytes and SHA-256 of each of its files."""

    format: int
    generation: str
    encoder: str
    dim: int
    corpus_hash: str
    settings: dict[str, Any]
    roots: list[str]
    n_documents: int
    n_passages: int
    languages: list[str]
    files: dict[str, dict[str, Any]]


def current_name(folder: Path) -> str | None:
    """Return the name of the generation that is served, None where there is none.

    A CURRENT that names none is as good as none: it is the next build that mends it.
    """
    try:
        name = (folder / "CURRENT").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if NAME.fullmatch(name) else None


def earlier_names(folder: Path) -> list[str]:
    """Return the names of the generations that are kept and not served, the newest first."""
    served = current_name(folder)
    kept = [
        each
        for each in folder.iterdir()
        if each.is_dir() and NAME.fullmatch(each.name) and each.name != served
    ]
    return [each.name for each in sorted(kept, key=_age)]


def _age(generation: Path) -> float:
    manifest = generation / "manifest.json"
    return -manifest.stat().st_mtime if manifest.exists() else 0.0


def stamps(folder: Path, manifest: Manifest) -> list[tuple[int, int]]:
    """Return when each file of a generation was written last, and its size; (0, 0) of one gone."""
    found = []
    for file in manifest.files:
        try:
            told = (folder / manifest.generation / file).stat()
            found.append((told.st_mtime_ns, told.st_size))
        except OSError:
            found.append((0, 0))
    return found


def read_manifest(folder: Path, name: str | None = None) -> Manifest:
    """Return the manifest of the generation that is served, or of the one of a name.

    Raises NoIndex where there is none, IndexMismatch for another format or a damaged one.
    """
    name = name or current_name(folder)
    if name is None:
        raise NoIndex(f"There is no index at {folder}: run `askalliance index PATH`.")
    try:
        values = json.loads((folder / name / "manifest.json").read_text("utf-8"))
        if values.get("format") != FORMAT:
            raise IndexMismatch(
                f"Index at {folder} has format {values.get('format')}, this version reads "
                f"{FORMAT}: run `askalliance index PATH`."
            )
        manifest = Manifest(**values)
        sizes = {file: facts["bytes"] for file, facts in manifest.files.items()}
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise IndexMismatch(
            f"Index at {folder} is damaged (manifest of {name}): run `askalliance index PATH`."
        ) from error
    for file, size in sizes.items():
        path = folder / name / file
        if not path.is_file() or path.stat().st_size != size:
            raise IndexMismatch(
                f"Index at {folder} is damaged ({name}/{file}): run `askalliance index PATH`."
            )
    return manifest


def remembered_roots(folder: Path) -> list[str]:
    """Return the paths that were indexed, also where the rest of the index cannot be read."""
    try:
        manifest = folder / str(current_name(folder)) / "manifest.json"
        roots = json.loads(manifest.read_text("utf-8"))["roots"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [root for root in roots if isinstance(root, str)] if isinstance(roots, list) else []


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """Return the files of a generation whose bytes are not those that the manifest names."""
    place = folder / manifest.generation
    found = _sha256s([place / file for file in manifest.files if (place / file).is_file()])
    return [
        file for file, facts in manifest.files.items() if found.get(place / file) != facts["sha256"]
    ]


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """Lock the folder against other writers and hand out an empty place to write a generation.

    What a killed writer left behind is removed. Raises UserError while another one writes.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise UserError(
            f"The index cannot be written to {folder} ({error.strerror}): check ASKALLIANCE_HOME."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UserError(
                f"Another `askalliance index` is writing to {folder}: wait until it is done."
            ) from error
        for left in folder.glob(".new-*"):
            shutil.rmtree(left)
        place = folder / f".new-{os.getpid()}"
        place.mkdir()
        try:
            yield place
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO):
                raise
            raise UserError(
                f"The new index cannot be written to {folder} ({error.strerror}); the old one "
                "still serves: make room and run `askalliance index` again."
            ) from error
        finally:
            shutil.rmtree(place, ignore_errors=True)


def unused_name(folder: Path, content_hash: str) -> str:
    """Return a name that no folder has; equal content gets an equal name where it can."""
    name, n = content_hash[:12], 1
    while (folder / name).exists():
        n += 1
        name = f"{content_hash[:12]}.{n}"
    return name


def publish(folder: Path, place: Path, manifest: Manifest) -> None:
    """Make what was written at place the generation that is served, in one atomic step."""
    (place / "manifest.json").write_text(
        json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8"
    )
    for path in sorted(place.rglob("*"), reverse=True):
        _flush(path)
    _flush(place)
    before = current_name(folder)
    place.rename(folder / manifest.generation)
    _flush(folder)
    write_durably(folder / "CURRENT", manifest.generation)
    for old in folder.iterdir():
        if old.is_dir() and old.name not in (before, manifest.generation):
            shutil.rmtree(old)


def file_facts(place: Path) -> dict[str, dict[str, Any]]:
    """Return bytes and SHA-256 of every file below a folder, by relative name, in order."""
    paths = [path for path in sorted(place.rglob("*")) if path.is_file()]
    return {
        path.relative_to(place).as_posix(): {"bytes": path.stat().st_size, "sha256": sha256}
        for path, sha256 in _sha256s(paths).items()
    }


def write_durably(path: Path, text: str) -> None:
    """Replace a file in one atomic step; it is on disk when this returns."""
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8")
    _flush(new)
    new.replace(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256s(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the hash of each file; several are read at once."""
    with ThreadPoolExecutor() as pool:
        return dict(zip(paths, pool.map(_sha256, paths), strict=True))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
