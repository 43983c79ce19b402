"""A hashtag export into the queue: what `questions.intake` takes from it, kept in batches."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from questions.desk.submission import Submission, take_in
from questions.intake import Incoming, SetAside, Summary, summarise
from questions.screening import Screening
from questions.store import Store
from questions.workflow import Actor

BATCH = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gave, and how many of its questions were new in the queue."""

    summary: Summary
    n_new: int


def import_questions(
    store: Store,
    actor: Actor,
    results: Iterable[Incoming | SetAside],
    progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Keep what an export gives; what is known already is left as it is.

    A batch is kept whole or not at all, so that an import that was stopped can be run again.
    progress(n): called after each batch with the number of results so far.
    """
    n_new = 0

    def kept() -> Iterator[Incoming | SetAside]:
        nonlocal n_new
        batch: list[Incoming] = []
        for n, result in enumerate(results, start=1):
            if isinstance(result, Incoming):
                batch.append(result)
            if len(batch) == BATCH:
                n_new += len(take_in(store, actor, list(map(_submitted, batch))))
                batch.clear()
                progress(n)
            yield result
        n_new += len(take_in(store, actor, list(map(_submitted, batch))))

    return Imported(summarise(kept()), n_new)


def _submitted(question: Incoming) -> tuple[Submission, Screening]:
    found = question.provenance
    origin = {
        "network": found.network,
        "post_id": found.post_id,
        "address": found.address,
        "time": found.time.isoformat() if found.time else "",
        "part": found.part,
    }
    submission = Submission(question.text, question.language, origin=origin, key=question.key)
    return submission, Screening(question.decision, question.language, question.text)
