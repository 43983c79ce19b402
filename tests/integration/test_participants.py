"""The participants' pages over real HTTP: a question sent, followed, voted for, deleted."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import httpx
import pytest

from questions.desk.drafting import draft
from questions.desk.inbox import read_inbox
from questions.desk.programme import save_programme
from questions.desk.queue import list_questions, show
from questions.desk.review import approve, claim, publish
from questions.desk.triage import accept, reject
from questions.reasons import reason_sentence
from questions.store import open_store
from questions.workflow import OPERATOR
from tests.conftest import served
from tests.desk_parts import ANNA, GUARD
from ui.parts import Parts
from ui.service import build_app
from ui.strings import LANGUAGES, NAVIGATION, load_strings

QUESTION = "Почему двадцатая конференция Альянса проходит онлайн?"


@pytest.fixture
def own(parts: Parts, tmp_path: Path) -> Iterator[Parts]:
    """The parts with a store of the test's own."""
    store = open_store(f"sqlite:///{tmp_path / 'questions.db'}")
    save_programme(store, OPERATOR, parts.event.titles("en"), parts.event.names())
    yield replace(parts, store=store)
    store.close()


@pytest.fixture
def client(own: Parts) -> Iterator[httpx.Client]:
    with served(build_app(own)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def sent(client: httpx.Client, text: str = QUESTION, **fields: str) -> tuple[str, str]:
    """Send a question by the form, and return the page and the receipt code."""
    found = client.post("/questions?lang=ru", data={"text": text, **fields})
    assert found.status_code == 200
    code = re.search(r'id="receipt">([A-Z2-7-]+)<', found.text)
    return unescape(found.text), code[1] if code else ""


def published(own: Parts) -> str:
    """Answer the one question that waits, and return its id."""
    (waiting,) = list_questions(own.store, ANNA)
    accept(own.store, ANNA, waiting.id, waiting.version)
    answer_id = draft(own.store, ANNA, waiting.id, waiting.version + 1, own.assistant)
    version = claim(own.store, ANNA, answer_id, 1)
    version = approve(own.store, ANNA, answer_id, version, own.documents)
    publish(own.store, ANNA, answer_id, version, own.documents)
    return waiting.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_every_language(client: httpx.Client, language: str) -> None:
    strings = load_strings(language)
    for key, path in list(NAVIGATION.items())[1:]:
        page = client.get(path, params={"lang": language})
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text
        assert f'aria-current="page">{strings[key]}</a>' in unescape(page.text)
        assert strings["notice.danger"] in unescape(page.text)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_a_question_is_sent_answered_and_found_by_its_receipt(
    client: httpx.Client, own: Parts
) -> None:
    page, code = sent(client, session="s1", name="Делегация")
    assert QUESTION in page
    assert len(code) == 39
    question_id = published(own)
    mine = unescape(client.post("/mine?lang=ru", data={"receipt": code.lower()}).text)
    assert load_strings("ru")["stage.answered"] in mine
    assert "COVID-19" in mine
    assert "[1]" in mine
    board = unescape(client.get("/answers?lang=ru&q=двадцатая").text)
    assert f"/answers/{question_id}?lang=ru" in board
    assert QUESTION in board
    answer = unescape(client.get(f"/answers/{question_id}?lang=ru").text)
    assert "/documents/alliance20-concept-note.ru.txt?start=" in answer
    assert load_strings("ru")["board.empty"] in unescape(
        client.get("/answers?lang=ru&q=бабочки").text
    )


def test_a_reason_is_told_in_the_asker_s_language(client: httpx.Client, own: Parts) -> None:
    _, code = sent(client)
    (waiting,) = list_questions(own.store, ANNA)
    reject(own.store, ANNA, waiting.id, waiting.version, "off_topic")
    for language in LANGUAGES:
        page = client.post(f"/mine?lang={language}", data={"receipt": code})
        assert reason_sentence("off_topic", language) in unescape(page.text)


def test_personal_data_is_stored_and_shown_nowhere(client: httpx.Client, own: Parts) -> None:
    page, _ = sent(client, f"{QUESTION} Мой телефон +43 660 1234567", name="Anna, anna@example.org")
    assert "[phone]" in page
    assert "1234567" not in page
    (waiting,) = list_questions(own.store, ANNA)
    assert "1234567" not in waiting.text
    assert "example.org" not in waiting.name


def test_a_call_for_help_gets_help_and_no_receipt(client: httpx.Client, own: Parts) -> None:
    page, code = sent(client, "Меня держат взаперти и забрали паспорт, помогите")
    assert not code
    assert "112" in page
    assert 'role="alert"' in page
    assert list_questions(own.store, ANNA) == []
    assert "взаперти" not in page


def test_a_visitor_votes_once(client: httpx.Client, own: Parts) -> None:
    sent(client)
    question_id = published(own)
    path = f"/answers/{question_id}/vote?lang=de"
    first = client.post(path)
    assert first.status_code == 303
    assert "voted=1" in first.headers["location"]
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/answers" in cookie
    assert "voted=0" in client.post(path).headers["location"]
    client.cookies.clear()
    assert "voted=1" in client.post(path).headers["location"]
    assert show(own.store, ANNA, question_id).question.n_votes == 2


def test_a_question_is_deleted_by_its_receipt(client: httpx.Client, own: Parts) -> None:
    _, code = sent(client)
    assert client.post("/mine/delete?lang=fr", data={"receipt": code}).status_code == 422
    gone = client.post("/mine/delete?lang=fr", data={"receipt": code, "sure": "1"})
    assert load_strings("fr")["mine.deleted"] in unescape(gone.text)
    assert list_questions(own.store, ANNA)[0].text == ""
    again = client.post("/mine/delete?lang=fr", data={"receipt": code, "sure": "1"})
    assert again.status_code == 404


def test_what_cannot_be_taken_in_is_not_lost(client: httpx.Client) -> None:
    page = client.post("/questions?lang=es", data={"text": QUESTION, "session": "s99"})
    assert page.status_code == 422
    assert QUESTION in page.text
    assert load_strings("es")["form.invalid"].format(n=2000)[:40] in unescape(page.text)


def test_what_is_not_open_to_all_is_shown_to_nobody(client: httpx.Client, own: Parts) -> None:
    sent(client)
    (waiting,) = list_questions(own.store, ANNA)
    for path in (f"/answers/{waiting.id}", "/answers/nobody", "/answers/%3Cscript%3E"):
        page = client.get(path, params={"lang": "it"})
        assert page.status_code == 404
        assert load_strings("it")["error.not_found"] in unescape(page.text)
        assert "<script>" not in page.text
    assert client.post(f"/answers/{waiting.id}/vote").status_code == 403


def test_a_form_of_another_site_changes_nothing(client: httpx.Client, own: Parts) -> None:
    data = {"text": QUESTION}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}):
        assert client.post("/questions", data=data, headers=headers).status_code == 403
    assert list_questions(own.store, ANNA) == []
    assert client.post(
        "/questions", data=data, headers={"Sec-Fetch-Site": "same-origin"}
    ).is_success


