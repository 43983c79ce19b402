"""Token counts: lossless, never a download, and never a surprise in hostile text."""

import gzip
import hashlib
import importlib
import json
import os
import socket
from base64 import b64encode
from pathlib import Path
from typing import Any, NoReturn

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st
from tiktoken import registry
from tiktoken.load import load_tiktoken_bpe

from rag.tokens import count_tokens, encoding, encoding_for, train, truncate

SENTENCE = "Конференция постановляет учредить рабочую группу открытого состава."
CL100K_URL = "https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken"
CL100K_KEY = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"  # SHA-1 of the address above


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("token counting opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(registry, "ENCODINGS", {})


@pytest.fixture
def public_file(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A tiny file that stands in for cl100k_base: single bytes, and the pattern that overflows."""
    content = b"".join(b64encode(bytes([byte])) + b" %d\n" % byte for byte in range(256))
    sha256 = hashlib.sha256(content).hexdigest()

    def construct() -> dict[str, Any]:
        return {
            "name": "cl100k_base",
            "pat_str": r"\s+(?!\S)|\s|\S+",
            "mergeable_ranks": load_tiktoken_bpe(CL100K_URL, expected_hash=sha256),
            "special_tokens": {"<|endoftext|>": 256},
        }

    monkeypatch.setattr(registry, "ENCODING_CONSTRUCTORS", {"cl100k_base": construct})
    monkeypatch.setitem(encoding.PUBLIC, "cl100k_base", ("cl100k_base", sha256))
    return content


@given(st.text())
def test_decoding_gives_the_text_back(text: str) -> None:
    own = encoding_for()
    assert own.decode(own.encode_ordinary(text)) == text


def test_vocabulary_has_32_000_tokens_and_every_byte() -> None:
    own = encoding_for()
    assert own.n_vocab == 32_000
    assert all(own.encode_single_token(bytes([byte])) >= 0 for byte in range(256))
    assert own.special_tokens_set == set()


def test_shipped_file_is_small_and_without_a_time_stamp() -> None:
    packed = Path(encoding.__file__).with_name(encoding.FILE).read_bytes()
    assert len(packed) < 300_000
    assert packed[4:8] == bytes(4)  # the field MTIME of RFC 1952


@pytest.mark.parametrize(
    ("text", "n_tokens"),
    [
        ("", 0),
        (" ", 1),
        ("2026", 2),  # 202|6
        ("Конференция", 1),
        (SENTENCE, 10),  # seven words, of which учред|ить and рабоч|ую are two each, and the stop
    ],
)
def test_known_counts(text: str, n_tokens: int) -> None:
    assert count_tokens(text) == n_tokens


@pytest.mark.parametrize("model", ["", "gpt-4", "gpt2"])
def test_special_token_is_plain_text(model: str) -> None:
    assert count_tokens("<|endoftext|>", model) > 1
    assert truncate("<|endoftext|>", 99, model) == "<|endoftext|>"


@pytest.mark.parametrize("character", [" ", "\n", "я", "́", "!", "'", "1", "\x00"])
def test_million_equal_characters_are_counted(character: str) -> None:
    text = "a" + character * 1_000_000 + "a"
    own = encoding_for()
    assert own.decode(own.encode_ordinary(text)) == text
    assert count_tokens(text) > 0


def test_lone_surrogate_is_counted_and_cut() -> None:
    assert count_tokens("a\ud800b") > 2
    assert truncate("a\ud800b", 1) == "a"


@given(st.text() | st.text("l'État 20я 😀\n"), st.integers(-1, 40))
def test_truncated_text_is_a_prefix_that_no_further_character_fits(text: str, budget: int) -> None:
    cut = truncate(text, budget)
    assert text.startswith(cut)
    assert count_tokens(cut) <= max(budget, 0)
    if cut != text:
        assert count_tokens(text[: len(cut) + 1]) > budget


def test_truncate_at_words_and_characters() -> None:
    assert truncate(SENTENCE, 1) == "Конференция"
    assert truncate(SENTENCE, 10) == SENTENCE
    assert truncate(SENTENCE, 0) == truncate(SENTENCE, -5) == ""
    assert truncate("𒀀𒀀", count_tokens("𒀀") + 1) == "𒀀"  # several tokens a character


@pytest.mark.parametrize("model", ["", "gpt-4o", "openai:gpt-4", "gpt-5", "gpt2", "bge-m3", ":"])
def test_model_is_measured_in_our_encoding_while_the_cache_is_empty(model: str) -> None:
    assert encoding_for(model).name == encoding.NAME
    assert count_tokens(SENTENCE, model) == count_tokens(SENTENCE)


def test_switched_off_cache_is_no_reason_to_download(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert encoding_for("gpt-4").name == encoding.NAME


@pytest.mark.parametrize("variable", ["TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR", "TMPDIR"])
def test_cached_encoding_of_the_model_is_used(
    variable: str, public_file: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path
    if variable == "TMPDIR":
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        folder = tmp_path / "data-gym-cache"
        folder.mkdir()
    else:
        monkeypatch.setenv(variable, str(tmp_path))
    (folder / CL100K_KEY).write_bytes(public_file)

    assert encoding_for("gpt-4").name == "cl100k_base"
    assert encoding_for("openai:gpt-4-0613").name == "cl100k_base"
    assert encoding_for("gpt-4o").name == encoding.NAME
    assert count_tokens("да", "gpt-4") == 4  # four bytes
    assert truncate("да", 3, "gpt-4") == "д"
    assert count_tokens("<|endoftext|>", "gpt-4") == 13


def test_public_pattern_survives_a_million_spaces(public_file: bytes, tmp_path: Path) -> None:
    (tmp_path / CL100K_KEY).write_bytes(public_file)
    assert count_tokens("a" + " " * 1_000_000 + "a", "gpt-4") == 1_000_002


def test_damaged_cached_file_is_left_alone(public_file: bytes, tmp_path: Path) -> None:
    (tmp_path / CL100K_KEY).write_bytes(public_file[:-9])
    assert encoding_for("gpt-4").name == encoding.NAME
    assert (tmp_path / CL100K_KEY).exists()


@pytest.mark.parametrize("name", sorted(encoding.PUBLIC))
def test_public_files_are_those_of_the_installed_tiktoken(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    openai_public = importlib.import_module("tiktoken_ext.openai_public")
    asked: list[tuple[str, str]] = []

    def record(url: str, expected_hash: str) -> dict[bytes, int]:
        asked.append((url, expected_hash))
        return {}

    monkeypatch.setattr(openai_public, "load_tiktoken_bpe", record)
    openai_public.ENCODING_CONSTRUCTORS[name]()
    stem, sha256 = encoding.PUBLIC[name]
    assert asked == [(CL100K_URL.replace("cl100k_base", stem), sha256)]


def test_every_model_of_the_installed_tiktoken_is_known_or_old() -> None:
    names = {tiktoken.encoding_name_for_model(model) for model in tiktoken.model.MODEL_TO_ENCODING}
    assert names - set(encoding.PUBLIC) == {"gpt2"}  # read from two files; measured in ours


def test_training_is_reproducible_and_readable_by_tiktoken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "MIX", dict.fromkeys(train.MIX, (1, 0, 0, 0, 0, 0)))
    data = _small_data(tmp_path)
    first = train.train(data)
    assert first == train.train(data)
    ranks = encoding.load_ranks(first)
    assert sorted(ranks.values()) == list(range(len(ranks)))
    assert len(gzip.decompress(first).splitlines()) == len(ranks) > 256
    assert encoding.build_encoding(ranks).encode_ordinary("заседание") == [
        ranks["заседание".encode()]
    ]


def test_training_names_the_missing_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train.main([str(tmp_path / "nowhere")]) == 2
    assert f"nowhere{os.sep}un-devset" in capsys.readouterr().err


def test_measure_prints_characters_per_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"text": "Конференция"}) + "\n", encoding="utf-8")
    assert train.main(["--measure", str(rows)]) == 0
    assert capsys.readouterr().out.startswith("11.00          1 tokens")


def _small_data(folder: Path) -> Path:
    """Every source of the mix with one line a language."""
    header = "\t".join(train.LANGUAGES)
    row = "\t".join(f"заседание number {language}" for language in train.LANGUAGES)
    for source in train.MIX:
        (folder / source).mkdir()
        for name in ("pairs.tsv", "titles.tsv"):
            (folder / source / name).write_text(f"{header}\n{row}\n", encoding="utf-8")
        for language in train.LANGUAGES:
            (folder / source / f"un.{language}").write_text("meeting held\n", encoding="utf-8")
        (folder / source / "pairs.jsonl").write_text('{"text": "Статья 1"}\n', encoding="utf-8")
    return folder
