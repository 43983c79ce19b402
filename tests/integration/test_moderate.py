"""The moderators' pages over real HTTP: sign-in, queue, review, and who may see what."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from starlette.routing import BaseRoute

from questions import accounts as keeping
from questions.accounts import MAX_FAILURES
from questions.desk.asker import status
from questions.desk.drafting import draft
from questions.desk.programme import save_programme
from questions.desk.review import claim
from questions.desk.triage import accept
from questions.event import read_event
from questions.store import Store, open_store
from questions.store.tables import ClaimCitation
from questions.workflow import OPERATOR
from rag.assistant import Assistant
from tests.conftest import served
from tests.desk_parts import ANNA, BJORN, CHIEF, FUND, GATE, GUARD, answer_of, question_of, send
from ui.desk.common import read_due
from ui.parts import Parts
from ui.service import build_app
from ui.strings import load_strings

PASSWORD = "Ein längeres Passwort, только для проверки"
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>",
    "{{ 7777 * 3 }}<b>",
    "<a href='javascript:alert(1)'>x</a>",
    "<!--<script>-->alert(1)",
    "<details open ontoggle=alert(1)>",
]
# What only a browser could run: any of these in a page that shows a payload is a hole.
HOLES = re.compile(
    r"<script>|<img src=x|<svg/|<iframe|<b>|href='javascript|<details open ontog|23331"
)


@pytest.fixture(scope="module")
def parts(small_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    folder = tmp_path_factory.mktemp("moderate")
    store = open_store(f"sqlite:///{folder / 'questions.db'}")
    event = read_event()
    save_programme(store, OPERATOR, event.titles("en"), event.names())
    parts = Parts(small_assistant, store, GATE, event, uploads=folder / "uploads")
    for actor in (ANNA, BJORN, CHIEF, GUARD):
        parts.accounts.add(OPERATOR, actor.name, actor.role, PASSWORD)
    yield parts
    store.close()


@pytest.fixture(scope="module")
def store(parts: Parts) -> Store:
    return parts.store


@pytest.fixture(scope="module")
def app(parts: Parts) -> FastAPI:
    return build_app(parts)


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    with served(app) as address:
        yield address


@contextmanager
def signed_in(address: str, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, follow_redirects=True, timeout=30) as client:
        sent = client.post("/moderate/sign-in", data={"name": name, "password": PASSWORD})
        assert sent.status_code == 200
        yield client


@pytest.fixture(scope="module")
def anna(address: str) -> Iterator[httpx.Client]:
    with signed_in(address, ANNA.name) as client:
        yield client


@pytest.fixture(scope="module")
def bjorn(address: str) -> Iterator[httpx.Client]:
    with signed_in(address, BJORN.name) as client:
        yield client


@pytest.fixture(scope="module")
def chief(address: str) -> Iterator[httpx.Client]:
    with signed_in(address, CHIEF.name) as client:
        yield client


@pytest.fixture(scope="module")
def guard(address: str) -> Iterator[httpx.Client]:
    with signed_in(address, GUARD.name) as client:
        yield client


def endpoints(app: FastAPI) -> list[tuple[str, str]]:
    """Return the method and path of every route below /moderate, from the application itself."""

    def walk(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
        for route in routes:
            included = getattr(route, "effective_route_contexts", None)
            for each in included() if included else [route]:
                methods = getattr(each, "methods", None) or ()
                yield from ((method, getattr(each, "path", "")) for method in methods)

    filled = ((method, re.sub(r"\{\w+(:path)?\}", "x1", path)) for method, path in walk(app.routes))
    return sorted(pair for pair in filled if pair[1].startswith("/moderate"))


def test_without_sign_in_every_route_answers_401(app: FastAPI, address: str) -> None:
    found = endpoints(app)
    assert len(found) >= 20
    open_ones = {("GET", "/moderate/sign-in"), ("POST", "/moderate/sign-in")}
    assert open_ones < set(found)
    for method, path in set(found) - open_ones:
        reply = httpx.request(method, address + path)
        assert reply.status_code == 401, (method, path)


@pytest.mark.parametrize("path", ["", "/", "/no/such/page", "/queue/x/y", "/Ünbekannt"])
def test_unknown_pages_are_401_without_sign_in_and_404_with(
    address: str, anna: httpx.Client, path: str
) -> None:
    assert httpx.get(f"{address}/moderate{path}").status_code == 401
    assert anna.get(f"/moderate{path}").status_code == (200 if path in ("", "/") else 404)


def test_a_body_is_not_read_before_sign_in(address: str) -> None:
    assert httpx.post(f"{address}/moderate/import", content=b"x" * 2_000_000).status_code == 401
    broken = {"content-type": "multipart/form-data; boundary=x"}
    reply = httpx.post(f"{address}/moderate/queue/accept", content=b"broken", headers=broken)
    assert reply.status_code == 401


def test_the_401_page_holds_the_form_and_leads_back(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        asked = client.get("/moderate/queue?state=triage&lang=ru")
        assert asked.status_code == 401
        words = load_strings("ru")
        assert words["sign.heading"] in asked.text
        (following,) = re.findall(r'name="following" value="([^"]*)"', asked.text)
        assert following == "/moderate/queue?state=triage&amp;lang=ru"
        sent = {"name": ANNA.name, "password": PASSWORD, "following": following.replace("amp;", "")}
        reply = client.post("/moderate/sign-in", data=sent)
        assert (reply.status_code, reply.headers["location"]) == (
            303,
            "/moderate/queue?state=triage&lang=ru",
        )


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("//evil.example/moderate", "https://evil.example/moderate/", "/answers", "/moderated"),
        *(
            "/moderate/../answers",
            "/moderate//evil.example",
            "/moderate/%2e%2e/x",
            "/\\evil.example",
        ),
        "/moderate/queue\r\nx: y",
        *("/moderate/sign-out", "/moderate/sign-out?lang=ru", "/moderate/sign-in"),
    ],
)
def test_sign_in_leads_nowhere_else(address: str, elsewhere: str) -> None:
    sent = {"name": ANNA.name, "password": PASSWORD, "following": elsewhere}
    reply = httpx.post(f"{address}/moderate/sign-in", data=sent)
    assert (reply.status_code, reply.headers["location"]) == (303, "/moderate")


def test_the_session_is_a_cookie_that_no_script_and_no_other_site_has(address: str) -> None:
    sent = {"name": ANNA.name, "password": PASSWORD}
    cookie = httpx.post(f"{address}/moderate/sign-in", data=sent).headers["set-cookie"]
    for flag in ("HttpOnly", "SameSite=strict", "Path=/moderate"):
        assert flag in cookie
    assert "Secure" not in cookie  # plain HTTP on loopback would not send it
    behind = {"x-forwarded-proto": "https"}
    secure = httpx.post(f"{address}/moderate/sign-in", data=sent, headers=behind)
    assert "Secure" in secure.headers["set-cookie"]


def test_a_form_of_another_site_is_refused(anna: httpx.Client, store: Store) -> None:
    question = send(store).question_id
    foreign = {"origin": "https://evil.example"}
    data = {"version": "1"}
    sent = anna.post(f"/moderate/questions/{question}/accept", data=data, headers=foreign)
    assert sent.status_code == 403
    assert question_of(store, question).state == "triage"


def test_no_other_site_may_frame_a_page(address: str, anna: httpx.Client) -> None:
    for reply in (anna.get("/moderate/queue"), httpx.get(f"{address}/moderate/queue")):
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        assert "script-src 'self'" in reply.headers["content-security-policy"]
        assert reply.headers["cache-control"] == "no-store"


def test_a_wrong_password_and_a_lock_out_are_told_alike(address: str, parts: Parts) -> None:
    parts.accounts.add(OPERATOR, "Łucja", "moderator", PASSWORD)
    words = load_strings("de")["sign.failed"]
    sent = {"name": "Łucja", "password": "falsches Passwort", "lang": "de"}
    page = f"{address}/moderate/sign-in?lang=de"
    for _ in range(MAX_FAILURES + 1):
        reply = httpx.post(page, data=sent)
        assert reply.status_code == 401
        assert words in reply.text
    locked = httpx.post(page, data=sent | {"password": PASSWORD})
    assert locked.status_code == 401
    assert words in locked.text
    nobody = httpx.post(page, data=sent | {"name": "Nobody"})
    assert words in nobody.text
    with signed_in(address, CHIEF.name) as chief:
        assert "/moderate/accounts/unlock" in chief.get("/moderate/accounts").text
        chief.post("/moderate/accounts/unlock", data={"name": "Łucja", "version": 1})
        assert "/moderate/accounts/unlock" not in chief.get("/moderate/accounts").text
    assert httpx.post(page, data=sent | {"password": PASSWORD}).status_code == 303


def test_where_too_many_sign_in_the_page_says_to_try_again(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "WAIT_S", 0.01)
    sent = {"name": ANNA.name, "password": PASSWORD}
    with keeping._turn(), keeping._turn():
        reply = httpx.post(f"{address}/moderate/sign-in?lang=fr", data=sent)
    assert reply.status_code == 503
    assert load_strings("fr")["error.unavailable"] in unescape(reply.text)
    assert PASSWORD not in unescape(reply.text)
    assert httpx.post(f"{address}/moderate/sign-in", data=sent).status_code == 303


def test_sign_out_ends_the_session(address: str) -> None:
    with signed_in(address, BJORN.name) as client:
        token = client.cookies["askalliance_session"]
        assert client.post("/moderate/sign-out").url.path == "/moderate/sign-in"
    stale = {"askalliance_session": token}
    assert httpx.get(f"{address}/moderate/queue", cookies=stale).status_code == 401


def test_who_signs_out_too_late_comes_back_to_the_first_page(address: str) -> None:
    with httpx.Client(base_url=address, follow_redirects=True, timeout=30) as client:
        late = client.post("/moderate/sign-out?lang=es")
        assert late.status_code == 401
        (following,) = re.findall(r'name="following" value="([^"]*)"', late.text)
        sent = {"name": ANNA.name, "password": PASSWORD, "following": following}
        back = client.post("/moderate/sign-in?lang=es", data=sent)
        assert (back.status_code, back.url.path) == (200, "/moderate/queue")


def test_a_password_is_changed_and_ends_all_sessions(address: str, parts: Parts) -> None:
    parts.accounts.add(OPERATOR, "Renée", "moderator", PASSWORD)
    with signed_in(address, "Renée") as client:
        new = "noch ein längeres Passwort"
        sent = {"password": PASSWORD, "new": new, "again": "verschieden"}
        assert client.post("/moderate/password", data=sent).status_code == 422
        weak = sent | {"new": "kurz", "again": "kurz"}
        assert client.post("/moderate/password", data=weak).status_code == 422
        done = client.post("/moderate/password", data=sent | {"again": new})
        assert done.url.path == "/moderate/sign-in"
        assert client.get("/moderate/queue").status_code == 401
        again = client.post("/moderate/sign-in", data={"name": "Renée", "password": new})
        assert again.status_code == 200


def test_the_story_of_an_answer(anna: httpx.Client, store: Store) -> None:
    sent = send(store)
    question = sent.question_id
    assert (
        question
        in anna.get("/moderate/queue", params={"q": "ЖЕРТВ торговли", "state": "triage"}).text
    )
    done = anna.post("/moderate/queue/accept?q=x&lang=ru", data={"chosen": f"{question}:1"})
    assert load_strings("ru")["queue.done"] in done.text
    assert done.url.params["q"] == "x"
    page = anna.post(f"/moderate/questions/{question}/draft?lang=ru", data={"version": 2})
    answer = page.url.path.rpartition("/")[2]
    path = f"/moderate/answers/{answer}"
    page = anna.post(f"{path}/claim?lang=ru", data={"version": 1})
    (said,) = answer_of(store, answer).said[:1]
    assert f"<mark>{said.citations[0].quote}</mark>" in page.text
    form = {"claim": said.id}
    page = anna.post(
        f"{path}/edit?lang=ru", data=form | {"version": 2, "text": "Фонд создан в 1999 году."}
    )
    assert load_strings("ru")["review.unsupported"] in page.text
    refused = anna.post(f"{path}/approve?lang=ru", data={"version": 3, "override": ""})
    assert refused.status_code == 422
    assert load_strings("ru")["error.unsupported"] in refused.text
    page = anna.post(
        f"{path}/edit?lang=ru", data=form | {"version": 3, "text": "Фонд создан в 2010 году."}
    )
    assert load_strings("ru")["review.supported"] in page.text
    assert page.url.fragment == f"claim-{said.id}"
    for version, each in enumerate(answer_of(store, answer).said[1:], start=4):
        anna.post(f"{path}/drop", data={"version": version, "claim": each.id})
    version = answer_of(store, answer).version
    anna.post(f"{path}/approve", data={"version": version})
    page = anna.post(f"{path}/publish?lang=ru", data={"version": version + 1})
    assert load_strings("ru")["move.retract"] in page.text
    assert status(store, sent.receipt).answers[0].text == "Фонд создан в 2010 году. [1]"


@pytest.fixture
def on_desk(parts: Parts) -> str:
    """The id of an answer that is on Anna's desk, at version 2."""
    store = parts.store
    sent = send(store)
    version = accept(store, ANNA, sent.question_id, 1)
    answer = draft(store, ANNA, sent.question_id, version, parts.assistant)
    claim(store, ANNA, answer, 1)
    return answer


