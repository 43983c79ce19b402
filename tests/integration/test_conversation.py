"""The conversation's end points: what a page sends and gets, and that nothing of it stays here."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from embeddings.errors import UserError
from questions.desk.feedback import list_feedback
from questions.event import read_event
from questions.gate import Gate
from questions.store import Store
from rag.assistant import Assistant
from rag.values import Answer
from tests.conftest import served
from tests.desk_parts import ANNA, QUESTION
from ui.parts import Parts
from ui.service import build_app
from ui.serving.limits import open_limits
from ui.serving.seals import BrokenSeal, Seals, open_seals
from ui.strings import LANGUAGES, load_strings


class Failing(Assistant):
    """An assistant that knows its answers and fails when it is asked to."""

    def ask(self, question: str, history: Any = ()) -> Answer:
        if "boom" in question:
            raise ValueError(question)
        if question == "mistake":
            raise UserError("The index is gone: run `askalliance index`.")
        return super().ask(question, history)


@pytest.fixture
def parts(small_assistant: Assistant, file_store: Store) -> Parts:
    failing = Failing.__new__(Failing)
    failing.__dict__.update(small_assistant.__dict__)
    failing._screen = Gate()
    return Parts(failing, file_store, Gate(), read_event())


@pytest.fixture
def client(parts: Parts) -> Iterator[httpx.Client]:
    with served(build_app(parts)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def events(reply: httpx.Response) -> dict[str, list[dict[str, Any]]]:
    assert reply.headers["content-type"].startswith("text/event-stream")
    found: dict[str, list[dict[str, Any]]] = {}
    for block in reply.text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        data = json.loads(data.removeprefix("data: "))
        found.setdefault(name.removeprefix("event: "), []).append(data)
    return found


def ask(client: httpx.Client, question: str, **more: Any) -> dict[str, Any]:
    reply = client.post("/conversation/ask", json={"question": question, **more})
    (done,) = events(reply)["done"]
    return done


def test_an_answer_comes_claim_by_claim_and_then_whole(client: httpx.Client) -> None:
    body = {"question": QUESTION, "turn": 7, "language": "ru"}
    told = events(client.post("/conversation/ask", json=body))
    (done,) = told["done"]
    for claim in told["claim"]:
        assert claim["html"] in done["html"]
    assert 'data-turn="7"' in done["html"]
    assert 'id="source-7-1"' in done["sources"]
    assert [turn["role"] for turn in done["turns"]] == ["user", "assistant"]
    assert load_strings("ru")["sources.heading"] in done["sources"]


def test_a_page_is_told_in_each_language_and_given_a_name_of_its_own(client: httpx.Client) -> None:
    for code in LANGUAGES:
        told = client.get("/conversation", headers={"Accept-Language": code}).json()
        assert told["language"] == code
        assert load_strings(code)["notice.danger"] in told["notice"]
    names = {client.get("/conversation").json()["visitor"] for _ in range(3)}
    assert len(names) == 3
    assert not client.cookies


def test_exchanges_are_shown_in_another_language_from_their_seals(client: httpx.Client) -> None:
    done = ask(client, QUESTION, language="ru")
    exchange = {"seal": done["seal"], "turn": 3, "verdict": "done"}
    (shown,) = client.post(
        "/conversation/show", json={"language": "de", "exchanges": [exchange]}
    ).json()
    assert load_strings("de")["feedback.thanks"] in shown["html"]
    assert load_strings("de")["sources.heading"] in shown["sources"]
    assert "2010" in shown["html"]


def test_a_verdict_is_kept_with_the_sealed_answer(client: httpx.Client, file_store: Store) -> None:
    seal = ask(client, QUESTION)["seal"]
    body = {"seal": seal, "verdict": "bad", "language": "es"}
    why = client.post("/conversation/judge", json=body).json()
    assert why["verdict"] == "bad"
    assert load_strings("es")["feedback.incomplete"] in why["html"]
    assert list_feedback(file_store, ANNA) == []
    kept = client.post("/conversation/judge", json=body | {"reason": "incomplete"}).json()
    assert kept["verdict"] == "done"
    client.post("/conversation/judge", json=body | {"reason": "unclear"})  # said once, it is said
    (found,) = list_feedback(file_store, ANNA)
    assert (found.question, found.reason) == (QUESTION, "incomplete")
    assert client.post("/conversation/judge", json=body | {"reason": "<b>"}).status_code == 422


@pytest.mark.parametrize(
    "change", [lambda s: s[:-2], lambda s: "A" + s, lambda s: "", str.swapcase]
)
def test_what_was_not_sealed_here_is_not_kept(
    client: httpx.Client, file_store: Store, change: Any
) -> None:
    seal = ask(client, QUESTION)["seal"]
    for path, body in (
        ("/conversation/judge", {"seal": change(seal), "verdict": "good"}),
        ("/conversation/show", {"exchanges": [{"seal": change(seal)}]}),
    ):
        assert client.post(path, json=body).status_code == 422
    assert list_feedback(file_store, ANNA) == []


def test_the_seal_of_another_service_is_none_of_ours(small_assistant: Assistant) -> None:
    sealed = Seals().sealed(small_assistant.ask(QUESTION))
    with pytest.raises(BrokenSeal, match="ask again"):
        Seals().opened(sealed)


def test_workers_of_one_home_share_their_seals(small_assistant: Assistant, tmp_path: Path) -> None:
    answer = replace(small_assistant.ask(QUESTION), hits=(), dropped=())
    one, other = open_seals(tmp_path), open_seals(tmp_path)
    assert other.opened(one.sealed(answer)) == answer
    assert other.is_visitor(one.new_visitor())
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(UserError, match="delete it"):
        open_seals(tmp_path)


def test_a_failure_has_an_id_and_neither_log_nor_page_tells_the_question(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    reply = client.post("/conversation/ask", json={"question": "boom Тайна", "language": "ru"})
    (failed,) = events(reply)["failed"]
    number = re.search(r"[0-9a-f]{8}", failed["html"])
    assert number
    assert number[0] in caplog.text
    assert "ValueError" in caplog.text
    assert "Тайна" not in caplog.text + failed["html"]
    (told,) = events(client.post("/conversation/ask", json={"question": "mistake"}))["failed"]
    assert "askalliance index" in told["html"]


def test_a_page_keeps_a_question_as_it_was_screened(client: httpx.Client) -> None:
    done = ask(client, "В каком году создан Альянс? Мой адрес jo@example.org")
    assert "[email]" in done["html"]
    assert "jo@example.org" not in json.dumps(done, ensure_ascii=False)


def test_a_visitor_has_a_limit_that_the_rest_of_the_hall_does_not_feel(
    parts: Parts, file_store: Store
) -> None:
    limited = replace(parts, limits=open_limits(None, 4, 2))
    limited_app = build_app(limited)
    with served(limited_app) as address, httpx.Client(base_url=address, timeout=30) as client:
        eager, calm = (client.get("/conversation").json()["visitor"] for _ in range(2))
        for _ in range(2):
            ask(client, QUESTION, visitor=eager)
        body = {"question": QUESTION, "visitor": eager, "language": "fr"}
        turned = client.post("/conversation/ask", json=body)
        assert turned.status_code == 429
        wait_s = int(turned.headers["Retry-After"])
        assert 0 < wait_s <= 15
        words = load_strings("fr")
        assert words["answer.often"].format(n=wait_s) in turned.json()["html"].replace(
            "&#x27;", "'"
        )
        assert words["notice.danger"].replace("'", "&#x27;") in turned.json()["html"]
        ask(client, QUESTION, visitor=calm)
        # A name that was made up counts as none: the address has its own limit.
        ask(client, QUESTION, visitor="made-up")
        body = {"question": QUESTION, "visitor": "made-up-too"}
        assert client.post("/conversation/ask", json=body).status_code == 429
        # Who calls for help is never turned away.
        cry = "Меня держат взаперти и заставляют работать, помогите"
        helped = ask(client, cry, visitor=eager, language="ru")
        assert "112" in helped["html"]
        assert client.post("/api/ask", json={"question": cry}).json()["outcome"] == "referred"
        refused = client.post("/api/ask", json={"question": QUESTION})
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0
