"""What the tests of the desk work with: a clock that they turn, actors, a small assistant."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from embeddings.encoder import Encoder
from questions.desk.queue import show, show_one_answer
from questions.desk.submission import Submission, Submitted, submit
from questions.gate import Gate
from questions.store import Store
from questions.views import ShownAnswer, ShownQuestion
from questions.workflow import Actor
from rag.assistant import Assistant
from rag.build import build_index
from rag.extract import ExtractiveEngine

ANNA = Actor("Анна", "moderator")
BJORN = Actor("Björn", "moderator")
CHIEF = Actor("Chloé", "admin")
GUARD = Actor("Галина", "safeguarding")
GATE = Gate()
QUESTION = "Когда был создан фонд для жертв торговли людьми?"
FUND = "Добровольный фонд для жертв торговли людьми создан в 2010 году. Его взносы добровольны."
REPORTS = "Конференция рекомендует государствам представить 3 доклада к 2007 году."


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


def write_documents(folder: Path, fund: str = FUND) -> Path:
    """Write two documents and return their folder."""
    folder.mkdir(exist_ok=True)
    (folder / "fond.ru.txt").write_text(f"Решение о фонде\n\n1. {fund}\n", "utf-8")
    (folder / "doklady.ru.txt").write_text(f"Решение о докладах\n\n1. {REPORTS}\n", "utf-8")
    return folder


def open_small_assistant(home: Path, encoder: Encoder) -> Assistant:
    """Return an assistant over the two documents, which are written below `home`."""
    build_index(home / "index", [write_documents(home / "documents")], encoder)
    return Assistant(home / "index", encoder, ExtractiveEngine)


def send(
    store: Store, text: str = QUESTION, language: str = "", name: str = "", session: str = ""
) -> Submitted:
    """Submit a question as a visitor does."""
    return submit(store, GATE, Submission(text, language, name, session))


def question_of(store: Store, question_id: str) -> ShownQuestion:
    return show(store, ANNA, question_id).question


def answer_of(store: Store, answer_id: str) -> ShownAnswer:
    return show_one_answer(store, ANNA, answer_id)