def test_other_words_are_cited_and_verified(anna: httpx.Client, store: Store, on_desk: str) -> None:
    path, (said, *_) = f"/moderate/answers/{on_desk}", answer_of(store, on_desk).said
    page = anna.get(f"{path}/cite", params={"claim": said.id, "q": "сколько докладов"})
    assert "представить 3 доклада" in page.text
    assert re.search(rf'value="{re.escape(_value(said))}"[^>]* checked', page.text)
    cited = r'value="(doklady\.ru\.txt:\d+:\d+)"[^>]*>\s*<span[^>]*>[^<]*3 доклада'
    (value,) = set(re.findall(cited, page.text))
    sent = {"claim": said.id, "version": 2, "text": "Нужно представить 3 доклада к 2007 году."}
    anna.post(f"{path}/cite", data=sent | {"span": [value]})
    changed = next(each for each in answer_of(store, on_desk).said if each.id == said.id)
    assert changed.citations[0].source == "doklady.ru.txt"
    assert changed.support >= 0.6
    anna.post(
        f"{path}/cite",
        data={"version": 3, "text": "Взносы в фонд добровольны.", "span": [_value(said)]},
    )
    assert answer_of(store, on_desk).said[-1].text == "Взносы в фонд добровольны."


def test_an_answer_whose_document_changed_can_be_cited_anew(
    anna: httpx.Client, store: Store, on_desk: str
) -> None:
    (said, *_) = answer_of(store, on_desk).said
    with store.write() as session:
        changed = update(ClaimCitation).where(ClaimCitation.claim_id == said.id)
        session.execute(changed.values(quote="Früher stand hier etwas anderes.", source="weg.txt"))
    path = f"/moderate/answers/{on_desk}"
    page = anna.get(f"{path}?lang=de").text
    assert load_strings("de")["review.changed"] in page
    assert "<mark>Früher stand hier etwas anderes.</mark>" in page
    assert anna.get(f"{path}/cite", params={"claim": said.id}).status_code == 200
    assert anna.post(f"{path}/approve", data={"version": 2}).status_code == 422


