"""Token vectors to a sentence-transformers model folder: eight bits a number, one scale a token."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.training.share import Shared
from embeddings.training.table import Table

TYPE = "sentence_transformers.models"
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": f"{TYPE}.StaticEmbedding"},
    {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{TYPE}.Normalize"},
]
SETTINGS = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}


def write_model(folder: Path, shared: Shared, tokenizer: Tokenizer) -> None:
    """Write a model that `SentenceTransformer(folder)` opens, with no code of ours.

    The file holds `embeddings` (int8, one row for the tokens that share it), `mapping` (the row
    of each token) and `weights` (float32, one a token), which are put together at loading, as
    those of model2vec are.
    """
    from safetensors.numpy import save_file

    codes, steps = quantise(shared.vectors)
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[Any]] = {
        "embeddings": codes,
        "mapping": shared.rows.astype(np.int32),
        "weights": (shared.scales * steps[shared.rows]).astype(np.float32),
    }
    save_file(arrays, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in (
        ("modules.json", MODULES),
        ("config_sentence_transformers.json", SETTINGS),
    ):
        (folder / name).write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def quantise(table: Table) -> tuple[NDArray[np.int8], Table]:
    """Return int8 codes and a step per row whose product is the table to half a step."""
    steps = np.abs(table).max(axis=1) / 127
    safe = np.where(steps > 0, steps, 1)
    return np.rint(table / safe[:, None]).astype(np.int8), steps.astype(np.float32)
