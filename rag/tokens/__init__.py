"""Token counts, for budgets of passages and context; no download, ever."""

from rag.tokens.encoding import count_tokens, encoding_for, truncate

__all__ = ["count_tokens", "encoding_for", "truncate"]