def test_what_a_speaker_said_is_published_only_with_an_override(
    anna: httpx.Client, store: Store
) -> None:
    sent = send(store)
    path = f"/moderate/questions/{sent.question_id}"
    to = {"version": 1, "speaker": "speaker-3", "due": "2099-01-01T10:00"}
    anna.post(f"{path}/forward", data=to)
    said = {"version": 2, "text": "Да, в 2010 году.", "language": "ru"}
    page = anna.post(f"{path}/record", data=said)
    at = page.url.path
    anna.post(f"{at}/claim", data={"version": 1})
    assert anna.post(f"{at}/approve", data={"version": 2}).status_code == 422
    why = "Le président l'a confirmé à l'oral."
    page = anna.post(f"{at}/approve?lang=fr", data={"version": 2, "override": why})
    assert load_strings("fr")["review.override_given"].format(text=why) in unescape(page.text)
    anna.post(f"{at}/publish", data={"version": 3})
    page = anna.post(f"{at}/retract", data={"version": 4, "note": "Irrtum"})
    assert status(store, sent.receipt).state == "drafted"


def _value(said: object) -> str:
    (span, *_) = getattr(said, "spans")  # noqa: B009
    return f"{span.source}:{span.start}:{span.end}"


@pytest.mark.parametrize("language", ["ru", "fr"])
def test_a_stale_edit_is_told_and_keeps_what_was_typed(
    bjorn: httpx.Client, store: Store, on_desk: str, language: str
) -> None:
    path = f"/moderate/answers/{on_desk}"
    (said, *_) = answer_of(store, on_desk).said
    typed = "Мой <b>вариант</b> — длинный, œuvre à moi"
    sent = {"version": 1, "claim": said.id, "text": typed}
    reply = bjorn.post(f"{path}/edit?lang={language}", data=sent)
    assert reply.status_code == 409
    words = load_strings(language)
    assert words["error.conflict"] in unescape(reply.text)
    assert words["desk.conflict"] in unescape(reply.text)
    assert "Мой &lt;b&gt;вариант&lt;/b&gt; — длинный, œuvre à moi" in reply.text
    assert f'href="{path}?lang={language}"' in reply.text
    assert answer_of(store, on_desk).version == 2
    page = bjorn.get(f"{path}?lang={language}")
    assert ANNA.name in page.text
    assert f"{path}/take_over" in page.text
    assert f"{path}/edit" not in page.text


