"""How alike a message is to calls for help, for what no rule puts into words.

A linear model over the shipped encoder's vectors; `train.py` makes `likeness.json`. It never
decides alone: it speaks where the rules hear a person, and adds to what they weigh.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import load_encoder

WEIGHTS = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Likeness:
    """`weights`: float32, shape (dim,), over vectors of the encoder of that name."""

    encoder: str
    weights: NDArray[np.float32]
    bias: float


def likeness(text: str) -> float:
    """Return the log-odds that a message calls for help; 0.0 is undecided."""
    model = load_likeness()
    return float(load_encoder().encode_queries([text])[0] @ model.weights + model.bias)


@cache
def load_likeness() -> Likeness:
    """Return the model of `likeness.json`."""
    row = json.loads(WEIGHTS.read_text("utf-8"))
    return Likeness(row["encoder"], np.array(row["weights"], np.float32), row["bias"])
