"""Accounts on both engines: passwords, lock-out, sessions that end."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pytest
from argon2 import PasswordHasher

from questions.accounts import LOCK_OUT, MAX_FAILURES, SESSION, Accounts, _turn
from questions.audit import check_audit
from questions.errors import Busy, Conflict, InvalidSubmission, NotAllowed, NotFound, SignInFailed
from questions.store import Store
from questions.workflow import Actor
from tests.desk_parts import ANNA, CHIEF, Clock

PASSWORD = "лошадь скрепка äöü"
OTHER = "другой пароль ß é"


@pytest.fixture
def accounts(store: Store) -> Iterator[Accounts]:
    """Accounts whose passwords are cheap to try, with one moderator."""
    accounts = Accounts(store, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    accounts.add(CHIEF, "Мария", "moderator", PASSWORD)
    yield accounts
    check_audit(store)


def test_who_signs_in_is_known_until_the_session_ends(accounts: Accounts, clock: Clock) -> None:
    token = accounts.sign_in("Мария", PASSWORD)
    assert accounts.signed_in(token).role == "moderator"
    clock.turn(hours=SESSION.total_seconds() / 3600)
    with pytest.raises(SignInFailed, match="over"):
        accounts.signed_in(token)
    with pytest.raises(SignInFailed):
        accounts.signed_in("made up")


def test_who_signs_out_is_not_known_any_more(accounts: Accounts) -> None:
    first, second = (accounts.sign_in("Мария", PASSWORD) for _ in range(2))
    accounts.sign_out(first)
    with pytest.raises(SignInFailed):
        accounts.signed_in(first)
    assert accounts.signed_in(second).name == "Мария"


def test_no_name_and_no_right_password_fail_in_the_same_words(accounts: Accounts) -> None:
    said = set()
    for name, password in (("Мария", OTHER), ("никто", OTHER), ("Мария", "x" * 9_999)):
        with pytest.raises(SignInFailed) as failed:
            accounts.sign_in(name, password)
        said.add(str(failed.value))
    assert len(said) == 1


def test_an_account_is_locked_for_a_while_after_wrong_passwords(
    accounts: Accounts, clock: Clock
) -> None:
    for _ in range(MAX_FAILURES + 1):
        with pytest.raises(SignInFailed):
            accounts.sign_in("Мария", OTHER)
    with pytest.raises(SignInFailed):
        accounts.sign_in("Мария", PASSWORD)
    clock.turn(minutes=LOCK_OUT.total_seconds() / 60)
    accounts.sign_in("Мария", PASSWORD)


def test_an_administrator_unlocks_an_account_that_keeps_its_password(accounts: Accounts) -> None:
    for _ in range(MAX_FAILURES + 1):
        with pytest.raises(SignInFailed):
            accounts.sign_in("Мария", OTHER)
    (locked,) = accounts.list(CHIEF)
    assert locked.locked_until
    with pytest.raises(NotAllowed):
        accounts.unlock(ANNA, "Мария")
    with pytest.raises(Conflict):
        accounts.unlock(CHIEF, "Мария", locked.version + 1)
    accounts.unlock(CHIEF, "Мария", locked.version)
    accounts.sign_in("Мария", PASSWORD)


def test_a_right_password_forgets_the_wrong_ones(accounts: Accounts) -> None:
    for _ in range(3):
        for _ in range(MAX_FAILURES - 1):
            with pytest.raises(SignInFailed):
                accounts.sign_in("Мария", OTHER)
        accounts.sign_in("Мария", PASSWORD)


def test_a_new_password_ends_all_sessions(accounts: Accounts) -> None:
    token = accounts.sign_in("Мария", PASSWORD)
    accounts.change_password("Мария", PASSWORD, OTHER)
    with pytest.raises(SignInFailed):
        accounts.signed_in(token)
    with pytest.raises(SignInFailed):
        accounts.sign_in("Мария", PASSWORD)
    accounts.reset_password(CHIEF, "Мария", PASSWORD)
    accounts.sign_in("Мария", PASSWORD)


def test_a_disabled_account_is_out_at_once(accounts: Accounts) -> None:
    token = accounts.sign_in("Мария", PASSWORD)
    accounts.set_disabled(CHIEF, "Мария", True)
    for attempt in (
        lambda: accounts.signed_in(token),
        lambda: accounts.sign_in("Мария", PASSWORD),
        lambda: accounts.actor("Мария"),
    ):
        with pytest.raises(SignInFailed):
            attempt()
    assert [each.is_disabled for each in accounts.list(CHIEF)] == [True]
    accounts.set_disabled(CHIEF, "Мария", False)
    accounts.sign_in("Мария", PASSWORD)


def test_only_administrators_keep_accounts(accounts: Accounts) -> None:
    for attempt in (
        lambda: accounts.add(ANNA, "Ева", "admin", PASSWORD),
        lambda: accounts.list(ANNA),
        lambda: accounts.set_disabled(ANNA, "Мария", True),
        lambda: accounts.reset_password(ANNA, "Мария", OTHER),
    ):
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [
        ("", "admin", PASSWORD),
        ("system", "admin", PASSWORD),
        ("System", "admin", PASSWORD),
        ("ＯＰＥＲＡＴＯＲ", "admin", PASSWORD),
        (" ", "admin", PASSWORD),
        ("a\nb", "admin", PASSWORD),
        ("Е​ва", "admin", PASSWORD),
        ("Ева‮тук", "admin", PASSWORD),
        ("Ева️", "admin", PASSWORD),
        ("Aнна", "admin", PASSWORD),  # the first letter is Latin
        ("Zοë", "admin", PASSWORD),  # the second letter is Greek
        ("Ева", "asker", PASSWORD),
        ("Ева", "admin", "короткий"),
        ("длинное имя", "admin", "длинное имя"),
    ],
)
def test_what_cannot_be_an_account_says_why(
    accounts: Accounts, name: str, role: str, password: str
) -> None:
    with pytest.raises(InvalidSubmission):
        accounts.add(CHIEF, name, role, password)


def test_a_name_is_given_once(accounts: Accounts) -> None:
    with pytest.raises(Conflict):
        accounts.add(CHIEF, "Мария", "admin", OTHER)
    with pytest.raises(NotFound):
        accounts.reset_password(CHIEF, "никто", OTHER)


def test_spellings_of_a_name_are_one_account(accounts: Accounts) -> None:
    for spelling in ("МАРИЯ", "мария", " Мария "):
        with pytest.raises(Conflict, match="'Мария' already"):
            accounts.add(CHIEF, spelling, "admin", OTHER)
    assert accounts.signed_in(accounts.sign_in("МАРИЯ", PASSWORD)).name == "Мария"
    accounts.add(CHIEF, "Zoë Weiß", "admin", PASSWORD)  # e and a mark
    token = accounts.sign_in("ZOË WEISS", PASSWORD)
    actor = accounts.signed_in(token)
    with pytest.raises(NotAllowed, match="their own account"):
        accounts.set_disabled(actor, "Zoë Weiss", True)
    accounts.set_disabled(CHIEF, "zoë weiss", True)
    with pytest.raises(SignInFailed):
        accounts.signed_in(token)
    with pytest.raises(InvalidSubmission):
        accounts.add(CHIEF, "длинное имя", "admin", "Длинное Имя")


@pytest.mark.parametrize("name", ["Łucja", "O'Neill-Müller", "Анна 2", "Григорій", "Νίκος", "李明"])
def test_a_name_in_one_alphabet_is_taken(accounts: Accounts, name: str) -> None:
    accounts.add(CHIEF, name, "moderator", PASSWORD)


def test_neither_passwords_nor_tokens_are_stored(accounts: Accounts, store: Store) -> None:
    token = accounts.sign_in("Мария", PASSWORD)
    with store.read() as session:
        connection = session.connection()
        kept = str(connection.exec_driver_sql("SELECT * FROM logins").all())
        kept += str(connection.exec_driver_sql("SELECT * FROM accounts").all())
    assert "argon2id" in kept
    assert PASSWORD not in kept
    assert token not in kept


def test_two_administrators_do_not_overwrite_one_another(accounts: Accounts) -> None:
    (read,) = accounts.list(CHIEF)
    accounts.set_disabled(CHIEF, "Мария", True, read.version)
    with pytest.raises(Conflict, match="of version 2, you read 1"):
        accounts.set_disabled(CHIEF, "Мария", False, read.version)
    with pytest.raises(Conflict, match="of version 2, you read 1"):
        accounts.reset_password(CHIEF, "Мария", OTHER, read.version)
    (now,) = accounts.list(CHIEF)
    assert now.is_disabled
    accounts.set_disabled(CHIEF, "Мария", False, now.version)
    accounts.sign_in("Мария", PASSWORD)
    assert [each.version for each in accounts.list(CHIEF)] == [3]


def test_nobody_disables_their_own_account(accounts: Accounts) -> None:
    accounts.add(CHIEF, "Zoë", "admin", PASSWORD)
    with pytest.raises(NotAllowed, match="their own account"):
        accounts.set_disabled(Actor("Zoë", "admin"), "Zoë", True)


class Watched(PasswordHasher):
    """A hasher that tells how many passwords were tried at once."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.n_now = self.n_most = 0
        self._lock = threading.Lock()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        """Try a password for at least a hundredth of a second."""
        with self._lock:
            self.n_now += 1
            self.n_most = max(self.n_most, self.n_now)
        time.sleep(0.01)
        try:
            return super().verify(hash, password)
        finally:
            with self._lock:
                self.n_now -= 1


def test_many_sign_in_at_once_and_two_passwords_are_tried_at_a_time(
    accounts: Accounts, store: Store
) -> None:
    watched = Watched()
    same = Accounts(store, watched)
    with ThreadPoolExecutor(12) as pool:
        signed = list(pool.map(lambda _: same.sign_in("Мария", PASSWORD), range(5)))
        list(pool.map(lambda n: _fails(same, f"никто {n}"), range(12)))
    assert len(set(signed)) == 5
    assert watched.n_most == 2


def _fails(accounts: Accounts, name: str) -> None:
    with pytest.raises(SignInFailed):
        accounts.sign_in(name, PASSWORD)


def test_who_finds_no_turn_is_told_so_and_loses_no_attempt(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("questions.accounts.WAIT_S", 0.001)
    with _turn(), _turn():
        for _ in range(MAX_FAILURES + 1):
            with pytest.raises(Busy, match="try again"):
                accounts.sign_in("Мария", PASSWORD)
    accounts.sign_in("Мария", PASSWORD)