def test_what_was_typed_outlives_the_session(address: str, on_desk: str) -> None:
    sent = {"version": 2, "text": "Долго писала это", "password": "geheim"}
    reply = httpx.post(f"{address}/moderate/answers/{on_desk}/edit", data=sent)
    assert reply.status_code == 401
    assert "Долго писала это" in reply.text
    assert "geheim" not in reply.text
    assert f'name="following" value="/moderate/answers/{on_desk}"' in reply.text


def test_many_are_moved_and_each_is_told(anna: httpx.Client, store: Store) -> None:
    first, second = send(store).question_id, send(store).question_id
    accept(store, BJORN, second, 1)
    sent = {"chosen": [f"{first}:1", f"{second}:1"], "reason": "off_topic"}
    page = anna.post("/moderate/queue/reject?lang=de", data=sent)
    words = load_strings("de")
    assert (question_of(store, first).state, question_of(store, second).state) == (
        "rejected",
        "accepted",
    )
    assert page.text.count(words["queue.done"]) == 1
    assert words["error.conflict"] in page.text
    page = anna.post(
        "/moderate/queue/forward?lang=de",
        data={"chosen": f"{second}:2", "speaker": "speaker-1", "due": "2099-05-01T18:30"},
    )
    assert words["queue.due"].format(at="1 Mai 2099, 18:30 UTC") in page.text


