"""A hashtag export into the queue, on both engines."""

import json
from pathlib import Path

import pytest

from questions.desk.importing import import_questions
from questions.desk.queue import list_questions
from questions.intake import read_posts, take
from questions.screening import screen
from questions.store import Store
from questions.workflow import Actor

POSTS = [
    {"id": "1", "text": "#AskOSCEAlliance Когда основан Альянс? Какие страны вошли в Альянс?"},
    {"id": "2", "text": "#AskOSCEAlliance Wer koordiniert die Allianz? @osce_cthb"},
    {"id": "3", "text": "RT @x: #AskOSCEAlliance Wer koordiniert die Allianz?"},
    {"id": "4", "text": "меня держат взаперти и забрали паспорт, помогите"},
    {"id": "5", "text": "Мой телефон +49 30 901820. Когда следующая конференция Альянса?"},
]
ADMIN = Actor("operator", "admin")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "posts.jsonl"
    lines = [json.dumps(post, ensure_ascii=False) for post in POSTS]
    path.write_text("\n".join([*lines, "{broken"]), "utf-8")
    return path


def test_an_export_comes_in_once(store: Store, export: Path) -> None:
    def run() -> int:
        return import_questions(store, ADMIN, take(read_posts(export), screen)).n_new

    first = run()
    assert first == 4  # two of the first post, one each of the second and the fifth
    assert run() == 0
    told = " ".join(row.text for row in list_questions(store, ADMIN))
    assert "901820" not in told
    assert "взаперти" not in told
    assert "osce_cthb" not in told


def test_rows_that_give_nothing_are_named(store: Store, export: Path) -> None:
    summary = import_questions(store, ADMIN, take(read_posts(export), screen)).summary
    assert summary.reasons == {"repost": 1, "malformed": 1}
    assert {each.line for each in summary.set_aside} == {3, 6}
    assert summary.decisions["urgent_help"] == 1
