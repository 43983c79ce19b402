"""Prompt templates as files, versioned by their hash."""

__all__ = ["Prompt", "joint_version", "load_prompt"]

from prompts.template import Prompt, joint_version, load_prompt
