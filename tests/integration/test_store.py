"""The store on SQLite and on PostgreSQL: migrations, the log, what is kept and what is not."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session

from questions.accounts import Accounts
from questions.audit import check_audit, check_log
from questions.desk.asker import counts
from questions.desk.inbox import close_call, read_inbox
from questions.desk.moving import find
from questions.desk.queue import list_questions
from questions.desk.submission import Submission, submit, take_in
from questions.desk.triage import accept
from questions.errors import (
    BrokenChain,
    Conflict,
    InvalidSubmission,
    NotAllowed,
    NotFound,
    StoreUnavailable,
)
from questions.screening import screen
from questions.store import Store, migrate, open_store
from questions.store.migrate import revision_of, upgrade
from questions.store.store import connect, lock_writers
from questions.store.tables import REVISION, Base, Question
from tests.desk_parts import ANNA, CHIEF, GATE, GUARD, QUESTION, question_of, send

SECRETS = ("912 345-67-89", "9123456789", "olga@example.org", "Тверская", "AB1234567")
PERSONAL = "Когда создан фонд? Я Ольга, +7 912 345-67-89, olga@example.org, паспорт AB1234567"


def test_an_empty_database_gets_the_tables_of_the_program(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
        assert revision_of(connection) == REVISION


def test_the_newest_revision_is_the_one_that_the_program_names() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).with_name("migrations")))
    assert scripts.get_current_head() == REVISION


def test_a_store_of_the_previous_revision_is_brought_forward(database: str) -> None:
    engine = connect(database)
    with engine.execution_options(writes=True).begin() as connection:
        lock_writers(connection)
        upgrade(connection, "0001")
        connection.execute(
            text(
                "INSERT INTO questions (id, version, state, text, searched, language, name, "
                "decision, reason, before_merge, origin, created_at) VALUES ('q', 1, 'triage', "
                "'Что дальше?', 'что дальше?', 'ru', '', 'ok', '', '', '{}', "
                "'2026-11-20T09:00:00.000000+00:00')"
            )
        )
    engine.dispose()
    store = open_store(database)
    assert [each.text for each in list_questions(store, ANNA)] == ["Что дальше?"]
    with store.engine.connect() as connection:
        assert revision_of(connection) == REVISION
    store.close()


def test_accounts_from_before_they_had_versions_keep_their_state(database: str) -> None:
    engine = connect(database)
    with engine.execution_options(writes=True).begin() as connection:
        lock_writers(connection)
        upgrade(connection, "0002")
        connection.execute(
            text(
                "INSERT INTO accounts (name, role, password, failures, is_disabled, created_at) "
                "VALUES ('Мария', 'moderator', '-', 0, true, '2026-11-20T09:00:00.000000+00:00')"
            )
        )
    engine.dispose()
    store = open_store(database)
    accounts = Accounts(store)
    (kept,) = accounts.list(CHIEF)
    assert (kept.name, kept.version, kept.is_disabled) == ("Мария", 1, True)
    accounts.set_disabled(CHIEF, "Мария", False, kept.version)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
    store.close()


def test_a_store_of_a_later_program_is_left_alone(database: str) -> None:
    store = open_store(database)
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreUnavailable, match="revision 9999"):
        open_store(database)


def test_many_who_open_an_empty_database_at_once_all_find_it_ready(database: str) -> None:
    failures: list[Exception] = []

    def open_it() -> None:
        try:
            open_store(database).close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://x/y", "postgresql://nobody@127.0.0.1:1/x"]
)
def test_an_address_that_is_no_store_says_so(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        open_store(url)


def test_a_question_is_received_and_can_be_found_again(store: Store) -> None:
    sent = send(store, name="Жанна", language="de")
    assert (sent.outcome, sent.notice) == ("received", "")
    kept = question_of(store, sent.question_id)
    assert (kept.text, kept.state, kept.version) == (QUESTION, "triage", 1)
    assert (kept.name, kept.language) == ("Жанна", "de")


def test_nothing_personal_reaches_the_files(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'questions.db'}")
    sent = send(store, PERSONAL, name="olga@example.org")
    assert "[phone]" in sent.text
    send(store, "меня заперли, мой номер +7 912 345-67-89, улица Тверская 5")
    files = list(tmp_path.iterdir())  # before the log is written back, and with it
    assert len(files) == 3
    stored = b"".join(path.read_bytes() for path in files)
    assert "фонд".encode() in stored
    assert not [secret for secret in SECRETS if secret.encode() in stored]
    assert sent.receipt.encode() not in stored
    store.close()


def test_nothing_personal_reaches_the_tables(store: Store) -> None:
    send(store, PERSONAL)
    send(store, "меня заперли, мой номер +7 912 345-67-89, улица Тверская 5")
    with store.read() as session:
        for table in Base.metadata.sorted_tables:
            kept = str(session.execute(table.select()).all())
            assert not [secret for secret in SECRETS if secret in kept], table.name


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'a' / 'questions.db'}").close()
    assert (tmp_path / "a" / "questions.db").stat().st_mode & 0o077 == 0


def test_a_call_for_help_is_no_question(store: Store) -> None:
    sent = send(store, "помогите, меня заперли и забрали паспорт")
    assert (sent.outcome, sent.receipt, sent.question_id) == ("referred", "", "")
    assert "112" in sent.notice
    assert list_questions(store, ANNA) == []
    assert sum(counts(store).values()) == 0


def test_the_inbox_is_read_by_the_safeguarding_role_alone(store: Store) -> None:
    send(store, "помогите, меня заперли и забрали паспорт")
    for actor in (ANNA, CHIEF):
        with pytest.raises(NotAllowed, match="safeguarding"):
            read_inbox(store, actor)
    (call,) = read_inbox(store, GUARD)
    assert (call.language, call.state) == ("ru", "open")
    close_call(store, GUARD, call.id, call.version)
    assert read_inbox(store, GUARD) == []
    with pytest.raises(Conflict):
        close_call(store, GUARD, call.id, call.version)
    check_audit(store)


def test_what_looks_like_abuse_waits_for_a_person(store: Store) -> None:
    sent = send(store, "shut up you useless idiot bot")
    assert sent.outcome == "held"
    assert sent.receipt
    assert "insults" in sent.notice
    assert question_of(store, sent.question_id).state == "held"


def test_what_is_no_question_is_not_kept(store: Store) -> None:
    assert send(store, "???").outcome == "rejected"
    assert list_questions(store, ANNA) == []


def test_personal_data_alone_is_not_kept_and_its_sender_is_told_so(store: Store) -> None:
    sent = send(store, "+7 912 345-67-89", language="de")
    assert (sent.outcome, sent.receipt) == ("rejected", "")
    assert "nur persönliche Angaben" in sent.notice
    assert list_questions(store, ANNA) == []


@pytest.mark.parametrize(
    "submission",
    [
        Submission("ы" * 8_001),
        Submission(QUESTION, name="ß" * 101),
        Submission(QUESTION, language="pl"),
    ],
)
def test_what_cannot_be_taken_in_says_why(tmp_path: Path, submission: Submission) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'questions.db'}")
    with pytest.raises(InvalidSubmission, match=r"at most|is not known"):
        submit(store, GATE, submission)
    store.close()


def test_a_session_that_is_not_known_is_named(store: Store) -> None:
    with pytest.raises(NotFound, match="no session 'пленум'"):
        send(store, session="пленум")


def test_an_import_that_comes_twice_adds_nothing(store: Store) -> None:
    texts = {"x:1": QUESTION, "x:2": "Où est le fonds ?", "x:3": "меня заперли", "x:4": "???"}
    rows = [(Submission(t, key=key), screen(t)) for key, t in texts.items()]
    assert len(take_in(store, ANNA, [*rows, *rows])) == 2
    assert take_in(store, ANNA, rows) == []
    assert len(list_questions(store, ANNA)) == 2
    check_audit(store)


def test_a_change_past_the_program_breaks_the_log(store: Store) -> None:
    first = send(store)
    accept(store, ANNA, first.question_id, 1)
    head = check_audit(store).head
    for change in (
        "UPDATE questions SET state = 'answered'",
        "UPDATE audit SET actor = 'Eve' WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 1",
        "DELETE FROM questions",
    ):
        with store.engine.execution_options(writes=True).connect() as connection:
            connection.execute(text(change))
            with pytest.raises(BrokenChain), Session(connection) as session:
                check_log(session)
            connection.rollback()
    assert check_audit(store, head).head == head


def test_a_log_whose_end_was_cut_off_lacks_the_hash_that_was_kept(store: Store) -> None:
    first = send(store)
    accept(store, ANNA, first.question_id, 1)
    head = check_audit(store).head
    with store.write() as session:
        session.execute(text("DELETE FROM audit WHERE seq = 2"))
        session.execute(text("UPDATE questions SET state = 'triage', version = 1"))
    check_audit(store)
    with pytest.raises(BrokenChain, match="cut off"):
        check_audit(store, head)


def test_a_writer_that_fails_leaves_nothing(store: Store) -> None:
    sent = send(store)
    with pytest.raises(NotFound), store.write() as session:  # noqa: PT012
        session.execute(text("UPDATE questions SET text = 'lost'"))
        find(session, Question, "nobody")
    assert question_of(store, sent.question_id).text == QUESTION


def test_a_reader_sees_one_moment(store: Store) -> None:
    send(store)
    with store.read() as session:
        n_before = session.execute(text("SELECT count(*) FROM questions")).scalar()
        send(store, "Сколько докладов?")
        assert session.execute(text("SELECT count(*) FROM questions")).scalar() == n_before
