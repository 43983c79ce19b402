import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from embeddings.encoder import Vectors, load_encoder
from embeddings.errors import EncoderUnavailable
from embeddings.onnx_model import onnx_file
from embeddings.presets import PRESETS, family_of, prefixes_for
from tests.tiny_models import save_encoder, save_transformer, save_word_vectors


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


@pytest.mark.parametrize("pooling", ["mean", "cls", "lasttoken"])
def test_a_folder_pools_as_it_says_and_gives_unit_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pooling: str
) -> None:
    monkeypatch.setattr("socket.socket.connect", _no_network)
    folder = save_encoder(tmp_path / "model", pooling)
    vectors = load_encoder(str(folder)).encode_queries(["Торговля людьми", "Wo findet?"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert vectors == pytest.approx(_by_hand(folder, ["Торговля людьми", "Wo findet?"], pooling))


def test_a_folder_named_for_its_family_gets_the_familys_prefixes(tmp_path: Path) -> None:
    folder = save_encoder(tmp_path / "multilingual-e5-small", "mean")
    encoder = load_encoder(str(folder))
    assert encoder.encode_queries(["конференция"]) == pytest.approx(
        _by_hand(folder, ["query: конференция"], "mean")
    )
    assert encoder.encode_passages(["конференция"]) == pytest.approx(
        _by_hand(folder, ["passage: конференция"], "mean")
    )


@pytest.mark.parametrize("names", [("query", "document"), ("search_query", "search_document")])
def test_prompts_that_a_model_brings_win_over_its_name(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    prompts = dict(zip(names, ("search query: ", "search document: "), strict=True))
    folder = save_encoder(tmp_path / "multilingual-e5-small", "mean", prompts)
    encoder = load_encoder(str(folder))
    assert encoder.encode_queries(["альянса"]) == pytest.approx(
        _by_hand(folder, ["search query: альянса"], "mean")
    )
    assert encoder.encode_passages(["альянса"]) == pytest.approx(
        _by_hand(folder, ["search document: альянса"], "mean")
    )


def test_an_instruction_stands_before_queries_alone(tmp_path: Path) -> None:
    folder = save_encoder(tmp_path / "Qwen3-Embedding-0.6B", "lasttoken")
    encoder = load_encoder(str(folder))
    text = "wo findet die konferenz statt"
    assert encoder.encode_passages([text]) == pytest.approx(_by_hand(folder, [text], "lasttoken"))
    assert encoder.encode_queries([text]) != pytest.approx(encoder.encode_passages([text]))


@pytest.mark.parametrize(
    ("name", "pooling"), [("multilingual-e5-base", "mean"), ("bge-m3", "cls"), ("FRIDA", "cls")]
)
def test_a_bare_transformer_pools_as_its_family_does(
    tmp_path: Path, name: str, pooling: str
) -> None:
    folder = save_transformer(tmp_path / name)
    prefix = prefixes_for(name).passage
    assert load_encoder(str(folder)).encode_passages(["людьми"]) == pytest.approx(
        _by_hand(folder, [f"{prefix}людьми"], pooling)
    )


def test_a_bare_transformer_of_an_unknown_family_is_refused(tmp_path: Path) -> None:
    for name in ("unheard-of", "embeddinggemma-300m"):  # gemma: dense layers follow its pooling
        encoder = load_encoder(str(save_transformer(tmp_path / name)))
        with pytest.raises(EncoderUnavailable, match=r"modules\.json"):
            encoder.encode_queries(["?"])


def test_a_folder_of_a_hubs_cache_is_known_by_its_models_name(tmp_path: Path) -> None:
    cached = tmp_path / "models--BAAI--bge-m3" / "snapshots" / "0123abc"
    folder = save_transformer(cached)
    assert load_encoder(str(folder)).encode_queries(["где"]) == pytest.approx(
        _by_hand(folder, ["где"], "cls")
    )


def test_a_preset_is_a_model_of_the_hub_at_one_commit() -> None:
    for name, preset in PRESETS.items():
        assert re.fullmatch(r"[0-9a-f]{40}", preset.revision), name
        assert load_encoder(name).name == f"{preset.repository}@{preset.revision}"
        assert family_of(preset.repository), name
    assert load_encoder("FRIDA").name.startswith("ai-forever/FRIDA@")


def test_a_name_that_only_resembles_a_family_is_not_of_it() -> None:
    assert prefixes_for("acme/some5-model").query == ""
    assert prefixes_for("intfloat/multilingual-e5-large-instruct").passage == ""
    assert prefixes_for("Qwen/Qwen3-Embedding-4B").query.startswith("Instruct: ")


def test_an_eight_bit_onnx_file_is_run_in_place_of_the_weights(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    folder = save_encoder(tmp_path / "multilingual-e5-small", "mean")
    by_weights = load_encoder(str(folder))
    save_word_vectors(folder / "onnx" / "model_quantized.onnx")
    encoder = load_encoder(str(folder))
    assert encoder.name.startswith("multilingual-e5-small+model_quantized@")
    assert encoder.name != by_weights.name
    vectors = encoder.encode_passages(["конференция альянса", "альянса конференция", "людьми"])
    assert encoder.dim == 16
    # Vectors of words know no order, so the first two texts are one, and are not the third.
    assert vectors[0] == pytest.approx(vectors[1], abs=1e-6)
    assert vectors[0] != pytest.approx(vectors[2], abs=1e-2)
    assert vectors[0] != pytest.approx(encoder.encode_queries(["конференция альянса"])[0], abs=1e-2)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_the_onnx_file_suits_the_processor(tmp_path: Path) -> None:
    for stem in ("model", "model_qint8_avx512_vnni", "model_quint8_avx2", "model_qint8_arm64"):
        (tmp_path / "onnx").mkdir(exist_ok=True)
        (tmp_path / "onnx" / f"{stem}.onnx").touch()

    def chosen(*features: str) -> str | None:
        found = onnx_file(tmp_path, frozenset(features))
        return found.stem if found else None

    assert chosen("avx2", "avx512_vnni") == "model_qint8_avx512_vnni"
    assert chosen("avx2") == "model_quint8_avx2"
    assert chosen("arm64") == "model_qint8_arm64"
    assert chosen() == "model"
    (tmp_path / "model.safetensors").touch()
    assert chosen() is None


def test_onnx_without_its_extra_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = save_encoder(tmp_path / "model", "mean")
    (folder / "model_quantized.onnx").touch()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EncoderUnavailable, match=r"askalliance\[onnx\]") as raised:
        load_encoder(str(folder)).encode_queries(["?"])
    assert "\n" not in str(raised.value)


def _by_hand(folder: Path, texts: list[str], pooling: str) -> Vectors:
    """Return the vectors as the model's card would have one compute them, a text at a time."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval()
    rows = []
    for text in texts:
        with torch.no_grad():
            tokens = model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0]
        row = {"mean": tokens.mean(0), "cls": tokens[0], "lasttoken": tokens[-1]}[pooling]
        rows.append((row / row.norm()).numpy())
    return np.stack(rows).astype(np.float32)


def _no_network(*args: object) -> None:
    raise AssertionError("a network call")
