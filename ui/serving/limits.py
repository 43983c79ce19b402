"""How often one may ask: a leaky bucket for each visitor, shared by all workers of a machine.

The state is a table of numbers in a mapped file: no name, no address, and nothing to sweep up.
Source: the generic cell rate algorithm (ITU-T I.371), which keeps one time for each bucket.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["Limiter", "Limits", "open_limits", "open_table"]

ROWS, SLOTS = 2, 1 << 18
# A hall that opens the page at once, and comes back after a pause.
ARRIVALS_PER_MINUTE = 1_200
ARRIVALS_AT_ONCE = 5_000


class Limiter:
    """Admits `per_minute` of one kind on average, `burst` of them at once; 0 admits all.

    table: where the times are kept, shape (ROWS, SLOTS), shared by mapping. Whoever shares a slot
    of one row with somebody has another to themselves in the other.
    """

    def __init__(
        self,
        table: NDArray[np.float64],
        per_minute: int,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._table = table
        self._interval_s = 60 / per_minute if per_minute else 0.0
        self._reach_s = self._interval_s * burst
        self._clock = clock

    def wait_s(self, who: str) -> float:
        """Return 0 and count it where one more is admitted, else in how many seconds it will be."""
        if not self._interval_s:
            return 0.0
        now, slots = self._clock(), _slots(who)
        # A time further ahead than any bucket reaches is of a clock that was set back.
        due = [
            time_ if time_ <= now + self._reach_s + self._interval_s else now
            for time_ in (float(self._table[row, slot]) for row, slot in enumerate(slots))
        ]
        least = max(now, min(due))
        wait_s = least + self._interval_s - now - self._reach_s
        if wait_s > 1e-9:
            return wait_s
        for row, slot in enumerate(slots):
            self._table[row, slot] = max(due[row], least + self._interval_s)
        return 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Who may ask how often: `visitors` by name, `addresses` what comes without one.

    A conference has one address for all who are in the room: visitors are told apart by the name
    that the page gave them, and `arrivals` tells how many names an address is given. `writing`
    counts what an address sends to be kept: questions to the speakers, votes, verdicts.
    """

    visitors: Limiter
    addresses: Limiter
    arrivals: Limiter
    writing: Limiter

    def wait_s(self, visitor: str, address: str) -> float:
        """Return in how many seconds a question may be asked, 0 for now; visitor: "" for none."""
        return self.visitors.wait_s(visitor) if visitor else self.addresses.wait_s(address)


def open_limits(folder: Path | None, per_visitor: int, per_address: int) -> Limits:
    """Return limits of so many questions a minute, kept in a folder, or in memory without one."""

    def limiter(name: str, per_minute: int, burst: int) -> Limiter:
        return Limiter(open_table(folder and folder / name), per_minute, burst)

    return Limits(
        visitors=limiter("visitors", per_visitor, max(1, per_visitor // 2)),
        addresses=limiter("addresses", per_address, max(1, per_address // 2)),
        arrivals=limiter("arrivals", ARRIVALS_PER_MINUTE, ARRIVALS_AT_ONCE),
        writing=limiter("writing", per_address, per_address),
    )


def open_table(path: Path | None = None) -> NDArray[np.float64]:
    """Return the table of a limiter: that of a file, made where there is none, or one in memory."""
    if path is None:
        return np.zeros((ROWS, SLOTS))
    path.parent.mkdir(parents=True, exist_ok=True)
    size = ROWS * SLOTS * 8
    if not path.exists() or path.stat().st_size != size:
        with path.open("wb") as file:
            file.truncate(size)
    return np.memmap(path, dtype=np.float64, mode="r+", shape=(ROWS, SLOTS))


def _slots(who: str) -> list[int]:
    digest = hashlib.blake2b(who.encode(), digest_size=8).digest()
    return [int.from_bytes(digest[at * 4 : at * 4 + 4], "big") % SLOTS for at in range(ROWS)]
