"""Questions answered off the event loop: so many at once, so many waiting, the others told when.

A person in danger may write at the busiest moment: what calls for help is heard all the same.
"""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING

from embeddings.errors import UserError
from rag.values import Answer, Turn
from ui.serving.metrics import IN_FLIGHT, TURNED_AWAY, count_answer

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = ["Answering", "TooMany"]

AT_ONCE = 2
AT_ONCE_WITH_MODEL = 32
MOST_WAITING = 512
MOST_LISTENING = 64
FIRST_GUESS_S = 0.02
INERTIA = 0.9


class TooMany(UserError):
    """A question that cannot be taken now; retry_after_s: in how many seconds it is worth it."""

    def __init__(self, retry_after_s: int, is_own: bool = False):
        whose = "You ask more often than one may" if is_own else "Many people ask at this moment"
        super().__init__(f"{whose}: try again in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s
        self.is_own = is_own


class Answering:
    """Answers questions in threads of its own.

    at_once: how many are answered at a time. most_waiting: how many more may wait.
    """

    def __init__(
        self,
        assistant: "Assistant",
        at_once: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._assistant = assistant
        self._at_once = at_once
        self._most = at_once + most_waiting
        self._clock = clock
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._listeners = ThreadPoolExecutor(1, thread_name_prefix="listen")
        self._open = 0
        self._listening = 0
        self._mean_s = FIRST_GUESS_S

    @property
    def waiting(self) -> int:
        """How many questions wait for a thread."""
        return max(0, self._open - self._at_once)

    def require_room(self) -> None:
        """Raise TooMany where one more question would not be taken."""
        if self._open >= self._most:
            TURNED_AWAY.labels("busy").inc()
            raise TooMany(max(1, math.ceil(self._open * self._mean_s / self._at_once)))

    async def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Return the answer. Raises TooMany at once, and what the assistant raises.

        A caller that goes away before its turn costs nothing.
        """
        self.require_room()
        self._open += 1
        IN_FLIGHT.inc()
        loop = asyncio.get_running_loop()
        work = partial(self._assistant.ask, question, history)
        done = self._threads.submit(copy_context().run, self._timed, work)
        done.add_done_callback(lambda _: loop.call_soon_threadsafe(self._close))
        answer = await asyncio.wrap_future(done)
        count_answer(answer)
        return answer

    async def help_for(self, question: str) -> Answer | None:
        """Return the answer to a call for help, None to anything else: for whom TooMany met.

        Where too many are listened to already, nothing is promised: what is shown instead names
        the emergency number.
        """
        if self._listening >= MOST_LISTENING:
            return None
        self._listening += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._listeners, self._assistant.referral, question)
        finally:
            self._listening -= 1

    def _timed(self, work: Callable[[], Answer]) -> Answer:
        began = self._clock()
        try:
            return work()
        finally:
            spent_s = self._clock() - began
            self._mean_s = INERTIA * self._mean_s + (1 - INERTIA) * spent_s

    def _close(self) -> None:
        self._open -= 1
        IN_FLIGHT.dec()
