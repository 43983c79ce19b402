"""Prompt templates as files, versioned by their hash."""

__all__ = ["Prompt", "load_prompt"]

from prompts.template import Prompt, load_prompt