def test_more_than_a_page_tells_is_counted_in_an_address_that_proxies_take(
    anna: httpx.Client, store: Store
) -> None:
    real = send(store).question_id
    chosen = [f"{real}:1", *(f"{n:016x}:1" for n in range(70))]
    query = {"q": "ж" * 200, "speaker": "ü" * 2_000, "lang": "ru"}
    reply = anna.post(
        "/moderate/queue/accept",
        params=query,
        data={"chosen": chosen},
        follow_redirects=False,
    )
    assert reply.status_code == 303
    assert len(reply.headers["location"]) <= 4_000
    assert question_of(store, real).state == "accepted"
    few = anna.post(
        "/moderate/queue/accept", params={"q": "ж", "lang": "ru"}, data={"chosen": chosen}
    )
    assert few.url.params["q"] == "ж"
    assert few.url.params["failed"].count(":") == 50
    assert few.url.params["others"] == "21"  # of 71
    ids = [send(store).question_id for _ in range(52)]
    data = {"chosen": [f"{each}:1" for each in ids]}
    page = anna.post("/moderate/queue/accept?lang=de", data=data).text
    words = load_strings("de")
    assert page.count(words["queue.done"]) == 50
    assert words["queue.others"].format(n=2) in page


@pytest.mark.parametrize(
    ("due", "at"),
    [
        ("2099-05-01T18:30", "18:30"),
        ("2099-05-01T18:30Z", "18:30"),
        ("2099-05-01T18:30+03:00", "15:30"),
        ("2099-05-01 18:30-05:30", "00:00"),
    ],
)
def test_the_offset_of_a_due_time_counts(due: str, at: str) -> None:
    assert f"{read_due(due):%H:%M %Z}" == f"{at} UTC"


@pytest.mark.parametrize("due", ["", "demain", "9999-12-31T23:59-12:00", "9" * 5_000])
def test_what_is_no_due_time_is_told(anna: httpx.Client, store: Store, due: str) -> None:
    question = send(store).question_id
    to = {"version": 1, "speaker": "speaker-1", "due": due}
    assert anna.post(f"/moderate/questions/{question}/forward", data=to).status_code == 422


def test_the_queue_shows_how_a_long_question_begins(anna: httpx.Client, store: Store) -> None:
    question = send(store, "Какие доклады нужны? " + "Почему именно они важны? " * 40).question_id
    page = anna.get("/moderate/queue?order=newest").text
    (shown,) = re.findall(rf'id="q-{question}"[^>]*>([^<]*)', page)
    assert shown.startswith("Какие доклады нужны?")
    assert 480 < len(shown) <= 500