def test_the_api_takes_a_question_through_its_life(client: httpx.Client, own: Parts) -> None:
    asked = client.post("/api/questions", json={"text": QUESTION, "session": "s1"}).json()
    assert asked["outcome"] == "received"
    assert asked["receipt"]
    question_id = published(own)
    status = client.post("/api/questions/status", json={"receipt": asked["receipt"]}).json()
    assert status["state"] == "answered"
    (answer,) = status["answers"]
    assert answer["is_cited"]
    assert "reviewer" not in answer
    for citation in answer["citations"]:
        text = client.get(f"/api/documents/{citation['source']}").text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    (listed,) = client.get("/api/answers", params={"q": "КОНФЕРЕНЦИЯ"}).json()
    assert listed == client.get(f"/api/answers/{question_id}").json()
    assert client.get("/api/counts").json()["answered"] == 1
    withdrawn = client.post("/api/questions/withdraw", json={"receipt": asked["receipt"]})
    assert withdrawn.status_code == 204
    assert client.get(f"/api/answers/{question_id}").status_code == 404
    wrong = client.post("/api/questions", json={"text": QUESTION, "session": "s99"})
    assert wrong.status_code == 404
    assert "s99" in wrong.json()["detail"]


def test_what_is_answered_already_is_offered_to_who_asks_the_same(
    client: httpx.Client, own: Parts
) -> None:
    sent(client)
    question_id = published(own)
    again = {"text": "Почему 20-я конференция Альянса проходит онлайн?"}
    (found,) = client.post("/api/questions/similar", json=again).json()
    assert found["question_id"] == question_id
    page, code = sent(client, again["text"])
    assert f"/answers/{question_id}?lang=ru" in page
    assert code


CALL = "Меня держат взаперти и забрали паспорт, помогите"


@pytest.mark.parametrize(
    "fields",
    [
        {"text": QUESTION, "name": CALL},
        {"text": CALL + " " + "слово " * 3_000},
        {"text": "слово " * 3_000 + ". " + CALL},
        {"text": CALL, "written": "zz", "session": "s99", "name": "я" * 200},
    ],
)
def test_a_call_for_help_is_heard_wherever_and_however_it_is_written(
    client: httpx.Client, own: Parts, fields: dict[str, str]
) -> None:
    page, code = sent(client, **fields)
    assert not code
    assert "112" in page
    assert list_questions(own.store, ANNA) == []
    asked = {key.replace("written", "language"): value for key, value in fields.items()}
    told = client.post("/api/questions", json=asked).json()
    assert told["outcome"] == "referred"
    assert "112" in told["notice"]
    assert own.gate("\n".join(fields.values())).outcome == "referred"
    assert "взаперти" in read_inbox(own.store, GUARD)[0].text


def test_a_call_for_help_in_the_search_is_answered(client: httpx.Client) -> None:
    page = unescape(client.get(f"/answers?lang=ru&q={CALL}").text)
    assert 'role="alert"' in page
    assert "112" in page


def test_a_form_that_is_sent_again_adds_nothing(client: httpx.Client, own: Parts) -> None:
    form = client.get("/questions?lang=de").text
    once = re.search(r'name="once" value="([^"]+)"', form)
    assert once
    sent(client, once=once[1])
    again = client.post("/questions?lang=de", data={"text": QUESTION, "once": once[1]})
    assert again.status_code == 422
    assert load_strings("de")["form.twice"] in unescape(again.text)
    assert len(list_questions(own.store, ANNA)) == 1


def test_what_can_be_read_can_be_asked_for(client: httpx.Client) -> None:
    for path in ("/", "/questions", "/answers", "/mine", "/about", "/healthz", "/api/answers"):
        found = client.head(path)
        assert found.status_code == 200, path
        assert not found.content
