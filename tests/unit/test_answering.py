"""Answering off the event loop: how many at once, who waits, who is told to come back."""

import asyncio
import threading
import time
from collections.abc import Sequence
from typing import cast

import pytest

from rag.assistant import Assistant
from rag.values import Answer, Turn, Versions
from ui.serving.answering import Answering, TooMany
from ui.serving.streams import while_waiting


def answer(question: str, outcome: str = "refused") -> Answer:
    return Answer(
        question=question,
        language="ru",
        outcome=outcome,  # type: ignore[arg-type]
        claims=(),
        citations=(),
        hits=(),
        engine="none",
        versions=Versions("i", "e"),
        latency_ms=1.0,
    )


class Slow:
    """An assistant that answers when it is let, and counts how many it works on."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.now = 0
        self.most = 0
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.asked.append(question)
        self.let.wait(10)
        with self._lock:
            self.now -= 1
        return answer(question)

    def referral(self, message: str) -> Answer | None:
        return answer(message, "referred") if "помогите" in message else None


async def until(condition: "object") -> None:
    for _ in range(500):
        if condition():  # type: ignore[operator]
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that")


async def test_so_many_are_answered_at_once_and_so_many_wait() -> None:
    slow = Slow()
    answering = Answering(cast("Assistant", slow), at_once=2, most_waiting=3)
    asked = [asyncio.ensure_future(answering.ask(f"вопрос {n}")) for n in range(5)]
    await until(lambda: slow.now == 2)
    assert answering.waiting == 3
    with pytest.raises(TooMany, match="try again in 1 seconds") as told:
        await answering.ask("шестой")
    assert told.value.retry_after_s == 1
    helped = await answering.help_for("помогите")
    assert helped is not None
    assert helped.outcome == "referred"
    assert await answering.help_for("шестой") is None
    slow.let.set()
    answers = await asyncio.gather(*asked)
    assert [each.question for each in answers] == [f"вопрос {n}" for n in range(5)]
    assert slow.most == 2
    await until(lambda: answering.waiting == 0)
    answering.require_room()


async def test_the_loop_goes_on_while_an_answer_is_worked_on() -> None:
    slow = Slow()
    answering = Answering(cast("Assistant", slow), at_once=1)
    asked = asyncio.ensure_future(answering.ask("вопрос"))
    began = time.monotonic()
    await asyncio.sleep(0.01)
    assert time.monotonic() - began < 1
    slow.let.set()
    await asked


async def test_who_goes_away_before_the_turn_is_not_answered_and_makes_room() -> None:
    slow = Slow()
    answering = Answering(cast("Assistant", slow), at_once=1, most_waiting=1)

    async def read(question: str) -> None:
        async for _ in while_waiting(answering.ask(question)):
            pass

    first = asyncio.ensure_future(read("первый"))
    await until(lambda: slow.now == 1)
    gone = asyncio.ensure_future(read("ушёл"))
    await until(lambda: answering.waiting == 1)
    gone.cancel()
    await until(lambda: answering.waiting == 0)
    slow.let.set()
    await first
    await answering.ask("третий")
    assert slow.asked == ["первый", "третий"]


async def test_a_long_wait_shows_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.serving.streams.BEAT_S", 0.02)
    slow = Slow()
    answering = Answering(cast("Assistant", slow), at_once=1)
    seen: list[Answer | None] = []
    async for each in while_waiting(answering.ask("вопрос")):
        seen.append(each)
        if len(seen) == 3:
            slow.let.set()
    assert seen[:3] == [None, None, None]
    assert seen[-1] is not None