@pytest.mark.parametrize("digits", ["9" * 5_000, "9" * 13, "٣", "", "x"])
def test_a_number_that_is_none_is_told(anna: httpx.Client, on_desk: str, digits: str) -> None:
    words = load_strings("it")["error.invalid"]
    at, span = f"/moderate/answers/{on_desk}/cite", f"fond.ru.txt:{digits}:5"
    for reply in (
        anna.post("/moderate/queue/accept?lang=it", data={"chosen": f"a1b2:{digits}"}),
        anna.post(f"{at}?lang=it", data={"version": 2, "text": "Да.", "span": span}),
        anna.get(at, params={"span": span, "text": "Да.", "lang": "it"}),
        anna.get(at, params={"around": span, "lang": "it"}),
    ):
        assert reply.status_code == 422
        assert words in unescape(reply.text)
        assert len(reply.text) < 8_000


def test_alike_questions_stand_together(anna: httpx.Client, store: Store) -> None:
    for text in ("Сколько языков у конференции?", "Сколько языков у этой конференции?"):
        send(store, text)
    page = anna.get("/moderate/queue?alike=1&q=языков&lang=en")
    assert "Asked alike: 2" in page.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_people_write_is_markup(
    anna: httpx.Client, parts: Parts, payload: str
) -> None:
    store = parts.store
    sent = send(store, f"Когда создан фонд? {payload}", name=payload)
    version = question_of(store, sent.question_id).version
    anna.post(f"/moderate/questions/{sent.question_id}/release", data={"version": version})
    version = question_of(store, sent.question_id).version
    anna.post(f"/moderate/questions/{sent.question_id}/accept", data={"version": version})
    path = f"/moderate/questions/{sent.question_id}"
    anna.post(f"{path}/note", data={"text": f"Заметка {payload}"})
    page = anna.post(f"{path}/draft", data={"version": version + 1})
    answer = page.url.path.rpartition("/")[2]
    claim(store, ANNA, answer, 1)
    at = f"/moderate/answers/{answer}"
    anna.post(f"{at}/cite", data={"version": 2, "text": f"{FUND} {payload}"})
    said = answer_of(store, answer).said[-1]
    pages = [
        anna.get("/moderate/queue?order=newest"),
        anna.get("/moderate/queue", params={"q": payload, "state": payload, "written": payload}),
        anna.get(path),
        anna.get(at),
        anna.get(f"{at}/cite", params={"claim": said.id, "q": payload, "text": payload}),
        anna.post(f"{at}/edit", data={"version": 1, "claim": said.id, "text": payload}),
    ]
    for each in pages:
        assert each.status_code in (200, 409)
        assert not HOLES.search(each.text), HOLES.search(each.text)
    assert "Заметка" in pages[2].text


MODERATORS = (
    "/moderate/queue",
    "/moderate/questions/x",
    "/moderate/answers/x",
    "/moderate/answers/x/cite",
    "/moderate/import",
    "/moderate/import/x",
    "/moderate/speakers",
    "/moderate/speakers/s1/lectern",
    "/moderate/speakers/s1/pack.html",
    "/moderate/insight",
    "/moderate/audit",
    "/moderate/accounts",
)


def test_the_safeguarding_role_sees_the_inbox_and_nothing_else(
    app: FastAPI, guard: httpx.Client
) -> None:
    assert guard.get("/moderate").url.path == "/moderate/inbox"
    for path in MODERATORS:
        assert guard.get(path).status_code == 403, path
    own = ("/moderate/inbox", "/moderate/sign", "/moderate/password", "/moderate/x1")
    for method, path in endpoints(app):
        if method != "POST" or path.startswith(own):
            continue
        files = {"file": b"text\n"} if path == "/moderate/import" else None
        reply = guard.post(path, data={"version": 1}, files=files)
        assert reply.status_code in (403, 404), path
        assert reply.status_code == 403 or path.endswith(("/x1", "/x1/x1")), path


@pytest.mark.parametrize("path", ["/moderate/audit", "/moderate/accounts"])
def test_a_moderator_is_no_administrator(anna: httpx.Client, path: str) -> None:
    assert anna.get(path).status_code == 403
    sent = {"name": "Eve", "role": "admin", "password": PASSWORD}
    assert anna.post("/moderate/accounts/add", data=sent).status_code == 403


