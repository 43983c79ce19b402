"""Open questions that ask alike, together."""

from dataclasses import replace

from embeddings.encoder import Encoder
from questions.desk.queue import MAX_ROWS, Filter, list_questions
from questions.similar import Asked, SimilarQuestions
from questions.store import Store
from questions.views import ShownQuestion
from questions.workflow import OPEN, Actor


def clusters(
    store: Store, actor: Actor, encoder: Encoder, chosen: Filter | None = None
) -> list[list[ShownQuestion]]:
    """Return the open questions that others ask too, in any language, the largest cluster first.

    chosen: which of the open ones; with states, which others. Questions without a like are left
    out; within a cluster they stand in the filter's order.
    """
    chosen = chosen or Filter()
    chosen = replace(chosen, states=chosen.states or OPEN)
    found = list[ShownQuestion]()
    while page := list_questions(store, actor, chosen, MAX_ROWS, len(found)):
        found += page
    by_id = {each.id: each for each in found}
    alike = SimilarQuestions(
        encoder, [Asked(each.id, each.text, each.language) for each in found]
    ).clusters()
    several = [[by_id[question_id] for question_id in ids] for ids in alike if len(ids) > 1]
    return sorted(several, key=len, reverse=True)
