"""All use cases in any order: whatever is tried, nothing gets into a state that it may not have."""

import shutil
import tempfile
from collections.abc import Callable, Collection
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from questions.audit import check_audit
from questions.desk.asker import counts, public_questions, vote, withdraw
from questions.desk.drafting import draft, mark_stale, record_spoken
from questions.desk.erasure import purge
from questions.desk.inbox import close_call, read_inbox
from questions.desk.merging import merge, unmerge
from questions.desk.programme import save_programme
from questions.desk.review import (
    add_claim,
    approve,
    claim,
    edit_claim,
    let_go,
    publish,
    request_changes,
    retract,
    set_dropped,
)
from questions.desk.submission import Submission, submit
from questions.desk.triage import accept, forward, note, recall, reject, release, reopen
from questions.errors import UserError
from questions.evidence import Documents
from questions.store import Store, open_store
from questions.store.tables import Draft, Lease, Note, Publication, Question, Vote
from questions.views import show_answer
from questions.workflow import SYSTEM, Actor
from rag.assistant import Assistant
from rag.compose import Span
from rag.values import Answer, Citation
from rag.verify import MIN_SUPPORT
from tests.desk_parts import ANNA, BJORN, CHIEF, FUND, GATE, GUARD, QUESTION, REPORTS, Clock

TEXTS = (
    QUESTION,
    "Quand le fonds a-t-il été créé ?",
    "Wann wurde der Fonds für die Opfer gegründet?",
    "shut up you useless idiot bot",
    "помогите, меня заперли и забрали паспорт",
    "???",
)
# The design's own words, apart from the table that is tested: from, to.
LEGAL = {
    *(("held", to) for to in ("triage", "rejected")),
    *(("triage", to) for to in ("accepted", "rejected", "forwarded", "merged")),
    *(("accepted", to) for to in ("drafted", "rejected", "forwarded", "merged")),
    *(("drafted", to) for to in ("answered", "rejected", "forwarded", "merged")),
    ("answered", "drafted"),
    ("rejected", "triage"),
    ("forwarded", "drafted"),
    ("forwarded", "accepted"),
    *(("merged", to) for to in ("triage", "accepted", "drafted")),
}
LEGAL_ANSWERS = {
    *(("draft", to) for to in ("in_review", "superseded")),
    *(("in_review", to) for to in ("draft", "changes_requested", "approved", "superseded")),
    *(("changes_requested", to) for to in ("in_review", "superseded")),
    *(("approved", to) for to in ("in_review", "published", "superseded")),
    *(("published", to) for to in ("retracted", "superseded")),
}
ERASED = ("withdrawn", "purged")
MODERATORS = st.sampled_from([ANNA, ANNA, ANNA, BJORN, CHIEF])
NUMBERS = st.integers(0, 99)
# What can be done in each state; that which leads on stands there more than once.
DECISIONS = {
    "held": ("release", "reject"),
    "triage": ("accept", "accept", "reject", "forward", "merge"),
    "accepted": ("draft", "draft", "draft_fr", "reject", "forward", "merge"),
    "drafted": ("draft", "draft_fr", "reject", "forward", "merge"),
    "answered": ("draft", "draft_fr", "note"),
    "rejected": ("reopen",),
    "forwarded": ("recall", "record"),
    "merged": ("unmerge", "draft"),
}
STEPS = {
    "draft": ("claim",),
    "changes_requested": ("claim",),
    "approved": ("publish", "publish", "claim"),
    "in_review": (
        *("approve", "approve", "approve", "override", "changes", "edit", "edit_wrong", "recite"),
        *("uncite", "add", "drop", "take_in", "let_go", "take_over", "claim"),
    ),
    "published": ("retract", "claim"),
}
BESIDES = ("submit", "submit", "vote", "vote", "wait", "withdraw", "purge", "inbox", "index")
IS_STALE = st.sampled_from([False] * 9 + [True])


