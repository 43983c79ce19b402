"""Accounts: passwords that are hashed, guesses that are counted, sessions that end."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import cast

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questions.audit import record
from questions.desk.moving import require_role
from questions.errors import (
    Busy,
    Conflict,
    InvalidSubmission,
    NotAllowed,
    NotFound,
    SignInFailed,
)
from questions.naming import name_fault, name_key
from questions.store import Store
from questions.store.tables import Account, Login
from questions.workflow import ACCOUNT_ROLES, SYSTEM, Actor, Role

MIN_PASSWORD = 10  # characters
MAX_PASSWORD = 1_000
MAX_FAILURES = 5
LOCK_OUT = timedelta(minutes=15)
SESSION = timedelta(hours=12)
WAIT_S = 2.0
# A password takes 64 MiB to try: more at once would wait for the processor all the same.
_TURNS = BoundedSemaphore(2)
_FAILED = "Name or password is wrong, or the account is locked or disabled: try again later."


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """An account as administrators see it."""

    name: str
    version: int
    role: str
    is_disabled: bool
    locked_until: datetime | None


class Accounts:
    """The accounts of a store; `hasher` says how dear it is to try a password."""

    def __init__(self, store: Store, hasher: PasswordHasher | None = None):
        self._store = store
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        # Whoever has no account waits as long as whoever has one.
        self._nobody = self._hasher.hash(secrets.token_hex())

    def add(self, actor: Actor, name: str, role: str, password: str) -> None:
        """Add an account. Raises InvalidSubmission, Conflict for a name that is taken."""
        require_role(actor, "admin")
        if fault := name_fault(name):
            raise InvalidSubmission(f"'{name}' can be no account's name: {fault}.")
        if role not in ACCOUNT_ROLES:
            raise InvalidSubmission(
                f"'{role}' is no role: write one of {', '.join(ACCOUNT_ROLES)}."
            )
        hashed = self._hash(name, password)
        with self._store.write() as session:
            if same := _named(session, name):
                raise Conflict(f"There is an account '{same.name}' already: choose another name.")
            now = self._store.clock()
            session.add(Account(name=name, role=role, password=hashed, created_at=now))
            record(session, now, actor, "add_account", f"account:{name}", role=role)

    def list(self, actor: Actor) -> list[ShownAccount]:
        """Return the accounts by name."""
        require_role(actor, "admin")
        with self._store.read() as session:
            return [
                ShownAccount(row.name, row.version, row.role, row.is_disabled, row.locked_until)
                for row in session.scalars(select(Account).order_by(Account.name))
            ]

    def actor(self, name: str) -> Actor:
        """Return who an account is, without a password. Raises NotFound, SignInFailed."""
        with self._store.read() as session:
            row = _find(session, name)
            if row.is_disabled:
                raise SignInFailed(f"The account '{name}' is disabled: use another.")
            return _actor(row)

    def sign_in(self, name: str, password: str) -> str:
        """Return the token of a new session, which ends after SESSION.

        Raises SignInFailed, in the same words for every reason, and after MAX_FAILURES wrong
        passwords for LOCK_OUT also for the right one.
        """
        self.require_password(name, password)
        token = secrets.token_urlsafe(32)
        with self._store.write() as session:
            now, actor = self._store.clock(), _actor(_find(session, name))
            ends = now + SESSION
            session.add(
                Login(token=_hash(token), account=actor.name, created_at=now, expires_at=ends)
            )
            record(session, now, actor, "sign_in", f"account:{actor.name}")
        return token

    def signed_in(self, token: str) -> Actor:
        """Return who a session is of. Raises SignInFailed for one that ended."""
        with self._store.read() as session:
            login = session.get(Login, _hash(token))
            account = session.get(Account, login.account) if login else None
            is_over = login is None or login.expires_at <= self._store.clock()
            if account is None or account.is_disabled or is_over:
                raise SignInFailed("Your session is over: sign in again.")
            return _actor(account)

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._store.write() as session:
            session.execute(delete(Login).where(Login.token == _hash(token)))

    def change_password(self, name: str, password: str, new: str) -> None:
        """Change one's own password, which ends all sessions. Raises SignInFailed."""
        self.require_password(name, password)
        self._set_password(self.actor(name), name, new, None)

    def reset_password(self, actor: Actor, name: str, new: str, version: int | None = None) -> None:
        """Set somebody's password, which ends all their sessions and unlocks the account.

        version: that which was read, None for whichever it is. Raises Conflict for another.
        """
        require_role(actor, "admin")
        self._set_password(actor, name, new, version)

    def unlock(self, actor: Actor, name: str, version: int | None = None) -> None:
        """Let an account that wrong passwords locked sign in again; its password stays.

        version: that which was read, None for whichever it is. Raises Conflict for another.
        """
        require_role(actor, "admin")
        with self._store.write() as session:
            row = _changed(session, name, version)
            row.failures, row.locked_until = 0, None
            record(session, self._store.clock(), actor, "unlock_account", f"account:{row.name}")

    def set_disabled(
        self, actor: Actor, name: str, is_disabled: bool, version: int | None = None
    ) -> None:
        """Disable an account, which ends all its sessions, or enable it again.

        version: that which was read, None for whichever it is. Raises Conflict for another, and
        NotAllowed for one's own account.
        """
        require_role(actor, "admin")
        if is_disabled and name_key(name) == name_key(actor.name):
            raise NotAllowed("Nobody disables their own account: ask another administrator.")
        with self._store.write() as session:
            row = _changed(session, name, version)
            row.is_disabled = is_disabled
            session.execute(delete(Login).where(Login.account == row.name))
            move = "disable_account" if is_disabled else "enable_account"
            record(session, self._store.clock(), actor, move, f"account:{row.name}")

    def require_password(self, name: str, password: str) -> None:
        """Raise SignInFailed unless the password is the account's, and the account is open.

        Raises Busy, and counts no attempt, where others are tried for longer than WAIT_S.
        """
        with _turn():
            hashed = self._count_attempt(name)
            try:
                self._hasher.verify(hashed or self._nobody, password[:MAX_PASSWORD])
            except VerificationError as error:
                raise SignInFailed(_FAILED) from error
        if not hashed:
            raise SignInFailed(_FAILED)
        with self._store.write() as session:
            row = _find(session, name)
            row.failures, row.locked_until = 0, None

    def _count_attempt(self, name: str) -> str:
        """Return the hash to compare with, "" if there is none to try.

        The attempt counts before it is made, so that many at once are no way round the limit.
        """
        with self._store.write() as session:
            row, now = _named(session, name), self._store.clock()
            if row is None or row.is_disabled or (row.locked_until and row.locked_until > now):
                return ""
            row.failures += 1
            if row.failures > MAX_FAILURES:
                row.failures, row.locked_until = 0, now + LOCK_OUT
                record(session, now, SYSTEM, "lock_account", f"account:{row.name}")
                return ""
            return row.password

    def _set_password(self, actor: Actor, name: str, new: str, version: int | None) -> None:
        hashed = self._hash(name, new)
        with self._store.write() as session:
            row = _changed(session, name, version)
            row.password, row.failures, row.locked_until = hashed, 0, None
            session.execute(delete(Login).where(Login.account == row.name))
            record(session, self._store.clock(), actor, "change_password", f"account:{row.name}")

    def _hash(self, name: str, password: str) -> str:
        is_name = name_key(password) == name_key(name)
        if is_name or not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            raise InvalidSubmission(
                f"The password has {len(password)} characters: write {MIN_PASSWORD} at least, and "
                "not the name."
            )
        with _turn():
            return self._hasher.hash(password)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for the turn to try a password or to keep one. Raises Busy."""
    if not _TURNS.acquire(timeout=WAIT_S):
        raise Busy("Many sign in at this moment: try again in a minute.")
    try:
        yield
    finally:
        _TURNS.release()


def _find(session: Session, name: str) -> Account:
    row = _named(session, name)
    if row is None:
        raise NotFound(f"There is no account '{name}': see `askalliance user list`.")
    return row


def _named(session: Session, name: str) -> Account | None:
    """Return the account of a name, in whichever of its spellings; its own comes first."""
    key = name_key(name)
    alike = [row for row in session.scalars(select(Account)) if name_key(row.name) == key]
    return max(alike, key=lambda row: row.name == name, default=None)


def _changed(session: Session, name: str, version: int | None) -> Account:
    """Return an account of the next version. Raises NotFound, Conflict."""
    row = _find(session, name)
    if version not in (None, row.version):
        raise Conflict(
            f"The account '{name}' was changed since you read it (it is of version "
            f"{row.version}, you read {version}): read it again, then decide."
        )
    row.version += 1
    return row


def _actor(row: Account) -> Actor:
    return Actor(row.name, cast("Role", row.role))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
