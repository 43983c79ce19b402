"""The queue as files, and compared with a question, on both engines."""

import json

from embeddings.encoder import load_encoder
from questions.desk.exporting import asked, exported
from questions.desk.submission import Submission, take_in
from questions.export import EXPORTS
from questions.screening import screen
from questions.similar import SimilarQuestions
from questions.store import Store
from questions.workflow import Actor

ADMIN = Actor("operator", "admin")
TEXTS = ["Когда основан Альянс?", "=HYPERLINK(1) Кто участвует в Альянсе?"]


def fill(store: Store) -> None:
    take_in(store, ADMIN, [(Submission(text), screen(text)) for text in TEXTS])


def test_every_question_is_exported_and_no_cell_is_a_formula(store: Store) -> None:
    fill(store)
    rows = exported(store, ADMIN)
    assert {row.status for row in rows} == {"triage"}
    assert {row["question"] for row in json.loads(EXPORTS["json"](rows))} == set(TEXTS)
    assert not any(
        cell.startswith("=") for cell in EXPORTS["csv"](rows).decode("utf-8-sig").split(",")
    )


def test_a_question_of_the_queue_is_found_by_its_like(store: Store) -> None:
    fill(store)
    known = asked(store, ADMIN)
    found = SimilarQuestions(load_encoder(), known).suggest("Когда был основан Альянс?", 1)
    assert {each.question_id: each.text for each in known}[found[0].question_id] == TEXTS[0]
