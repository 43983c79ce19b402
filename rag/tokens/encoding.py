"""Counting and cutting text by tokens, in the model's encoding if it is here, else in our own.

tiktoken downloads a public encoding when its file is not cached. Here it is asked only after
the cached file has been found whole; any other model is measured in the shipped encoding.
"""

import gzip
import hashlib
import os
import tempfile
from base64 import b64decode
from functools import cache
from importlib.resources import files
from pathlib import Path

import tiktoken
from tiktoken import registry

NAME = "askalliance_32k"
FILE = "askalliance.tiktoken.gz"

# Words with the mark or space before them and an elided apostrophe after, numbers of at most
# three digits, punctuation, line ends, spaces. Close to o200k_base, with two differences: `l'` in
# `l'État` stands apart from the noun (French needs 1 % fewer tokens), and no
# repetition that can backtrack is unbounded (o200k_base panics on a million spaces).
PATTERN = "|".join(
    [
        r"[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+['’]?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s{0,99}[\r\n]+",
        r"\s{1,99}(?!\S)",
        r"\s",
    ]
)

# Encoding -> the file it is read from and its SHA-256, as in `tiktoken_ext.openai_public`.
_P50K = ("p50k_base", "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069")
_O200K = ("o200k_base", "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d")
PUBLIC = {
    "r50k_base": (
        "r50k_base",
        "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
    ),
    "p50k_base": _P50K,
    "p50k_edit": _P50K,
    "cl100k_base": (
        "cl100k_base",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    "o200k_base": _O200K,
    "o200k_harmony": _O200K,
}

# Longer texts are encoded in blocks: the patterns of the public encodings overflow their stack
# on a run of about a million spaces, and the library then panics past `except Exception`.
_BLOCK_CHARS = 200_000


def count_tokens(text: str, model: str = "") -> int:
    """Return the number of tokens of the text.

    What looks like a special token (`<|endoftext|>`) is counted as the text it is. A text above
    200,000 characters is counted in blocks, which may add a token per block.
    """
    return len(_encode(encoding_for(model), text))


def truncate(text: str, n_tokens: int, model: str = "") -> str:
    """Return a prefix of at most n_tokens tokens that no further character would fit.

    The text itself if it fits, "" for a budget of none or less. Characters stay whole.
    """
    encoding = encoding_for(model)
    tokens = _encode(encoding, text)
    if len(tokens) <= n_tokens:
        return text
    if n_tokens <= 0:
        return ""
    end = len(encoding.decode_bytes(tokens[:n_tokens]).decode(errors="ignore"))
    # A prefix is encoded anew, so the first n tokens may become more tokens, or fewer.
    while len(_encode(encoding, text[:end])) > n_tokens:
        end -= 1
    while len(_encode(encoding, text[: end + 1])) <= n_tokens:
        end += 1
    return text[:end]


def encoding_for(model: str = "") -> tiktoken.Encoding:
    """Return the model's own encoding if tiktoken can load it without a download, else ours.

    `model` is a name as providers give it, also behind a provider (`openai:gpt-4o`). Encode with
    `encode_ordinary`: `encode` raises on text that looks like a special token.
    """
    if not model:
        return _own()
    name = _public_name(model)
    if name in registry.ENCODINGS or _is_cached(name):
        return tiktoken.get_encoding(name)
    return _own()


def load_ranks(packed: bytes) -> dict[bytes, int]:
    """Return token -> rank from gzipped lines "base64 rank", the format of tiktoken's files."""
    lines = (line.split() for line in gzip.decompress(packed).splitlines())
    return {b64decode(token): int(rank) for token, rank in lines}


def build_encoding(ranks: dict[bytes, int]) -> tiktoken.Encoding:
    """Return the encoding of these ranks under our pattern; it has no special tokens."""
    return tiktoken.Encoding(
        NAME,
        pat_str=PATTERN,
        mergeable_ranks=ranks,
        special_tokens={},
        explicit_n_vocab=len(ranks),
    )


@cache
def _own() -> tiktoken.Encoding:
    return build_encoding(load_ranks(files(__package__).joinpath(FILE).read_bytes()))


def _encode(encoding: tiktoken.Encoding, text: str) -> list[int]:
    if len(text) <= _BLOCK_CHARS:
        return encoding.encode_ordinary(text)
    blocks = (text[i : i + _BLOCK_CHARS] for i in range(0, len(text), _BLOCK_CHARS))
    return [token for block in blocks for token in encoding.encode_ordinary(block)]


def _public_name(model: str) -> str:
    """Return tiktoken's name for the model's encoding, "" if it knows none."""
    for name in (model, model.partition(":")[2]):
        try:
            return tiktoken.encoding_name_for_model(name)
        except KeyError:
            continue
    return ""


def _is_cached(encoding_name: str) -> bool:
    """Say whether the encoding's file lies whole in the cache; tiktoken replaces a damaged one."""
    folder = _cache_folder()
    if encoding_name not in PUBLIC or not folder:
        return False
    stem, sha256 = PUBLIC[encoding_name]
    url = f"https://openaipublic.blob.core.windows.net/encodings/{stem}.tiktoken"
    path = Path(folder, hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest())
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def _cache_folder() -> str:
    """Return the folder that tiktoken reads, "" if caching is switched off.

    The one place outside the composition root that reads the environment: tiktoken itself goes
    by these variables, and the answer must be the same.
    """
    for variable in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"):
        if variable in os.environ:
            return os.environ[variable]
    return str(Path(tempfile.gettempdir(), "data-gym-cache"))
