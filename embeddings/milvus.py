"""A Milvus server, or milvus-lite within this process: collections of numbered rows.

A row has a dense vector, of unit length, and a sparse one; both are compared by inner products.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.errors import NotFilled, SearchUnavailable, UserError
from embeddings.vector_index import EXACT_UP_TO, Neighbours

if TYPE_CHECKING:
    from pymilvus import MilvusClient

Field = Literal["dense", "sparse"]
Weights = Mapping[int, float]

logger = logging.getLogger(__name__)

MOST_RESULTS = 16_384  # Milvus gives no more for one query.
ASKED_AT_ONCE = 2_000
TIMEOUT_S = 5.0
WRITING_TIMEOUT_S = 600.0
# Milvus takes no empty sparse vector; no query asks for this number, the largest that it takes.
NO_WEIGHTS: Weights = {2**32 - 2: 1.0}
GRAPH = {"M": 32, "efConstruction": 256}
LEAST_EXPLORED = 1_000
LITE = ".db"
# Else the process remembers that a server was away, and tries again after up to two minutes.
CHANNEL = {"grpc.use_local_subchannel_pool": 1}


class Milvus:
    """Collections of a server; whatever fails is SearchUnavailable, and may work the next time."""

    def __init__(self, client: "MilvusClient"):
        self._client = client

    @classmethod
    def open(cls, uri: str) -> "Milvus":
        """Connect to a server (http://HOST:19530, with USER:PASSWORD@ and /DATABASE where it has
        them), or open a file of milvus-lite, which ends in .db and is one process's at a time.

        Raises UserError where the package is missing, SearchUnavailable where nothing answers.
        """
        try:
            from pymilvus import MilvusClient
            from pymilvus.exceptions import MilvusException

            if uri.endswith(LITE):
                import milvus_lite  # noqa: F401
        except ImportError as error:
            raise UserError(
                f"ASKALLIANCE_MILVUS is set and {error.name} is not installed: run "
                '`pip install "askalliance[milvus]"`.'
            ) from error
        for name in ("pymilvus", "milvus_lite"):  # they log what we raise, with its traceback
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            # One of its own: what others opened may be a connection that has broken since.
            return cls(MilvusClient(uri, timeout=TIMEOUT_S, dedicated=True, grpc_options=CHANNEL))
        except MilvusException as error:
            address = _address(uri)
            reason = error.message.replace(uri, address)
            raise SearchUnavailable(
                f"Milvus at {address} cannot be opened ({reason}): {_advice(uri)}."
            ) from error

    @property
    def version(self) -> str:
        """What the server says that it is."""
        with _answering():
            return str(self._client.get_server_version(timeout=TIMEOUT_S))

    def count(self, name: str) -> int | None:
        """Return the number of rows of a collection, made ready to be asked; None without one."""
        with _answering():
            if not self._client.has_collection(name, timeout=TIMEOUT_S):
                return None
            self._client.load_collection(name, timeout=WRITING_TIMEOUT_S)
            (row,) = self._client.query(
                name,
                filter="",
                output_fields=["count(*)"],
                consistency_level="Strong",
                timeout=WRITING_TIMEOUT_S,
            )
        return int(row["count(*)"])

    def create(self, name: str, dim: int, n: int) -> None:
        """Make an empty collection for n rows; up to EXACT_UP_TO of them each is looked at."""
        from pymilvus import DataType

        client = self._client
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dim)
        schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
        graph = {"index_type": "HNSW", "params": GRAPH}
        indexes = client.prepare_index_params()
        indexes.add_index(
            "dense", metric_type="IP", **({"index_type": "FLAT"} if n <= EXACT_UP_TO else graph)
        )
        indexes.add_index("sparse", metric_type="IP", index_type="SPARSE_INVERTED_INDEX")
        with _answering():
            client.create_collection(
                name, schema=schema, index_params=indexes, timeout=WRITING_TIMEOUT_S
            )

    def insert(self, name: str, first: int, vectors: Vectors, weights: Sequence[Weights]) -> None:
        """Add rows, numbered from the first on."""
        rows = [
            {"row": first + at, "dense": vector, "sparse": weights_of_row or NO_WEIGHTS}
            for at, (vector, weights_of_row) in enumerate(zip(vectors, weights, strict=True))
        ]
        with _answering():
            self._client.insert(name, rows, timeout=WRITING_TIMEOUT_S)

    def flush(self, name: str) -> None:
        """Return when what was inserted is on disk."""
        with _answering():
            self._client.flush(name, timeout=WRITING_TIMEOUT_S)

    def drop(self, name: str) -> None:
        """Remove a collection, where there is one."""
        with _answering():
            if self._client.has_collection(name, timeout=TIMEOUT_S):
                self._client.drop_collection(name, timeout=WRITING_TIMEOUT_S)

    def search(
        self,
        name: str,
        field: Field,
        query: Vectors | Weights,
        n: int,
        among: NDArray[np.int64] | None = None,
    ) -> Neighbours:
        """Return the n rows of the greatest inner products, of all or among some, best first.

        Equal ones are in order. Fewer than n where there are no more, and of the sparse ones only
        those that share a number with the query; never more than MOST_RESULTS.
        rows and scores: shape (n_found,).
        """
        if n == 0:
            return Neighbours(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
        n = min(n, MOST_RESULTS)
        explored = {"ef": max(LEAST_EXPLORED, 2 * n)} if field == "dense" else {}
        with _answering():
            (found,) = self._client.search(
                name,
                [query],
                anns_field=field,
                filter="" if among is None else f"row in {among.tolist()}",
                limit=n,
                output_fields=["row"],
                search_params={"metric_type": "IP", "params": explored},
                timeout=TIMEOUT_S,
            )
        rows = np.array(found.ids, dtype=np.int64)
        scores = np.array(found.distances, dtype=np.float32)
        order = np.lexsort((rows, -scores))
        return Neighbours(rows[order], scores[order])

    def vectors(self, name: str, rows: NDArray[np.int64]) -> Iterator[Vectors]:
        """Yield the dense vectors of the rows, in parts. Raises NotFilled if one is missing."""
        for start in range(0, len(rows), ASKED_AT_ONCE):
            asked = rows[start : start + ASKED_AT_ONCE].tolist()
            with _answering():
                found = self._client.query(
                    name, ids=asked, output_fields=["row", "dense"], timeout=TIMEOUT_S
                )
            held: dict[int, Any] = {each["row"]: each["dense"] for each in found}
            if not held.keys() >= set(asked):
                raise incomplete(name)
            yield np.array([held[row] for row in asked], dtype=np.float32)


def incomplete(name: str) -> NotFilled:
    """Return the error of a collection that is not what was filled."""
    return NotFilled(
        f"The collection {name} is not whole, or not in Milvus: run `askalliance index`."
    )


@contextmanager
def _answering() -> Iterator[None]:
    """Turn what pymilvus raises into one line that anybody may read; the log has the reason."""
    import grpc
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, grpc.RpcError) as error:
        logger.warning("Milvus: %s", error)
        raise SearchUnavailable(
            "The passages cannot be searched now, Milvus does not answer as it should: ask again "
            "in a moment, or see `askalliance doctor`."
        ) from error


def _address(uri: str) -> str:
    """Return a URI without the password that may be in it."""
    return uri if uri.endswith(LITE) else urlsplit(uri).netloc.rpartition("@")[2] or "that URI"


def _advice(uri: str) -> str:
    if uri.endswith(LITE):
        return (
            "if another process has it open, let `milvus-lite server` serve it to both, and set "
            "ASKALLIANCE_MILVUS to its address"
        )
    return (
        f"start it, or set ASKALLIANCE_MILVUS to http://HOST:19530 or to a file that ends in {LITE}"
    )
