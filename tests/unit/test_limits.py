"""Limits count by visitor, share their state between processes, and outlive a clock set back."""

from pathlib import Path

import pytest

from ui.serving.limits import Limiter, Limits, open_limits, open_table


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def limiter(clock: Clock, per_minute: int = 6, burst: int = 3, path: Path | None = None) -> Limiter:
    return Limiter(open_table(path), per_minute, burst, clock)


def test_a_burst_is_admitted_and_then_one_at_a_time() -> None:
    clock = Clock()
    limit = limiter(clock)
    assert [limit.wait_s("a") for _ in range(4)] == [0, 0, 0, pytest.approx(10)]
    clock.now += 4
    assert limit.wait_s("a") == pytest.approx(6)
    clock.now += 6
    assert limit.wait_s("a") == 0
    assert limit.wait_s("a") == pytest.approx(10)
    clock.now += 1000
    assert [limit.wait_s("a") for _ in range(4)] == [0, 0, 0, pytest.approx(10)]


def test_a_thousand_others_are_not_stopped_by_one_who_asks_too_often() -> None:
    clock = Clock()
    limit = limiter(clock)
    for _ in range(50):
        limit.wait_s("eager")
    turned_away = [f"delegate {n}" for n in range(1000) if limit.wait_s(f"delegate {n}")]
    assert turned_away == []
    assert limit.wait_s("eager") > 0


def test_a_crowd_that_fills_the_table_turns_few_away_wrongly() -> None:
    clock = Clock()
    limit = limiter(clock)
    wrongly = sum(limit.wait_s(f"delegate {n}") > 0 for n in range(10_000) for _ in range(3))
    assert wrongly < 100


def test_two_processes_of_a_machine_count_together(tmp_path: Path) -> None:
    clock = Clock()
    one, other = (limiter(clock, path=tmp_path / "visitors") for _ in range(2))
    assert [one.wait_s("a"), other.wait_s("a"), one.wait_s("a")] == [0, 0, 0]
    assert other.wait_s("a") == pytest.approx(10)


def test_a_clock_that_is_set_back_locks_nobody_out(tmp_path: Path) -> None:
    clock = Clock()
    limit = limiter(clock)
    for _ in range(4):
        limit.wait_s("a")
    clock.now = 5.0  # the machine was started anew
    assert limit.wait_s("a") == 0


def test_a_rate_of_none_admits_all(tmp_path: Path) -> None:
    limits: Limits = open_limits(tmp_path / "limits", 0, 0)
    assert [limits.wait_s("a", "192.0.2.1") for _ in range(1000)] == [0.0] * 1000


def test_a_table_holds_no_name(tmp_path: Path) -> None:
    limits = open_limits(tmp_path, 20, 20)
    limits.wait_s("Вымышленная", "192.0.2.1")
    limits.wait_s("", "192.0.2.1")
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "Вымышленная".encode() not in held
    assert b"192.0.2.1" not in held