def test_a_call_for_help_is_read_and_closed_by_its_role_alone(
    anna: httpx.Client, chief: httpx.Client, guard: httpx.Client, store: Store
) -> None:
    words = "Помогите, меня держат взаперти и забрали паспорт <b>срочно</b>"
    assert send(store, words).outcome == "referred"
    for other in (anna, chief):
        assert other.get("/moderate/inbox").status_code == 403
        assert other.post("/moderate/inbox/x/close", data={"version": 1}).status_code == 403
        assert "взаперти" not in other.get("/moderate/queue").text
    page = guard.get("/moderate/inbox?lang=ru").text
    assert "взаперти" in page
    assert "<b>срочно" not in page
    ((call, version),) = re.findall(r'inbox/(\w+)/close.*?name="version" value="(\d+)"', page)
    sent = {"version": version}
    assert guard.post(f"/moderate/inbox/{call}/close", data=sent).status_code == 200
    assert guard.post(f"/moderate/inbox/{call}/close", data=sent).status_code == 409
    assert "взаперти" not in guard.get("/moderate/inbox").text
    closed = guard.get("/moderate/inbox?closed=1&lang=ru").text
    assert load_strings("ru")["inbox.closed"].format(name=GUARD.name) in closed


EXPORT = """text,id,created_at
"Какие документы приняты в 2006 году? #AskOSCEAlliance <img src=x onerror=alert(1)>",1,2026-11-01
"Wie viele Länder nehmen teil? Größe & Dauer?",2,2026-11-01
"Помогите, меня заперли в квартире и заставляют работать",3,2026-11-01
"",4,2026-11-01
"""


def test_an_export_is_shown_first_and_then_taken_in_once(
    anna: httpx.Client, parts: Parts, store: Store
) -> None:
    page = anna.post("/moderate/import?lang=ru", files={"file": ("x.csv", EXPORT.encode())})
    assert page.status_code == 200
    upload = page.url.path.rpartition("/")[2]
    assert re.fullmatch("[0-9a-f]{32}", upload)
    folder = parts.uploads / upload
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "Größe &amp; Dauer" in page.text
    assert "заперли" not in page.text  # a call for help is for others to read
    assert not HOLES.search(page.text)
    before = len(re.findall("data-row", anna.get("/moderate/queue?written=de").text))
    done = anna.post(f"/moderate/import/{upload}/commit?lang=ru")
    assert int(done.url.params["n"]) >= 2
    assert not folder.exists()
    after = anna.get("/moderate/queue?order=newest&lang=ru").text
    assert not HOLES.search(after)
    assert len(re.findall("data-row", anna.get("/moderate/queue?written=de").text)) > before
    again = anna.post("/moderate/import", files={"file": ("x.csv", EXPORT.encode())})
    repeated = again.url.path.rpartition("/")[2]
    done = anna.post(f"/moderate/import/{repeated}/commit")
    assert done.url.params["n"] == "0"


def test_an_export_that_is_none_or_gone_is_told(anna: httpx.Client, parts: Parts) -> None:
    for content in (b"", b"\x00\x01\x02", b"no,columns,here\n1,2,3\n"):
        reply = anna.post("/moderate/import", files={"file": ("x.bin", content)})
        assert reply.status_code == 422
    assert anna.post("/moderate/import", data={"file": "no file"}).status_code == 422
    assert not list(parts.uploads.iterdir())
    for unknown in ("0" * 32, "...", "x", "%2e%2e%2f"):
        assert anna.get(f"/moderate/import/{unknown}").status_code == 404
    page = anna.post("/moderate/import", files={"file": ("x.csv", EXPORT.encode())})
    path = page.url.path
    assert anna.post(f"{path}/cancel").status_code == 200
    assert anna.get(path).status_code == 404


