"""What the tests of Milvus work with: an index moved there, and a server that can be stopped."""

import socket
import subprocess
import sys
import time
import uuid
from dataclasses import replace
from pathlib import Path

from embeddings.errors import SearchUnavailable
from embeddings.milvus import Milvus
from rag.build import write_index
from rag.index import Index, read_generation
from rag.milvus_collections import fill


def moved(index: Index, milvus: Milvus, folder: Path) -> Index:
    """Return the index as it is searched in a collection of its own; its files are in folder."""
    manifest = replace(index.manifest, generation=uuid.uuid4().hex[:12])
    place = folder / manifest.generation
    place.mkdir()
    write_index(place, index)
    fill(milvus, folder, replace(index, manifest=manifest))
    return read_generation(folder, manifest, milvus)


class Server:
    """milvus-lite as a server of its own, which can be stopped and started again."""

    def __init__(self, folder: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"http://anna:geheim-ключ@127.0.0.1:{self._port}"

    def start(self) -> Milvus:
        """Return a connection, once the server takes one."""
        run = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(self._folder)]
        self._process = subprocess.Popen(
            [*run, "--port", str(self._port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return wait_for(self.uri)

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()


def wait_for(uri: str) -> Milvus:
    deadline = time.monotonic() + 30
    while True:
        try:
            return Milvus.open(uri)
        except SearchUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
