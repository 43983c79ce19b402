"""Judgments in the making: what moderators published and visitors judged, until somebody decides.

A candidate counts for nothing. `decide` turns it into a row of a gold file, or into a row that says
no, so that nobody is asked twice.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from embeddings.errors import UserError
from questions.desk.asker import public_questions
from questions.desk.feedback import MAX_ROWS, list_feedback
from questions.desk.queue import Filter
from questions.store import Store
from questions.workflow import Actor

Origin = Literal["published", "good", "bad"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quotation that may be evidence for a question.

    origin: an answer that moderators published, or one that a visitor found good or bad; reason:
    why it was bad. start, end: of the quote in the cleaned text of `source`.
    """

    id: str
    language: str
    question: str
    source: str
    start: int
    end: int
    quote: str
    pinpoint: str
    origin: Origin
    reason: str = ""


def harvest(store: Store, actor: Actor) -> list[Candidate]:
    """Return the candidates of a store, each quotation once a question, published ones first."""
    found = dict[str, Candidate]()
    for candidate in (*_published(store), *_judged(store, actor)):
        found.setdefault(candidate.id, candidate)
    return list(found.values())


def write_candidates(path: Path, candidates: Iterable[Candidate]) -> None:
    """Write candidates as JSON lines."""
    lines = (json.dumps(asdict(each), ensure_ascii=False) for each in candidates)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def read_candidates(path: Path) -> list[Candidate]:
    """Return candidates of a file. Raises UserError naming the line that is none."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        if line.strip():
            try:
                found.append(Candidate(**json.loads(line)))
            except (ValueError, TypeError) as error:
                raise UserError(
                    f"{path}, line {number} is no candidate ({error}): make the file with "
                    "`askalliance eval harvest`."
                ) from error
    return found


def undecided(candidates: Sequence[Candidate], decided: Path) -> list[Candidate]:
    """Return the candidates that a file of decisions does not hold yet."""
    if not decided.exists():
        return list(candidates)
    lines = decided.read_text("utf-8").split("\n")
    known = {json.loads(line)["candidate"] for line in lines if line.strip()}
    return [each for each in candidates if each.id not in known]


def decide(candidate: Candidate, is_evidence: bool, answers: Sequence[str], path: Path) -> None:
    """Append a decision: a row of a gold file where the words are evidence, else one that says no.

    answers: strings of which an answer must hold one.
    """
    row: dict[str, Any] = {
        "candidate": candidate.id,
        "id": f"h{candidate.id}",
        "lang": candidate.language,
        "question": candidate.question,
        "doc": candidate.source,
        "evidence": [candidate.quote] if is_evidence else [],
        "answers": list(answers),
        "pinpoint": candidate.pinpoint,
        "answerable": is_evidence,
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _published(store: Store) -> Iterator[Candidate]:
    offset = 0
    while page := public_questions(store, Filter(states=("answered",)), MAX_ROWS, offset):
        offset += len(page)
        for question in page:
            own = (each for each in question.answers if each.language == question.language)
            for claim in (claim for each in own if each.is_cited for claim in each.said):
                for cited in claim.citations:
                    told = asdict(cited)
                    yield _candidate(question.text, question.language, told, "published")


def _judged(store: Store, actor: Actor) -> Iterator[Candidate]:
    offset = 0
    while page := list_feedback(store, actor, MAX_ROWS, offset):
        offset += len(page)
        for each in page:
            origin: Origin = "good" if each.verdict == "good" else "bad"
            for cited in each.answer["citations"]:
                yield _candidate(each.question, each.language, cited, origin, each.reason)


def _candidate(
    question: str, language: str, cited: dict[str, Any], origin: Origin, reason: str = ""
) -> Candidate:
    place = f"{question}\n{cited['source']}\n{cited['start']}\n{cited['end']}"
    return Candidate(
        id=hashlib.sha256(place.encode()).hexdigest()[:12],
        language=language,
        question=question,
        source=cited["source"],
        start=cited["start"],
        end=cited["end"],
        quote=cited["quote"],
        pinpoint=cited["pinpoint"],
        origin=origin,
        reason=reason,
    )