def test_a_large_export_is_taken_and_a_larger_one_is_not(anna: httpx.Client) -> None:
    row = '"' + "не вопрос " * 2_000 + '"\n'
    table = "text\n" + row * 60
    assert len(table.encode()) > 2_000_000
    assert anna.post("/moderate/import", files={"file": table.encode()}).status_code == 200
    host = anna.base_url.host, anna.base_url.port
    with socket.create_connection((host[0], host[1] or 80), timeout=30) as connection:
        head = f"POST /moderate/import HTTP/1.1\r\nHost: {host[0]}\r\nContent-Length: 50000001"
        connection.sendall(f"{head}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_a_speaker_sees_what_is_now_and_next(anna: httpx.Client, store: Store) -> None:
    due = "2099-01-01T10:00"
    for text in ("Première question, déjà ?", "Deuxième question, où et quand ?"):
        sent = send(store, f"Combien de rapports faut-il ? {text}", language="fr", session="s2")
        to = {"version": 1, "speaker": "speaker-2", "due": due}
        anna.post(f"/moderate/questions/{sent.question_id}/forward", data=to)
    for whom in ("speaker-2", "s2"):
        page = anna.get(f"/moderate/speakers/{whom}/lectern?lang=fr")
        assert page.headers["refresh"] == "20"
        words = load_strings("fr")
        now, following = page.text.split(words["lectern.next"])
        assert "Première question, déjà" in now
        assert "Deuxième question, où" in following
        assert "refresh" not in anna.get(f"/moderate/speakers/{whom}/lectern?still=1").headers
        pack = anna.get(f"/moderate/speakers/{whom}/pack.html?lang=fr")
        assert "Première question, déjà" in pack.text
        assert "attachment" in pack.headers["content-disposition"]
        assert "frame-ancestors 'none'" in pack.headers["content-security-policy"]
        assert anna.get(f"/moderate/speakers/{whom}/pack.docx").content.startswith(b"PK")
    assert "Première question, déjà" in anna.get("/moderate/speakers").text
    assert anna.get("/moderate/speakers/speaker-1/pack.pdf").status_code == 422
    assert anna.get("/moderate/speakers/nobody/lectern").status_code == 404
    assert anna.get("/moderate/speakers/nobody/pack.html").status_code == 404


def test_insight_counts_and_shows_the_gaps(anna: httpx.Client, parts: Parts) -> None:
    store = parts.store
    unsaid = send(store, "Wie hoch ist der Eiffelturm bei Sonnenuntergang?").question_id
    version = accept(store, ANNA, unsaid, 1)
    silent = draft(store, ANNA, unsaid, version, parts.assistant)
    assert not answer_of(store, silent).said
    review = anna.get(f"/moderate/answers/{silent}?lang=de").text
    assert load_strings("de")["review.says_nothing"] in review
    page = anna.get("/moderate/insight?lang=de")
    words = load_strings("de")
    assert f'role="img" aria-label="{words["insight.by_language"]}: ' in page.text
    gap = page.text.partition(words["insight.gaps_text"])[2]
    assert "Eiffelturm bei Sonnenuntergang" in gap


def test_the_log_is_read_and_verified(chief: httpx.Client, anna: httpx.Client) -> None:
    anna.get("/moderate/queue")
    page = chief.get("/moderate/audit?verify=1&lang=es")
    assert load_strings("es")["audit.whole"].partition("{n}")[2] in page.text
    numbers = [int(n) for n in re.findall(r'<td class="n">(\d+)</td>', page.text)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 100
    assert 'href="/moderate/questions/' in page.text
    assert chief.get("/moderate/audit?page=2").status_code == 200


def test_an_administrator_keeps_the_accounts(chief: httpx.Client, address: str) -> None:
    hostile = '<img src=x onerror=alert(1)>"'
    sent = {"name": hostile, "role": "moderator", "password": PASSWORD}
    page = chief.post("/moderate/accounts/add?lang=it", data=sent)
    assert "&lt;img src=x" in page.text
    assert not HOLES.search(page.text)
    weak = chief.post("/moderate/accounts/add", data=sent | {"name": "Zoë", "password": "kurz"})
    assert weak.status_code == 422
    assert "Zoë" in weak.text
    assert "kurz" not in weak.text
    with signed_in(address, hostile) as client:
        assert "&lt;img src=x" in client.get("/moderate/queue").text
        chief.post("/moderate/accounts/disable", data={"name": hostile, "version": 1})
        assert client.get("/moderate/queue").status_code == 401
    stale = chief.post("/moderate/accounts/enable", data={"name": hostile, "version": 1})
    assert stale.status_code == 409
    chief.post("/moderate/accounts/enable", data={"name": hostile, "version": 2})
    new = "ein anderes langes Passwort"
    given = {"name": hostile, "password": new}
    reset = chief.post("/moderate/accounts/password", data=given | {"version": "3"})
    assert reset.status_code == 200
    assert httpx.post(f"{address}/moderate/sign-in", data=given).status_code == 303


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "ru"])
def test_every_page_is_there_in_every_language(
    chief: httpx.Client, guard: httpx.Client, on_desk: str, language: str
) -> None:
    question = chief.get("/moderate/queue?order=newest").text.partition("/moderate/questions/")[2]
    pages = [path for path in MODERATORS if not path.endswith(("x", "cite", "pack.html"))]
    pages += [f"/moderate/questions/{question[:16]}", "/moderate/password", "/moderate/sign-in"]
    pages += [f"/moderate/answers/{on_desk}", f"/moderate/answers/{on_desk}/cite"]
    for path in pages:
        reply = chief.get(path, params={"lang": language})
        assert reply.status_code == 200, path
        assert f'<html lang="{language}">' in reply.text
    assert guard.get("/moderate/inbox", params={"lang": language}).status_code == 200
