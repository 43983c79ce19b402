"""Screening of messages, before they are stored and before any model sees them."""

from questions.screening.screen import DECISIONS, Decision, Screening, screen

__all__ = ["DECISIONS", "Decision", "Screening", "screen"]
