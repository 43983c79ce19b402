"""The shipped encoder without torch gives what sentence-transformers makes of the same files."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding

from embeddings.encoder import SHIPPED, SentenceTransformerEncoder, load_encoder
from embeddings.errors import EncoderUnavailable
from embeddings.static import StaticEncoder, is_static

TEXTS = [
    "Торговля людьми: сколько жертв среди детей?",
    "Wie viele Länder, und für wen?",
    "Où étaient les réfugiés l'été dernier ?",
    "¿Cuántos niños?",
    "A/RES/76/186, п. 7",
    "",
    " \n",
]


def test_vectors_are_those_of_sentence_transformers() -> None:
    expected = SentenceTransformer(str(SHIPPED), device="cpu").encode(
        TEXTS, normalize_embeddings=True
    )
    encoder = load_encoder()
    assert isinstance(encoder, StaticEncoder)
    assert encoder.encode_queries(TEXTS) == pytest.approx(expected, abs=1e-6)
    assert encoder.encode_passages(TEXTS) == pytest.approx(expected, abs=1e-6)
    assert encoder.encode_queries([]).shape == (0, encoder.dim)


def test_words_have_the_vectors_of_their_tokens() -> None:
    words = load_encoder().words
    assert words is not None
    first = SentenceTransformer(str(SHIPPED), device="cpu")[0]
    assert isinstance(first, StaticEmbedding)
    expected = first.embedding.weight.detach().numpy()
    tokens = np.arange(0, len(expected), 997, dtype=np.int32)
    lengths = np.linalg.norm(expected[tokens], axis=1)
    kept = lengths > 0
    units = expected[tokens][kept] / lengths[kept, None]
    assert words.cosines(tokens[kept], tokens[kept]) == pytest.approx(units @ units.T, abs=1e-5)


def test_a_message_is_screened_without_torch() -> None:
    code = (
        "import sys; from questions.screening import screen;"
        "assert screen('меня держат взаперти').decision == 'urgent_help';"
        "assert screen('моя соседка плачет каждую ночь').language == 'ru';"
        "assert not {'torch', 'sentence_transformers'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_folder_with_prefixes_or_other_parts_is_left_to_its_library(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    shutil.copytree(SHIPPED, folder)
    assert isinstance(load_encoder(str(folder)), StaticEncoder)
    settings = folder / "config_sentence_transformers.json"
    settings.write_text(json.dumps({"prompts": {"query": "query: "}}), "utf-8")
    assert isinstance(load_encoder(str(folder)), SentenceTransformerEncoder)
    modules = folder / "modules.json"
    modules.write_text(modules.read_text("utf-8").replace("Normalize", "Dense"), "utf-8")
    assert not is_static(folder)
    assert not is_static(tmp_path)


def test_a_damaged_file_says_which_encoder(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "words")
    file = tmp_path / "words" / "model.safetensors"
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises(EncoderUnavailable, match="ASKALLIANCE_ENCODER"):
        load_encoder(str(tmp_path / "words")).encode_queries(["Где план?"])
