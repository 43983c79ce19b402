"""Model families that we know: what they see before a text, how they pool, which revision is meant.

From the model cards; the revisions are the hub's commits, as other projects pin them in public.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What a model was trained to see in front of a query and of a passage."""

    query: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """Models trained alike; `pooling` is "" where more than pooling follows the transformer."""

    prefixes: Prefixes = Prefixes()
    pooling: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """A model of the hub at one commit."""

    repository: str
    revision: str


INSTRUCTION = "Instruct: Given a web search query, retrieve relevant passages that answer the query"
# By a word of the model's name, the first that fits.
FAMILIES = {
    "e5-large-instruct": Family(Prefixes(f"{INSTRUCTION}\nQuery: "), "mean"),
    "e5": Family(Prefixes("query: ", "passage: "), "mean"),
    "bge-m3": Family(Prefixes(), "cls"),
    "frida": Family(Prefixes("search_query: ", "search_document: "), "cls"),
    "qwen3-embedding": Family(Prefixes(f"{INSTRUCTION}\nQuery:"), "lasttoken"),
    "embeddinggemma": Family(Prefixes("task: search result | query: ", "title: none | text: ")),
}
PRESETS = {
    "multilingual-e5-small": Preset(
        "intfloat/multilingual-e5-small", "fd1525a9fd15316a2d503bf26ab031a61d056e98"
    ),
    "multilingual-e5-base": Preset(
        "intfloat/multilingual-e5-base", "d13f1b27baf31030b7fd040960d60d909913633f"
    ),
    "multilingual-e5-large": Preset(
        "intfloat/multilingual-e5-large", "ab10c1a7f42e74530fe7ae5be82e6d4f11a719eb"
    ),
    "bge-m3": Preset("BAAI/bge-m3", "5617a9f61b028005a4858fdac845db406aefb181"),
    "frida": Preset("ai-forever/FRIDA", "7292217af9a9e6dbf07048f76b434ad1e2aa8b76"),
    "qwen3-embedding-0.6b": Preset(
        "Qwen/Qwen3-Embedding-0.6B", "97b0c614be4d77ee51c0cef4e5f07c00f9eb65b3"
    ),
    "embeddinggemma-300m": Preset(
        "google/embeddinggemma-300m", "57c266a740f537b4dc058e1b0cda161fd15afa75"
    ),
}
# How models name their own prompts, the first that a model has.
QUERY_PROMPTS = ("query", "search_query", "retrieval-query", "Retrieval-query")
PASSAGE_PROMPTS = ("passage", "document", "search_document", "corpus", "Retrieval-document")


def family_of(model: str) -> Family | None:
    """Return the family that a model's name or folder tells, None for an unknown one."""
    return next(
        (
            family
            for word, family in FAMILIES.items()
            if re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z])", model.lower())
        ),
        None,
    )


def prefixes_for(model: str, prompts: Mapping[str, str | None] | None = None) -> Prefixes:
    """Return the prefixes of a model: its own prompts where it brings any, else its family's.

    prompts: what the model's configuration says, by name.
    """
    own = Prefixes(
        query=_first(prompts or {}, QUERY_PROMPTS), passage=_first(prompts or {}, PASSAGE_PROMPTS)
    )
    family = family_of(model) or Family()
    return family.prefixes if own == Prefixes() else own


def _first(prompts: Mapping[str, str | None], names: tuple[str, ...]) -> str:
    return next((prompt for name in names if (prompt := prompts.get(name))), "")