class Changing:
    """The documents, which change at times."""

    def __init__(self, documents: Documents):
        self._documents = documents
        self.has_changed = False

    def cite(self, span: Span) -> Citation:
        return self._documents.cite(span)

    def support(self, claim: str, spans: Any) -> float:
        return self._documents.support(claim, spans)

    def stands(self, citation: Citation) -> bool:
        return not self.has_changed and self._documents.stands(citation)


class Prepared:
    """The real assistant's answer, asked for once."""

    def __init__(self, answer: Answer):
        self._answer = answer

    def ask(self, question: str) -> Answer:
        return self._answer


class Desk(RuleBasedStateMachine):
    """A store, and everybody who does something with it."""

    template: ClassVar[Path]
    documents: ClassVar[Documents]
    answer: ClassVar[Answer]
    n_refused: ClassVar[int] = 0
    n_steps: ClassVar[int] = 0
    n_done: ClassVar[int] = 0

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "questions.db")
        self.clock = Clock()
        self.store = open_store(f"sqlite:///{self.folder / 'questions.db'}", self.clock)
        event.listen(self.store.engine, "connect", _hurry)
        self.store.engine.dispose()
        self.evidence = Changing(self.documents)
        self.receipts: list[str] = []
        self.before: dict[str, tuple[str, int]] = {}
        save_programme(self.store, CHIEF, {"s1": "Panel 1"}, {"sp1": "Speaker 1"})
        for text in TEXTS[:3]:
            self.send(text)
            question = self._pick(Question, 0)
            accept(self.store, ANNA, question.id, 1)
            draft(self.store, ANNA, question.id, 2, Prepared(self.answer))
        self.send(QUESTION)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            check_audit(self.store)
            self.store.close()
            shutil.rmtree(self.folder)

    def send(self, text: str) -> None:
        self.clock.turn(seconds=1)
        sent = submit(self.store, GATE, Submission(text, session="s1"))
        if sent.receipt:
            self.receipts.append(sent.receipt)

    @rule(
        actor=MODERATORS,
        which=NUMBERS,
        other=NUMBERS,
        stale=IS_STALE,
        choice=NUMBERS,
        anything=IS_STALE,
    )
    def decide(
        self, actor: Actor, which: int, other: int, stale: bool, choice: int, anything: bool
    ) -> None:
        row, into = self._pick(Question, which), self._pick(Question, other)
        if row is None or into is None:
            return
        args: tuple[Store, Actor, str, int] = (self.store, actor, row.id, row.version - stale)
        what = _choose(DECISIONS, row.state, choice, anything)
        due = self.clock() + timedelta(hours=2)
        assistant = Prepared(self.answer)
        steps: dict[str, Callable[[], object]] = {
            "accept": lambda: accept(*args),
            "release": lambda: release(*args),
            "reject": lambda: reject(*args, "off_topic"),
            "reopen": lambda: reopen(*args),
            "recall": lambda: recall(*args),
            "forward": lambda: forward(*args, "sp1", due),
            "merge": lambda: merge(*args, into.id),
            "unmerge": lambda: unmerge(*args),
            "draft": lambda: draft(*args, assistant),
            "draft_fr": lambda: draft(*args, assistant, "fr"),
            "record": lambda: record_spoken(*args, "В прошлом году.", "ru"),
            "note": lambda: note(self.store, actor, row.id, "просмотрено"),
        }
        self._try(steps[what], stale and what != "note")

    @rule(
        actor=MODERATORS,
        which=NUMBERS,
        nth=st.integers(0, 3),
        stale=IS_STALE,
        choice=NUMBERS,
        anything=IS_STALE,
    )
    def review(
        self, actor: Actor, which: int, nth: int, stale: bool, choice: int, anything: bool
    ) -> None:
        row = self._pick(Draft, which, () if anything else STEPS)
        if row is None:
            return
        args: tuple[Store, Actor, str, int] = (self.store, actor, row.id, row.version - stale)
        what = _choose(STEPS, row.state, choice, anything)
        claims = show_answer(row).claims
        of = (*args, claims[nth % len(claims)].id if claims else "none")
        reports = Span("doklady.ru.txt", 0, 10)
        steps: dict[str, Callable[[], object]] = {
            "claim": lambda: claim(*args),
            "take_over": lambda: claim(*args, take_over=True),
            "let_go": lambda: let_go(*args),
            "edit": lambda: edit_claim(*of, self.evidence, FUND),
            "edit_wrong": lambda: edit_claim(*of, self.evidence, REPORTS),
            "recite": lambda: edit_claim(*of, self.evidence, spans=[reports]),
            "uncite": lambda: edit_claim(*of, self.evidence, spans=[]),
            "add": lambda: add_claim(*args, REPORTS, [reports], self.evidence),
            "drop": lambda: set_dropped(*of, True),
            "take_in": lambda: set_dropped(*of, False),
            "approve": lambda: approve(*args, self.evidence),
            "override": lambda: approve(*args, self.evidence, "said on the panel"),
            "changes": lambda: request_changes(*args, "короче"),
            "publish": lambda: publish(*args, self.evidence),
            "retract": lambda: retract(*args, "ошибка"),
        }
        self._try(steps[what], stale)

    @rule(which=NUMBERS, actor=MODERATORS)
    def take_the_straight_way(self, which: int, actor: Actor) -> None:
        row = self._pick(Draft, which, ("draft",))
        if row is None:
            return

        def straight() -> None:
            version = claim(self.store, actor, row.id, row.version)
            version = approve(self.store, actor, row.id, version, self.evidence)
            publish(self.store, actor, row.id, version, self.evidence)

        self._try(straight)

    @rule(what=st.sampled_from(BESIDES), which=NUMBERS, actor=MODERATORS)
    def do_something_else(self, what: str, which: int, actor: Actor) -> None:
        row = self._pick(Question, which)
        receipt = self.receipts[which % len(self.receipts)]
        steps: dict[str, Callable[[], object]] = {
            "submit": lambda: self.send(TEXTS[which % len(TEXTS)]),
            "vote": lambda: vote(self.store, row.id, f"visitor {which % 3}"),
            "wait": lambda: self.clock.turn(minutes=(5, 40, 1_000)[which % 3]),
            "withdraw": lambda: withdraw(self.store, receipt),
            "purge": lambda: purge(self.store, SYSTEM, timedelta(minutes=2_000)),
            "inbox": lambda: self.see_to_a_call(),
            "index": lambda: self.index_again(which % 2 == 0),
        }
        self._try(steps[what])

    def see_to_a_call(self) -> None:
        calls = read_inbox(self.store, GUARD)
        if calls:
            close_call(self.store, GUARD, calls[0].id, calls[0].version)

    def index_again(self, has_changed: bool) -> None:
        self.evidence.has_changed = has_changed
        mark_stale(self.store, SYSTEM, self.evidence)

    def _pick(self, table: Any, which: int, states: Collection[str] = ()) -> Any:
        """Return one of the rows, of those in some states if there are any, the last one first."""
        with self.store.read() as session:
            rows = session.scalars(select(table).order_by(table.created_at, table.id)).all()
            rows = [row for row in rows if row.state in states] or rows
            return rows[-1 - which % len(rows)] if rows else None

    def _try(self, step: Callable[[], object], must_conflict: bool = False) -> None:
        self.clock.turn(seconds=1)
        try:
            step()
            Desk.n_done += 1
            assert not must_conflict, "a version that was not read was taken"
        except UserError:
            Desk.n_refused += 1

    @invariant()
    def nothing_is_in_an_illegal_state(self) -> None:
        if not hasattr(self, "store"):
            return
        Desk.n_steps += 1
        with self.store.read() as session:
            self._check_moves(session)
            questions = {row.id: row for row in session.scalars(select(Question))}
            for row in questions.values():
                _check_question(session, row, questions)
            for answer in session.scalars(select(Draft)):
                _check_answer(session, answer, questions)
        assert sum(counts(self.store).values()) == len(questions)
        assert all(each.text for each in public_questions(self.store))

    def _check_moves(self, session: Session) -> None:
        """Compare with the last step: what moved did so legally, and each change has a version."""
        now: dict[str, tuple[str, int]] = {}
        for table, legal in ((Question, LEGAL), (Draft, LEGAL_ANSWERS)):
            for row in session.execute(select(table.id, table.state, table.version)):
                now[row.id] = row.state, row.version
                state, version = self.before.get(row.id, (row.state, row.version))
                assert row.version >= version
                assert row.version > version or row.state == state
                if row.state != state and row.state not in ERASED and row.version == version + 1:
                    assert (state, row.state) in legal
        self.before = now


