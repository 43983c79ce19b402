"""Fit `likeness.json`: `python -m questions.screening.train FILE...` over judged messages.

FILE: JSON lines of {"text", "expect"}, or of gold questions, which call for nothing. Logistic
regression with a quadratic penalty, by Newton's method: the same files, the same weights.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import load_encoder
from questions.screening.likeness import WEIGHTS, Likeness

PENALTY = 3e-4
STEPS = 25


def main(paths: Sequence[Path]) -> None:
    """Fit the model to the messages of the files and write it beside this module."""
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    texts = [row.get("text", row.get("question")) for row in rows]
    is_call = np.array([row.get("expect") == "urgent_help" for row in rows], np.float64)
    encoder = load_encoder()
    said = [position for position, text in enumerate(texts) if text.strip()]
    vectors = encoder.encode_queries([texts[position] for position in said])
    model = fit(vectors, is_call[said], encoder.name)
    WEIGHTS.write_text(
        json.dumps(
            {
                "encoder": model.encoder,
                "n": len(said),
                "bias": round(model.bias, 4),
                "weights": [round(float(weight), 4) for weight in model.weights],
            }
        )
        + "\n",
        "utf-8",
    )
    print(f"{WEIGHTS.name}: {len(said)} messages, {is_call.sum():.0f} of them calls for help")


def fit(vectors: NDArray[np.float32], is_call: NDArray[np.float64], encoder: str) -> Likeness:
    """Return the model of least mean log-loss plus PENALTY times the squared weights.

    vectors: shape (n, dim); is_call: 1.0 or 0.0, shape (n,). The bias bears no penalty.
    """
    n, dim = vectors.shape
    inputs = np.hstack([vectors.astype(np.float64), np.ones((n, 1))])
    penalty = 2 * PENALTY * np.append(np.ones(dim), 1e-9)
    weights = np.zeros(dim + 1)
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (odds - is_call) / n + penalty * weights
        curve = (inputs.T * (odds * (1 - odds))) @ inputs / n + np.diag(penalty)
        weights -= np.linalg.solve(curve, slope)
    return Likeness(encoder, weights[:dim].astype(np.float32), float(weights[dim]))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
