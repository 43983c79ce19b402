"""The pages for people who see little, use no mouse or want no motion: axe-core and the keyboard.

The same tour makes the pictures for `docs/` where ASKALLIANCE_SCREENSHOTS names a folder.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from questions.desk import asker
from questions.desk.drafting import draft
from questions.desk.programme import save_programme
from questions.desk.queue import show_one_answer
from questions.desk.review import approve, claim, publish
from questions.desk.triage import accept
from questions.store import open_store
from questions.workflow import OPERATOR
from tests.browser_parts import DESK, PASSWORD, PHONE, ask, shoot, sign_in, visiting
from tests.conftest import served
from tests.desk_parts import ANNA, CHIEF, GUARD, send
from ui.parts import Parts
from ui.service import build_app
from ui.strings import NAVIGATION, load_strings

pytestmark = pytest.mark.browser

QUESTION = "Почему 20-ю конференцию Альянса решили проводить в основном через интернет?"
CALM = """() => {
  const moving = document.getAnimations().filter((each) => each.effect.getTiming().duration > 0);
  const smooth = getComputedStyle(document.documentElement).scrollBehavior;
  return moving.map((each) => each.animationName || each.transitionProperty)
    .concat(smooth === "auto" ? [] : [smooth]);
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """() => {
  const wide = [...document.body.querySelectorAll("*")].filter(
    (each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  return wide.slice(-3).map((each) => each.outerHTML.slice(0, 120)).join(" | ");
}"""
BACK = "Shift+Tab"
WORDS = load_strings("ru")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the pages are served, and what lies on the desk.

    published: the id of a question that is answered, receipt: its code. answer: the id of an
    answer that Anna reviews, claim: of its first claim.
    """

    address: str
    receipt: str
    published: str
    answer: str
    claim: str


@pytest.fixture(scope="module")
def desk(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('access') / 'questions.db'}")
    save_programme(store, OPERATOR, parts.event.titles("en"), parts.event.names())
    own = replace(parts, store=store)
    for actor in (ANNA, CHIEF, GUARD):
        own.accounts.add(OPERATOR, actor.name, actor.role, PASSWORD)
    send(store, "Меня держат взаперти и забрали паспорт, помогите")

    def drafted(text: str, session: str) -> tuple[str, str, str]:
        sent = send(store, text, session=session)
        version = accept(store, ANNA, sent.question_id, 1)
        answer_id = draft(store, ANNA, sent.question_id, version, own.assistant)
        claim(store, ANNA, answer_id, 1)
        return sent.receipt, sent.question_id, answer_id

    receipt, published, first = drafted(QUESTION, "s1")
    publish(store, ANNA, first, approve(store, ANNA, first, 2, own.documents), own.documents)
    asker.vote(store, published, "a visitor")
    _, _, second = drafted("Какого числа Всемирный день борьбы с торговлей людьми?", "s4")
    send(store, "Wie arbeitet die Allianz mit der Zivilgesellschaft zusammen?", session="s2")
    send(store, "Who coordinates the inter-agency group against trafficking?", session="s3")
    (said, *_) = show_one_answer(store, ANNA, second).said
    with served(build_app(own)) as address:
        yield Desk(address, receipt, published, second, said.id)
    store.close()


def tour(page: Page, desk: Desk) -> Iterator[str]:
    """Open every page in turn, and yield the name of each."""
    address = desk.address
    page.goto(address)
    expect(page.get_by_role("textbox", name=WORDS["ask.label"])).to_be_enabled()
    yield "welcome"
    ask(page, QUESTION)
    yield "ask"
    page.goto(f"{address}/questions")
    yield "questions"
    page.get_by_label(WORDS["form.question"]).fill("Кто участвует в работе Альянса?")
    page.get_by_role("button", name=WORDS["form.send"]).click()
    expect(page.get_by_role("heading", name=WORDS["sent.received"])).to_be_visible()
    yield "sent"
    for name, path in (
        ("answers", "/answers"),
        ("answer", f"/answers/{desk.published}"),
        ("documents", "/documents"),
        ("about", "/about"),
        ("missing", "/no/such/page"),
        ("mine", "/mine"),
    ):
        page.goto(address + path)
        yield name
    page.get_by_label(WORDS["mine.receipt"]).fill(desk.receipt)
    page.keyboard.press("Enter")
    expect(page.get_by_text(WORDS["stage.answered"])).to_be_visible()
    yield "status"
    page.get_by_role("link", name="20-й").first.click()
    expect(page.locator("mark").first).to_be_visible()
    yield "document"
    page.goto(f"{address}/moderate/queue")
    yield "sign-in"
    sign_in(page, WORDS, ANNA.name)
    yield "queue"
    for name, path in (
        ("question", f"/questions/{desk.published}"),
        ("review", f"/answers/{desk.answer}"),
        ("cite", f"/answers/{desk.answer}/cite?claim={desk.claim}&q=день борьбы"),
        ("password", "/password"),
        ("import", "/import"),
        ("speakers", "/speakers"),
        ("lectern", "/speakers/speaker-1/lectern"),
        ("insight", "/insight"),
    ):
        page.goto(f"{address}/moderate{path}")
        yield name


def findings(page: Page) -> list[str]:
    """Return what axe-core finds, whatever its impact."""
    return [
        f"{each['impact']} {each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in Axe().run(page).response["violations"]
    ]


def too_wide(page: Page) -> list[str]:
    """Return what reaches beyond the window, nothing where one need not scroll sideways."""
    return [] if page.evaluate(OVERFLOW) <= 0 else [f"too wide: {page.evaluate(WIDEST)}"]


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"]
)
def test_axe_finds_nothing_nothing_moves_and_no_page_is_too_wide(
    browser: Browser, desk: Desk, size: ViewportSize, scheme: str
) -> None:
    found: list[str] = []
    with visiting(browser, size, color_scheme=scheme) as page:
        for name in tour(page, desk):
            told = findings(page) + [f"moves: {each}" for each in page.evaluate(CALM)]
            told += too_wide(page)
            if size == DESK:
                shoot(page, name)
                # What a browser does at 200 %: half as many pixels of the page's own.
                page.set_viewport_size({"width": 640, "height": 450})
                told += too_wide(page)
                page.set_viewport_size(size)
            found += [f"{name}: {each}" for each in told]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("who", "path"),
    [(CHIEF.name, "audit"), (CHIEF.name, "accounts"), (GUARD.name, "inbox")],
    ids=["audit", "accounts", "inbox"],
)
def test_axe_finds_nothing_on_the_pages_of_few(
    browser: Browser, desk: Desk, who: str, path: str
) -> None:
    with visiting(browser, PHONE) as page:
        page.goto(f"{desk.address}/moderate/{path}")
        sign_in(page, WORDS, who)
        expect(page).to_have_url(re.compile(path))
        shoot(page, path)
        assert findings(page) + too_wide(page) == []


def focused(page: Page) -> str:
    """Return what has the focus: its accessible name, else what it says."""
    told: str = page.evaluate(
        "() => { const it = document.activeElement; return (it.ariaLabel || it.labels?.[0]"
        "?.textContent || it.textContent).trim(); }"
    )
    return told


def tab_to(page: Page, target: Locator, key: str = "Tab", most: int = 80) -> None:
    """Press a key until an element has the focus."""
    for _ in range(most):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{most} times {key} lead not to {target}, but to {focused(page)!r}")


def test_tab_goes_through_a_page_from_its_top(browser: Browser, desk: Desk) -> None:
    pages = [WORDS[key] for key in NAVIGATION]
    with visiting(browser) as page:
        page.goto(f"{desk.address}/questions")
        reached = []
        for _ in range(len(pages) + 10):
            page.keyboard.press("Tab")
            reached.append(focused(page))
        assert reached == [
            *(WORDS["nav.skip"], "AskAlliance", *pages, WORDS["page.language"]),
            *(WORDS["notice.leave"], WORDS["form.question"], WORDS["form.session"]),
            *(WORDS["form.speaker"], f"{WORDS['form.name']} {WORDS['form.name_hint']}"),
            *(WORDS["form.language"], WORDS["nav.about"]),
        ]
        page.keyboard.press("Tab")
        assert focused(page) == WORDS["form.send"]
        page.goto(f"{desk.address}/about")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_a_participant_needs_no_mouse(browser: Browser, desk: Desk) -> None:
    with visiting(browser) as page:
        page.goto(desk.address)
        box = page.get_by_role("textbox", name=WORDS["ask.label"])
        expect(box).to_be_enabled()
        page.keyboard.press("Tab")
        tab_to(page, page.get_by_role("link", name=WORDS["nav.skip"]), BACK)
        page.keyboard.press("Enter")
        tab_to(page, box, most=2)
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        said = page.get_by_role("log").locator(".answered")
        expect(said).to_contain_text("COVID-19")

        tab_to(page, said.get_by_role("button", name=WORDS["answer.citation"].format(n=1)), BACK)
        page.keyboard.press("Enter")
        source = page.locator("#sources summary").first
        expect(source).to_be_focused()
        tab_to(page, page.get_by_role("link", name=WORDS["sources.full"]))
        with page.expect_popup() as opened:
            page.keyboard.press("Enter")
        expect(opened.value.locator("mark").first).to_be_in_viewport()
        opened.value.close()

        tab_to(page, said.get_by_role("button", name=WORDS["feedback.bad"], exact=True), BACK)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=WORDS["feedback.unsupported"])).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text=WORDS["feedback.thanks"])).to_be_focused()

        tab_to(page, page.get_by_role("link", name=WORDS["nav.questions"]), BACK)
        page.keyboard.press("Enter")
        field = page.get_by_label(WORDS["form.question"])
        expect(field).to_be_visible()
        tab_to(page, field)
        page.keyboard.type("Кто может участвовать в работе конференции?")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        tab_to(page, page.get_by_role("button", name=WORDS["form.send"]))
        page.keyboard.press("Enter")
        code = page.locator("#receipt").inner_text()

        tab_to(page, page.get_by_role("link", name=WORDS["nav.mine"]))
        page.keyboard.press("Enter")
        field = page.get_by_label(WORDS["mine.receipt"])
        expect(field).to_be_visible()
        tab_to(page, field)
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text(WORDS["stage.triage"])

        tab_to(page, page.get_by_role("link", name=WORDS["nav.answers"]))
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("link", name=QUESTION))
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("button", name=WORDS["board.vote"]))
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text(WORDS["board.voted"])
