"""Where figures come from: command, commit, data, versions, machine."""

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("faiss-cpu", "langchain-core", "numpy", "sentence-transformers", "torch")


def provenance(data: Sequence[Path], encoder: str) -> dict[str, str]:
    """Return the facts of a run; data: the files, or folders of files, that it read."""
    facts = {
        "command": " ".join(map(_without_home, sys.argv)),
        "commit": _commit(),
        "encoder": encoder,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
    }
    facts |= {f"data {path.name}": _hash(path) for path in data}
    return facts | {name: version(name) for name in PACKAGES}


def _without_home(argument: str) -> str:
    """Return an argument of the command; of a path out of the project its name alone."""
    path = Path(argument)
    return path.name if path.is_absolute() or ".." in path.parts else argument


def _commit() -> str:
    """Return the commit of the source tree, with a plus where it was changed since."""
    root = Path(__file__).parents[1]
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--abbrev=12"],  # noqa: S607
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "not from a repository"
    return found.stdout.strip()


def _hash(path: Path) -> str:
    """Return a hash of a file, or of all files of a folder with their names."""
    digest = hashlib.sha256()
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.is_file():
            digest.update(str(file.relative_to(path)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
