"""A process that submits and accepts questions until it is killed, and says what it was told.

    python -m tests.writer URL N

Each line is written once the store has answered: `sent ID RECEIPT`, `accepted ID`.
"""

import sys

from questions.desk.submission import Submission, submit
from questions.desk.triage import accept
from questions.gate import Gate
from questions.store import open_store
from questions.workflow import Actor


def main(url: str, run: str) -> None:
    store, gate = open_store(url), Gate()
    actor, n = Actor(f"Модератор {run}", "moderator"), 0
    while True:
        n += 1
        sent = submit(store, gate, Submission(f"Сколько докладов в {run} году, часть {n}?"))
        print("sent", sent.question_id, sent.receipt, flush=True)
        accept(store, actor, sent.question_id, 1)
        print("accepted", sent.question_id, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
