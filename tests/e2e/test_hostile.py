"""Sixty strings that would be script, wherever people, documents and models can put them."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from questions.desk.drafting import draft
from questions.desk.importing import import_questions
from questions.desk.programme import save_programme
from questions.desk.queue import Filter, list_questions, show, show_one_answer
from questions.desk.review import approve, claim, publish
from questions.desk.triage import accept, note, release
from questions.event import read_event
from questions.intake import read_posts, take
from questions.screening import screen
from questions.store import Store, open_store
from questions.workflow import OPERATOR
from rag.assistant import Assistant
from rag.build import build_index
from rag.compose import Draft, DraftClaim, Span
from rag.question import Question
from rag.retrieve import Retriever
from rag.values import Hit
from tests.browser_parts import PASSWORD, ask, sign_in, visiting
from tests.conftest import WordEncoder, served
from tests.desk_parts import ANNA, GATE
from tests.xss_payloads import PAYLOADS
from ui.citations import document_path
from ui.parts import Parts
from ui.service import build_app
from ui.strings import load_strings

pytestmark = pytest.mark.browser

WORDS = load_strings("ru")
QUESTION = "Когда создан фонд?"
AT_ONCE = 12
# What a payload would leave behind: its mark, or an attribute that can run a script.
TRACES = """() => {
  const links = ["href", "src", "action", "formaction", "data", "srcdoc", "xlink:href"];
  const isScript = ({ name, value }) => name.startsWith("on")
    || (links.includes(name) && /^javascript:/i.test(value.replace(/[^!-~]/g, "")));
  const found = [...document.querySelectorAll("*")].flatMap((each) =>
    [...each.attributes].filter(isScript).map((one) => `${each.tagName} ${one.name}=${one.value}`));
  return window.pwned === undefined ? found : [...found, "pwned"];
}"""


class RepeatingEngine:
    """An answer engine that says the payloads: as quotations, in its own words, as its name."""

    name = PAYLOADS[0]

    def __init__(self, retriever: Retriever):
        self._documents = retriever.index.documents.values()

    def compose(self, question: Question, hits: Sequence[Hit]) -> Draft:
        claims = []
        for document in self._documents:
            start = document.text.index("Фонд")
            span = Span(document.source, start, len(document.text.rstrip()))
            quoted = document.text[span.start : span.end]
            claims += [DraftClaim(quoted, (span,)), DraftClaim(f"Луна: {quoted}", (span,))]
        return Draft(tuple(claims), self.name, notice=" ".join(PAYLOADS[:5]))


@dataclass(frozen=True, slots=True)
class Attacked:
    """Where the pages are served. bundles: receipts by the ids of questions of many payloads."""

    address: str
    store: Store
    parts: Parts
    bundles: dict[str, str]


def write_documents(folder: Path) -> Path:
    """Write a document for each payload, which is its title, its text and, nearly, its name."""
    folder.mkdir()
    lines = []
    for n, payload in enumerate(PAYLOADS):
        name = f"{n:02} {re.sub(r'[^ -.0-~]', '', payload)[:60]}.ru.txt"
        (folder / name).write_text(f"Решение {n}\n\nФонд {n} создан в 2010 году. {payload}\n")
        facts = {"title": payload, "symbol": payload[:60], "body": payload, "language": "ru"}
        lines += [f"[{json.dumps(name)}]", *(f"{k} = {json.dumps(v)}" for k, v in facts.items())]
    (folder / "manifest.toml").write_text("\n".join(lines))
    return folder


def write_export(path: Path) -> Path:
    """Write an export of posts, one for each payload."""
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text", "lang"])
        rows.writerows([n, f"Кто платит взносы в фонд? {p}", "ru"] for n, p in enumerate(PAYLOADS))
    return path


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    home = tmp_path_factory.mktemp("hostile")
    encoder = WordEncoder()
    build_index(home / "index", [write_documents(home / "documents")], encoder)
    store = open_store(f"sqlite:///{home / 'questions.db'}")
    event = read_event()
    save_programme(store, OPERATOR, event.titles("en"), event.names())
    assistant = Assistant(home / "index", encoder, RepeatingEngine)
    parts = Parts(assistant, store, GATE, event, uploads=home / "uploads")
    parts.accounts.add(OPERATOR, ANNA.name, ANNA.role, PASSWORD)
    import_questions(store, ANNA, take(read_posts(write_export(home / "posts.csv")), screen))
    with served(build_app(parts)) as address:
        with httpx.Client(base_url=address, timeout=30) as client:
            for payload in PAYLOADS:
                _sent(client, f"{QUESTION} {payload}", payload[:100])
            packs = [PAYLOADS[n : n + AT_ONCE] for n in range(0, len(PAYLOADS), AT_ONCE)]
            codes = [_sent(client, f"{QUESTION}\n" + "\n".join(pack), pack[0]) for pack in packs]
        for each in list_questions(store, ANNA, Filter(states=("held",)), 500):
            release(store, ANNA, each.id, each.version)
        for each in list_questions(store, ANNA, Filter(states=("triage",)), 500):
            accept(store, ANNA, each.id, each.version)
        newest = list_questions(store, ANNA, Filter(order="newest"), len(codes))
        bundles = dict(zip([each.id for each in newest], reversed(codes), strict=True))
        yield Attacked(address, store, parts, bundles)
    store.close()


def _sent(client: httpx.Client, text: str, name: str) -> str:
    page = client.post("/questions", data={"text": text, "name": name}).text
    (code,) = re.findall(r'id="receipt">([A-Z2-7-]+)<', page)
    return str(code)


def look(page: Page, path: str = "") -> str:
    """Open a page, or look at the one that is open; return what it says, without spaces."""
    if path:
        page.goto(path)
    assert page.evaluate(TRACES) == []
    return bare(page.locator("body").evaluate("each => each.textContent"))


def bare(text: str) -> str:
    return re.sub(r"[\s\u202e]", "", text)


def missing(said: str) -> list[str]:
    """Return the payloads that a page does not show as they stand."""
    return [payload for payload in PAYLOADS if bare(payload) not in said]


def test_nothing_runs_in_the_conversation(browser: Browser, attacked: Attacked) -> None:
    with visiting(browser) as page:
        page.goto(attacked.address)
        for pack in (PAYLOADS[:30], PAYLOADS[30:]):
            ask(page, f"{QUESTION} {' '.join(pack)}"[:1990])
            look(page)
        ask(page, QUESTION)
        expect(page.get_by_role("log").locator(".answered .chip").last).to_be_visible()
        said = look(page)
        assert missing(said) == []
        page.get_by_role("log").locator(".chip").last.click()
        expect(page.locator("#sources details[open] summary")).to_be_focused()
        look(page)


def test_nothing_runs_on_the_participants_pages(browser: Browser, attacked: Attacked) -> None:
    address = attacked.address
    with visiting(browser) as page:
        boards = [look(page, f"{address}/answers?page={n}") for n in range(1, 8)]
        assert missing("".join(boards)) == []
        for question_id, receipt in attacked.bundles.items():
            look(page, f"{address}/answers/{question_id}")
            expect(page.get_by_role("heading", level=1)).to_contain_text(QUESTION)
            page.goto(f"{address}/mine")
            page.get_by_label(WORDS["mine.receipt"]).fill(receipt)
            page.keyboard.press("Enter")
            expect(page.get_by_role("status")).to_contain_text(QUESTION)
            look(page)
        assert missing(look(page, f"{address}/documents")) == []
        for document in attacked.parts.assistant.documents()[::4]:
            said = look(page, address + document_path(document.source, 12, 40))
            assert bare(document.title) in said
        look(page, f"{address}/documents/{quote(PAYLOADS[12], safe='')}?lang={PAYLOADS[12]}")
        for payload in PAYLOADS[:3]:
            page.goto(f"{address}/questions?" + urlencode({"text": payload, "session": payload}))
            assert page.get_by_label(WORDS["form.question"]).input_value() == payload
            look(page)
            look(page, f"{address}/answers?" + urlencode({"q": payload, "written": payload}))


def test_nothing_runs_on_the_moderators_pages(browser: Browser, attacked: Attacked) -> None:
    store, desk = attacked.store, f"{attacked.address}/moderate"
    (question_id, *others), first = list(attacked.bundles), PAYLOADS[0]
    note(store, ANNA, question_id, " ".join(PAYLOADS))
    version = show(store, ANNA, question_id).question.version
    answer_id = draft(store, ANNA, question_id, version, attacked.parts.assistant)
    claim(store, ANNA, answer_id, 1)
    with visiting(browser) as page:
        page.goto(f"{desk}/queue?" + urlencode({"q": first, "state": first}))
        sign_in(page, WORDS, ANNA.name)
        assert page.get_by_role("searchbox").input_value() == first
        everything = "&".join(f"state={each}" for each in ("held", "accepted", "drafted"))
        queue = [look(page, f"{desk}/queue?{everything}&page={n}") for n in (1, 2, 3)]
        assert missing("".join(queue)) == []
        look(page, f"{desk}/queue?alike=1")
        assert missing(look(page, f"{desk}/questions/{question_id}")) == []
        for each in others:
            look(page, f"{desk}/questions/{each}")

        assert missing(look(page, f"{desk}/answers/{answer_id}")) == []
        said = show_one_answer(store, ANNA, answer_id).said[0]
        typed = {"claim": said.id, "q": QUESTION, "text": " ".join(PAYLOADS)}
        look(page, f"{desk}/answers/{answer_id}/cite?" + urlencode(typed))
        page.goto(f"{desk}/answers/{answer_id}")
        approved = approve(store, ANNA, answer_id, 2, attacked.parts.documents, PAYLOADS[12])
        page.get_by_label(WORDS["review.claim"].format(n=1), exact=True).fill(typed["text"])
        page.get_by_role("button", name=WORDS["move.edit"]).first.click()
        expect(page.get_by_role("alert")).to_contain_text(WORDS["error.conflict"])
        assert page.get_by_label(WORDS["desk.typed"]).input_value() == typed["text"]
        look(page)
        publish(store, ANNA, answer_id, approved, attacked.parts.documents)
        look(page, f"{desk}/answers/{answer_id}")
        assert missing(look(page, f"{attacked.address}/answers/{question_id}")) == []