def _check_question(session: Session, row: Question, questions: dict[str, Question]) -> None:
    assert row.state in {state for pair in LEGAL for state in pair} | set(ERASED)
    assert (row.state == "merged") == (row.merged_into is not None)
    if row.merged_into:
        into = questions[row.merged_into]
        assert into.state not in ("merged", *ERASED)
        assert into.id != row.id
    drafts = session.scalars(select(Draft).where(Draft.question_id == row.id)).all()
    published = [each for each in drafts if each.state == "published"]
    assert len({each.language for each in published}) == len(published)
    assert (row.state == "answered") == bool(published)
    assert (row.state == "rejected") == bool(row.reason)
    if row.state in ERASED:
        assert (row.text, row.searched, row.name, row.origin) == ("", "", "", {})
        assert not drafts
        for table in (Note, Vote):
            assert not session.scalars(select(table).where(table.question_id == row.id)).all()
    else:
        assert row.text


def _check_answer(session: Session, row: Draft, questions: dict[str, Question]) -> None:
    lease = session.get(Lease, row.id)
    assert (lease is not None) == (row.state == "in_review")
    running = select(Publication).where(
        Publication.draft_id == row.id, Publication.ended_at.is_(None)
    )
    assert len(session.scalars(running).all()) == (row.state == "published")
    assert not row.is_stale or row.state in ("published", "superseded")
    if row.state in ("approved", "published"):
        said = show_answer(row).said
        is_supported = said and all(c.citations and c.support >= MIN_SUPPORT for c in said)
        assert is_supported or row.override
        assert show_answer(row).is_cited == (bool(is_supported) and not row.override)


