"""Many moderators at one queue: nothing is lost or published twice, nobody waits forever."""

import random
import threading
import time
from collections import Counter

import pytest
from sqlalchemy import select

from questions.audit import check_audit
from questions.desk.asker import counts
from questions.desk.drafting import draft
from questions.desk.queue import Filter, list_questions, show
from questions.desk.review import approve, claim, edit_claim, publish
from questions.desk.submission import Submission, take_in
from questions.desk.triage import accept, note
from questions.errors import Conflict, NotAllowed
from questions.evidence import Documents
from questions.screening import Screening
from questions.store import Store
from questions.store.tables import AuditEntry, Draft, Note, Publication
from questions.workflow import SYSTEM, Actor
from rag.assistant import Assistant
from rag.values import Answer
from tests.desk_parts import ANNA, FUND, QUESTION

_OPEN = Filter(states=("triage", "accepted", "drafted"))


class OneAnswer:
    """The real assistant's answer, asked for once: the queue is tested here, not the index."""

    def __init__(self, assistant: Assistant):
        self._answer = assistant.ask(QUESTION)

    def ask(self, question: str) -> Answer:
        return self._answer


class Moderator(threading.Thread):
    """Takes any open question and does what comes next, until none is left."""

    def __init__(self, name: str, store: Store, assistant: OneAnswer, documents: Documents):
        super().__init__(name=name)
        self.actor = Actor(name, "moderator")
        self.done: Counter[str] = Counter()
        self.failure: BaseException | None = None
        self._store, self._assistant, self._documents = store, assistant, documents
        self._random = random.Random(name)

    def run(self) -> None:
        try:
            while found := list_questions(self._store, self.actor, _OPEN, limit=200):
                self._try(self._random.choice(found).id)
        except BaseException as error:
            self.failure = error

    def _try(self, question_id: str) -> None:
        try:
            self._next(question_id)
        except (Conflict, NotAllowed):  # a colleague was faster
            self.done["overtaken"] += 1

    def _next(self, question_id: str) -> None:
        file = show(self._store, self.actor, question_id)
        question, answers = file.question, file.answers
        if question.state == "triage":
            accept(self._store, self.actor, question.id, question.version)
            self.done["accept"] += 1
        elif question.state == "accepted":
            draft(self._store, self.actor, question.id, question.version, self._assistant)
            self.done["draft"] += 1
        elif question.state == "drafted":
            answer = answers[0]
            version = claim(self._store, self.actor, answer.id, answer.version)
            first = answer.said[0].id
            edit_claim(self._store, self.actor, answer.id, version, first, self._documents, FUND)
            note(self._store, self.actor, question.id, "просмотрено")
            self.done["note"] += 1
            version = approve(self._store, self.actor, answer.id, version + 1, self._documents)
            publish(self._store, self.actor, answer.id, version, self._documents)
            self.done["publish"] += 1


def work(
    store: Store, assistant: Assistant, documents: Documents, n: int, n_moderators: int
) -> None:
    rows = [
        (Submission(f"Вопрос {i}?"), Screening("ok", "ru", f"Вопрос {i} о фонде?"))
        for i in range(n)
    ]
    take_in(store, SYSTEM, rows)
    answer = OneAnswer(assistant)
    moderators = [
        Moderator(f"Модератор {i}", store, answer, documents) for i in range(n_moderators)
    ]
    began = time.perf_counter()
    for moderator in moderators:
        moderator.start()
    for moderator in moderators:
        moderator.join(timeout=900)
    print(f"\n{n} questions, {n_moderators} moderators: {time.perf_counter() - began:.1f} s")
    assert not [each.name for each in moderators if each.is_alive()]
    assert [each.failure for each in moderators if each.failure] == []
    done = sum((each.done for each in moderators), Counter[str]())
    print(dict(done))
    check_all(store, n, done)


def check_all(store: Store, n: int, done: Counter[str]) -> None:
    """Every question went its way once, and the log tells each of the moves."""
    assert counts(store)["answered"] == n
    assert done["accept"] == done["draft"] == done["publish"] == n
    with store.read() as session:
        published = Counter(session.scalars(select(Publication.draft_id)))
        moves = Counter(session.scalars(select(AuditEntry.move)))
        drafts = session.scalars(select(Draft.state)).all()
        n_notes = len(session.scalars(select(Note.id)).all())
    assert len(published) == n
    assert set(published.values()) == {1}
    assert set(drafts) == {"published"}
    assert n_notes == done["note"] == moves["note"]
    assert moves["accept"] == moves["draft"] == n
    assert moves["approve"] >= n  # one that was claimed again before it was published is twice
    assert moves["publish"] == 2 * n  # of the question and of the answer
    assert moves["edit"] >= n
    check_audit(store)
    assert list_questions(store, ANNA, _OPEN) == []


def test_ten_moderators_at_one_queue(
    store: Store, small_assistant: Assistant, documents: Documents
) -> None:
    work(store, small_assistant, documents, n=30, n_moderators=10)


@pytest.mark.slow
def test_fifty_moderators_at_one_queue_of_a_thousand(
    store: Store, small_assistant: Assistant, documents: Documents
) -> None:
    work(store, small_assistant, documents, n=1_000, n_moderators=50)
