"""Screening of messages, before they are stored and before any model sees them."""

from questions.screening.screen import Decision, Screening, screen

__all__ = ["Decision", "Screening", "screen"]
