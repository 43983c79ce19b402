"""Exports of a hashtag: files in, incoming questions and what is set aside out."""

from questions.intake.post import Malformed, Post
from questions.intake.read import read_posts
from questions.intake.summary import Summary, summarise
from questions.intake.take import Incoming, Provenance, Reason, SetAside, take
from questions.intake.workers import in_processes

__all__ = [
    "Incoming",
    "Malformed",
    "Post",
    "Provenance",
    "Reason",
    "SetAside",
    "Summary",
    "in_processes",
    "read_posts",
    "summarise",
    "take",
]
