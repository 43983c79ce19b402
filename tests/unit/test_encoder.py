from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import load_encoder, prefixes_for
from embeddings.errors import EncoderUnavailable


def test_the_shipped_encoder_gives_unit_rows_without_a_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("socket.socket.connect", _no_network)
    encoder = load_encoder()
    vectors = encoder.encode_passages(["Human trafficking", "Торговля людьми"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (2, encoder.dim)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert encoder.encode_queries([]).shape == (0, encoder.dim)


def test_known_families_get_their_prefixes() -> None:
    assert prefixes_for("intfloat/multilingual-e5-small").passage == "passage: "
    assert prefixes_for("ai-forever/FRIDA").query == "search_query: "
    assert prefixes_for("BAAI/bge-m3").query == ""


def test_a_hub_model_without_a_revision_is_refused() -> None:
    with pytest.raises(EncoderUnavailable, match="NAME@REVISION"):
        load_encoder("intfloat/multilingual-e5-small")


def test_a_folder_that_is_no_model_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    encoder = load_encoder(str(tmp_path))
    with pytest.raises(EncoderUnavailable, match="ASKALLIANCE_ENCODER"):
        encoder.encode_queries(["?"])


def test_two_folders_of_one_name_are_two_encoders(tmp_path: Path) -> None:
    for parent in "ab":  # alike but for the bytes of their weights
        (tmp_path / parent / "model").mkdir(parents=True)
        (tmp_path / parent / "model" / "config.json").write_text("{}")
        (tmp_path / parent / "model" / "model.safetensors").write_text(parent * 1000)
    one, other = (load_encoder(str(tmp_path / parent / "model")).name for parent in "ab")
    assert one.startswith("model@")
    assert one != other


def _no_network(*args: object) -> None:
    raise AssertionError("a network call")