def _choose(table: dict[str, tuple[str, ...]], state: str, choice: int, anything: bool) -> str:
    """Return something that can be done in a state, or anything at all."""
    every = tuple(name for names in table.values() for name in names)
    names = every if anything else table.get(state, every)
    return names[choice % len(names)]


def _hurry(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # the machine does not fail here


@pytest.fixture(autouse=True)
def parts(tmp_path: Path, small_assistant: Assistant, documents: Documents) -> None:
    store: Store = open_store(f"sqlite:///{tmp_path / 'template.db'}")
    store.close()
    Desk.template = tmp_path / "template.db"
    Desk.documents, Desk.answer = documents, small_assistant.ask(QUESTION)
    Desk.n_refused = Desk.n_done = Desk.n_steps = 0


def explore(n_runs: int, n_steps: int, derandomize: bool) -> None:
    chosen = settings(
        max_examples=n_runs,
        stateful_step_count=n_steps,
        deadline=None,
        derandomize=derandomize,
        database=None,
        phases=[Phase.generate],  # to find the shortest way to a fault takes minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Desk, settings=chosen)
    print(f"\n{Desk.n_steps} steps: {Desk.n_done} moves were made, {Desk.n_refused} refused")


def test_no_illegal_state_in_some_hundred_steps() -> None:
    explore(8, 50, derandomize=True)


@pytest.mark.slow
def test_no_illegal_state_in_ten_thousand_steps() -> None:
    explore(220, 50, derandomize=False)  # of up to fifty steps
    assert Desk.n_steps >= 10_000
