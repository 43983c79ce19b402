"""Posts to incoming questions: each post cleaned, screened, then split, or set aside."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal, Protocol, TypeVar

from questions.intake.clean import clean, unlinked
from questions.intake.post import Malformed, Post
from questions.intake.split import questions_in
from questions.screening import Decision, Screening
from rag.analysis import normalise
from rag.language import LANGUAGES

T = TypeVar("T")
R = TypeVar("R")

Reason = Literal["malformed", "empty", "repost", "duplicate", "no question", "personal data"]
# Of a text of so few words the language is a guess, and the network may know better.
FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a question comes from. part: which question of its post it is, from 1."""

    network: str
    post_id: str
    address: str
    time: datetime | None
    part: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """A question as it may be stored: without personal data, `decision` is that on its post.

    key: equal for the same part of the same post, whatever file it comes from.
    """

    text: str
    language: str
    decision: Decision
    provenance: Provenance
    key: str
    line: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that gives no question, and why; holds nothing of its text."""

    line: int
    reason: Reason
    detail: str = ""


class Each(Protocol):
    """Applies a function to each item, in order: `map`, or `in_processes` where they are many."""

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        """Yield what the function returns for each item."""
        ...


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A post that was not met before; linked: what it says, for the screening.

    is_wordless: it holds figures alone.
    """

    post: Post
    linked: str
    is_repost: bool
    is_wordless: bool


def take(
    posts: Iterable[Post | Malformed],
    screen: Callable[[str], Screening],
    tags: Sequence[str] = (),
    each: Each = map,
) -> Iterator[Incoming | SetAside]:
    """Yield what each post gives, in order: its questions, or one SetAside with the reason.

    screen: the decision on a message; tags: the conference's hashtags; each: how the screening
    and the splitting, which take the longest, are done for each post. A call for help is never
    set aside but as a duplicate: it comes whole, though it asks nothing or was reposted. What is
    abuse, injection, spam or invalid comes whole too, with its decision.
    """
    for results in each(partial(_results, screen), _fresh(posts, tags)):
        yield from results


def _fresh(posts: Iterable[Post | Malformed], tags: Sequence[str]) -> Iterator[_Fresh | SetAside]:
    seen: set[bytes] = set()
    for post in posts:
        if isinstance(post, Malformed):
            yield SetAside(post.line, "malformed", post.reason)
            continue
        cleaned = clean(post.text, tags)
        is_repost = post.is_repost or cleaned.is_repost
        if not any(map(str.isalnum, cleaned.text)):
            yield SetAside(post.line, "empty")
            continue
        said, itself = _digest(normalise(cleaned.text)), _digest(f"{post.network}:{post.post_id}")
        if (itself if post.post_id else said) in seen:
            yield SetAside(post.line, "duplicate")
            continue
        is_said = said in seen
        seen |= {said, itself} if post.post_id else {said}
        if is_repost and is_said:
            yield SetAside(post.line, "repost")
            continue
        is_wordless = not any(map(str.isalpha, cleaned.text))
        yield _Fresh(post, cleaned.linked, is_repost, is_wordless)


def _results(
    screen: Callable[[str], Screening], fresh: _Fresh | SetAside
) -> list[Incoming | SetAside]:
    if isinstance(fresh, SetAside):
        return [fresh]
    return list(_taken(fresh, screen(fresh.linked)))


def _taken(fresh: _Fresh, screened: Screening) -> Iterator[Incoming | SetAside]:
    post = fresh.post
    is_personal = screened.decision == "pii"
    if fresh.is_wordless and screened.decision != "urgent_help":
        yield SetAside(post.line, "personal data" if is_personal else "empty")
        return
    text = unlinked(screened.redacted)
    is_known = len(text.split()) < FEW_WORDS and post.language in LANGUAGES
    language = post.language if is_known else screened.language
    if screened.decision == "urgent_help":
        parts = [text]
    elif fresh.is_repost:
        yield SetAside(post.line, "repost")
        return
    else:
        parts = questions_in(text, language) if screened.decision in ("ok", "pii") else [text]
    if not parts:
        yield SetAside(post.line, "personal data" if is_personal else "no question")
    itself = post.post_id or "~" + _digest(normalise(text)).hex()
    for number, part in enumerate(parts, 1):
        provenance = Provenance(post.network, post.post_id, post.address, post.time, number)
        key = f"{post.network}:{itself}#{number}"
        yield Incoming(part, language, screened.decision, provenance, key, post.line)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
