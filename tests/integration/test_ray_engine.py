"""What Ray builds is what this process builds, whatever is lost or killed on the way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from embeddings.encoder import DEFAULT_ENCODER, Encoder, load_encoder
from embeddings.errors import EncoderUnavailable
from rag import ray_engine
from rag.build import build_index
from rag.errors import UserError
from rag.generation import read_manifest
from rag.ray_engine import RayEngine
from tests.conftest import CORPUS
from tests.ray_parts import PlantedEngine

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
STORE_BYTES = 80 << 20
N_FILES = 40
NODE: dict[str, Any] = {"num_cpus": 1, "object_store_memory": STORE_BYTES}


def generation(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file of the generation that is served, by name."""
    place = folder / read_manifest(folder).generation
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }


def ray_processes(of: int) -> dict[int, str]:
    """Return the command lines of the Ray processes below a process, by id."""
    parents, lines = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
            lines[int(folder.name)] = _command_line(int(folder.name))
        except OSError:  # it ended meanwhile
            continue
    below = {of}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return {
        pid: lines[pid]
        for pid in below & lines.keys()
        if any(name in lines[pid] for name in ("ray::", "/ray/"))
    }


def _command_line(pid: int) -> str:
    """Return what a process was started with, "" for one that has ended."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return ""
    return line.replace(b"\0", b" ").decode(errors="replace").strip()


def still_alive(processes: dict[int, str]) -> dict[int, str]:
    return {pid: line for pid, line in processes.items() if _command_line(pid) == line}


def check_ended(processes: dict[int, str]) -> None:
    assert processes
    deadline = time.monotonic() + 30
    while still_alive(processes) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert still_alive(processes) == {}


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of files of some length, each in another order of its paragraphs."""
    folder = tmp_path / "many"
    folder.mkdir()
    paragraphs = (CORPUS / "CTOC-COP-2006-decisions.ru.txt").read_text("utf-8").split("\n\n")
    for n in range(N_FILES):
        text = "\n\n".join([f"# Документ № {n}", *paragraphs[n:], *paragraphs[:n]])
        (folder / f"документ-{n:02}.md").write_text(text, "utf-8")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    for n, place in enumerate(["Вене", "Женеве", "Überlingen", "Genève"]):
        (folder / f"записка-{n}.md").write_text(f"# Записка {n}\n\nСессия в {place}.\n", "utf-8")
    return folder


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A cluster of two nodes on this machine, one processor each."""
    os.environ |= ray_engine.QUIET
    from ray.cluster_utils import Cluster

    cluster: Any = Cluster(
        initialize_head=True, head_node_args={**NODE, "include_dashboard": False}
    )
    cluster.add_node(**NODE)
    started = ray_processes(os.getpid())
    yield cluster
    cluster.shutdown()
    check_ended(started)


def test_ray_builds_the_same_bytes_and_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with RayEngine(DEFAULT_ENCODER, folder / ".parts") as engine:
        report = build_index(folder, [CORPUS], load_encoder(), engine=engine)
        started = ray_processes(os.getpid())
    assert report.n_parsed == report.manifest.n_documents
    assert report.n_encoded == report.manifest.n_passages
    assert generation(folder) == generation(home / "index")
    assert not (folder / ".parts").exists()
    check_ended(started)


def test_a_file_that_ends_its_process_is_left_out_with_its_reason(
    small: Path, tmp_path: Path
) -> None:
    folder, encoder = tmp_path / "index", load_encoder()
    with RayEngine(DEFAULT_ENCODER, folder / ".parts") as engine:
        planted = PlantedEngine(engine, deadly="записка-1", faulty="записка-2")
        report = build_index(folder, [small], encoder, engine=planted)
        reasons = {left.path.name: left.reason for left in report.left_out}
        assert reasons.keys() == {"записка-1.md", "записка-2.md"}
        assert "ended 3 processes" in reasons["записка-1.md"]
        assert "ValueError: неожиданное" in reasons["записка-2.md"]
        assert report.manifest.n_documents == 2
        again = build_index(folder, [], encoder, engine=engine)
    assert (again.n_parsed, again.left_out) == (2, ())
    build_index(tmp_path / "whole", [small], encoder)
    assert generation(folder) == generation(tmp_path / "whole")


def test_a_node_with_another_encoder_is_refused(
    small: Path, tmp_path: Path, word_encoder: Encoder
) -> None:
    folder = tmp_path / "index"
    with (
        pytest.raises(EncoderUnavailable, match="words-64"),
        RayEngine(DEFAULT_ENCODER, folder / ".parts") as engine,
    ):
        build_index(folder, [small], word_encoder, engine=engine)
    assert list((folder / ".parts").rglob("*"))


def test_without_the_package_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_engine, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r'pip install "askalliance\[ray\]"'):
        RayEngine(DEFAULT_ENCODER, tmp_path)


def test_a_node_that_is_lost_mid_way_changes_nothing(
    cluster: Any, many: Path, tmp_path: Path
) -> None:
    folder, encoder = tmp_path / "index", load_encoder()
    lost: list[str] = []

    def lose_one(step: str, done: int, total: int) -> None:
        if step == "encoding" and done >= total // 3 and not lost:
            lost.append(step)
            cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)

    with RayEngine(DEFAULT_ENCODER, folder / ".parts", cluster.address) as engine:
        report = build_index(folder, [many], encoder, lose_one, engine=engine)
    assert lost
    assert (report.left_out, report.manifest.n_documents) == ((), N_FILES)
    build_index(tmp_path / "whole", [many], encoder)
    assert generation(folder) == generation(tmp_path / "whole")


def test_a_build_that_was_killed_goes_on_where_it_was(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    parts = folder / ".parts"
    killed = subprocess.Popen(
        [sys.executable, "-m", "ui", "index", str(many), "--engine", "ray"],
        cwd=ROOT,
        env={**os.environ, "ASKALLIANCE_HOME": str(tmp_path)},
    )
    while len(list(parts.glob("*/" + "[0-9a-f]" * 64))) < N_FILES + N_FILES // 4:
        assert killed.poll() is None
        time.sleep(0.01)
    started = ray_processes(killed.pid)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    time.sleep(3)
    for pid in still_alive(started):
        os.kill(pid, signal.SIGKILL)  # two of Ray's own outlive a driver that could say nothing
    check_ended(started)
    n_kept = len(list(parts.glob("*/" + "[0-9a-f]" * 64)))
    sent: list[Any] = []
    send = ray_engine._Tasks._send

    def counted(tasks: Any, item: Any) -> Any:
        sent.append(item)
        return send(tasks, item)

    monkeypatch.setattr(ray_engine._Tasks, "_send", counted)
    with RayEngine(DEFAULT_ENCODER, parts) as engine:
        build_index(folder, [many], load_encoder(), engine=engine)
    assert len(sent) == 2 * N_FILES - n_kept
    build_index(tmp_path / "whole", [many], load_encoder())
    assert generation(folder) == generation(tmp_path / "whole")


def test_a_cluster_that_does_not_answer_is_one_clear_error(tmp_path: Path) -> None:
    with (
        pytest.raises(UserError, match=r"No Ray cluster answers at 127\.0\.0\.1:9"),
        RayEngine(DEFAULT_ENCODER, tmp_path, "127.0.0.1:9"),
    ):
        pass
