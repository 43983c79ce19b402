"""A post of a social network as it is read from an export, before anything is decided about it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody posted; its author is not among what is read.

    line: where it begins in the file, from 1. language: what the network says, "" for nothing.
    address: without the author's handle. time: with its zone, None where the export tells none.
    """

    text: str
    network: str
    post_id: str
    address: str
    time: datetime | None
    language: str
    is_repost: bool
    line: int


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row that is no post, and why; the reason holds nothing of the row."""

    line: int
    reason: str
