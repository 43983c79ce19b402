"""The whole story in a real Chromium: asked, answered from the documents, followed to its end.

Everybody has a browser of their own, and finds things by what they are called.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from questions.desk.feedback import list_feedback
from questions.desk.programme import save_programme
from questions.store import open_store
from questions.workflow import OPERATOR
from tests.browser_parts import DESK, PASSWORD, PHONE, STORED, ask, sign_in, visiting
from tests.conftest import served
from tests.desk_parts import ANNA, BJORN
from ui.parts import Parts
from ui.service import build_app
from ui.strings import Strings, load_strings

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Told:
    """The story in one language: what is asked and answered, and what moderators write.

    put: the question to the speakers. unsupported: what no document says. typed: what the second
    moderator writes too late.
    """

    language: str
    locale: str
    size: ViewportSize
    asked: str
    answered: str
    put: str
    unsupported: str
    typed: str


TOLD = (
    Told(
        language="ru",
        locale="ru-RU",
        size=DESK,
        asked="Почему 20-ю конференцию Альянса решили проводить в основном через интернет?",
        answered="COVID-19",
        put="Какого числа отмечается Всемирный день борьбы с торговлей людьми?",
        unsupported="Всемирный день борьбы с торговлей людьми отмечается 14 марта.",
        typed="Всемирный день — 30 июля, ежегодно; «œuvre à moi».",
    ),
    Told(
        language="en",
        locale="en-GB",
        size=PHONE,
        asked="Is the 20th Alliance conference made up of plenaries only?",
        answered="пленарн",
        put="Which UN agency acts as coordinator of the inter-agency group against trafficking?",
        unsupported="The coordinator of the group is the Universal Postal Union.",
        typed="The co-ordinator is UNODC, as the naïve reader would expect.",
    ),
)


@pytest.fixture(scope="module")
def own(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """The parts over the sample corpus with a store of this module's and two moderators."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('story') / 'questions.db'}")
    save_programme(store, OPERATOR, parts.event.titles("en"), parts.event.names())
    own = replace(parts, store=store)
    for actor in (ANNA, BJORN):
        own.accounts.add(OPERATOR, actor.name, actor.role, PASSWORD)
    yield own
    store.close()


@pytest.fixture(scope="module")
def place(own: Parts) -> Iterator[str]:
    own.assistant.warm_up()
    with served(build_app(own)) as address:
        yield address


@pytest.mark.parametrize("told", TOLD, ids=["russian-desk", "english-phone"])
def test_from_the_first_question_to_the_published_answer(
    browser: Browser, place: str, own: Parts, told: Told
) -> None:
    words = load_strings(told.language)
    with ExitStack() as visits:
        asker, anna, bjorn = (
            visits.enter_context(visiting(browser, told.size, told.locale)) for _ in range(3)
        )
        asker.goto(place)
        asks_and_reads_the_source(asker, words, told)
        says_that_it_did_not_help(asker, words)
        receipt = sends_to_the_speakers(asker, words, told)

        accepts_and_drafts(anna, place, words, told)
        bjorn.goto(anna.url)
        sign_in(bjorn, words, BJORN.name)
        press(bjorn, words["move.claim"])
        expect(bjorn.get_by_label(words["review.claim"].format(n=1))).to_be_visible()
        anna.reload()
        press(anna, words["move.take_over"])
        edits_until_it_is_supported(anna, words, told)
        is_told_that_somebody_was_faster(bjorn, words, told)
        press(anna, words["move.approve"])
        press(anna, words["move.publish"])
        expect(anna.get_by_role("button", name=words["move.retract"])).to_be_visible()

        follows_the_receipt(asker, words, told, receipt)
        votes_on_the_board(asker, words, told)
        for page in (asker, anna, bjorn):
            stored = page.evaluate(STORED).lower()
            for secret in (receipt, told.put[:20], told.asked[:20], told.typed[:20], PASSWORD):
                assert secret.lower() not in stored
    (said, *_) = list_feedback(own.store, ANNA)
    assert (said.question, said.reason) == (told.asked, "incomplete")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def asks_and_reads_the_source(page: Page, words: Strings, told: Told) -> None:
    expect(page.get_by_text(words["notice.danger"])).to_be_visible()
    ask(page, told.asked)
    said = page.get_by_role("log")
    expect(said).to_contain_text(told.answered)
    chip = words["answer.citation"].format(n=1)
    said.get_by_role("button", name=re.compile(f"^{re.escape(chip)}")).click()
    marked = page.locator("details[open] mark")
    expect(marked).to_be_in_viewport()
    with page.expect_popup() as popup:
        page.get_by_role("link", name=words["sources.full"]).first.click()
    document = popup.value
    expect(document.get_by_role("heading", level=1)).to_be_visible()
    expect(document.locator("mark").first).to_be_in_viewport()
    assert document.locator("mark").first.inner_text() in marked.inner_text()
    document.close()


def says_that_it_did_not_help(page: Page, words: Strings) -> None:
    said = page.get_by_role("log")
    said.get_by_role("button", name=words["feedback.bad"], exact=True).click()
    said.get_by_role("button", name=words["feedback.incomplete"]).click()
    expect(said.get_by_role("status")).to_have_text(words["feedback.thanks"])


def sends_to_the_speakers(page: Page, words: Strings, told: Told) -> str:
    page.get_by_role("link", name=words["nav.questions"]).click()
    page.get_by_label(words["form.question"]).fill(told.put)
    page.get_by_label(words["form.session"]).select_option("s3")
    page.get_by_label(words["form.name"]).fill("Zoë")
    press(page, words["form.send"])
    card = page.get_by_role("status").filter(has_text=words["sent.received"])
    expect(card).to_contain_text(told.put)
    receipt = page.locator("#receipt").inner_text()
    assert re.fullmatch(r"([A-Z2-7]{4}-){7}[A-Z2-7]{4}", receipt)
    return receipt


def accepts_and_drafts(page: Page, place: str, words: Strings, told: Told) -> None:
    page.goto(f"{place}/moderate")
    sign_in(page, words, ANNA.name)
    page.get_by_text(words["queue.filter"]).click()
    page.get_by_label(words["board.search"]).fill(told.put[:30])
    press(page, words["board.show"])
    page.get_by_role("link", name=told.put).click()
    expect(page.get_by_text(words["review.asked_by"].format(name="Zoë"))).to_be_visible()
    press(page, words["move.accept"])
    press(page, words["move.draft"])
    expect(page.get_by_role("heading", name=words["review.claims"])).to_be_visible()


def edits_until_it_is_supported(page: Page, words: Strings, told: Told) -> None:
    def first() -> Locator:
        return page.get_by_role("article").filter(has=field).first

    field = page.get_by_label(words["review.claim"].format(n=1))
    drafted = field.input_value()
    for text, verdict in ((told.unsupported, "unsupported"), (drafted, "supported")):
        field.fill(text)
        first().get_by_role("button", name=words["move.edit"]).click()
        expect(first()).to_contain_text(words[f"review.{verdict}"])
        expect(field).to_have_value(text)


def is_told_that_somebody_was_faster(page: Page, words: Strings, told: Told) -> None:
    page.get_by_label(words["review.claim"].format(n=1)).fill(told.typed)
    page.get_by_role("button", name=words["move.edit"]).first.click()
    alert = page.get_by_role("alert")
    expect(alert.get_by_role("heading", name=words["error.conflict"])).to_be_visible()
    expect(alert).to_contain_text(words["desk.conflict"])
    expect(alert.get_by_role("textbox", name=words["desk.typed"])).to_have_value(told.typed)
    page.get_by_role("link", name=words["desk.as_it_is"]).click()
    expect(page.get_by_text(ANNA.name).first).to_be_visible()


def follows_the_receipt(page: Page, words: Strings, told: Told, receipt: str) -> None:
    page.get_by_role("link", name=words["nav.mine"]).click()
    page.get_by_label(words["mine.receipt"]).fill(receipt)
    press(page, words["mine.show"])
    found = page.get_by_role("status")
    expect(found).to_contain_text(words["stage.answered"])
    expect(found).to_contain_text(told.put)
    assert found.locator("mark").first.is_visible()


def votes_on_the_board(page: Page, words: Strings, told: Told) -> None:
    page.get_by_role("link", name=words["nav.answers"]).click()
    page.get_by_role("link", name=told.put).click()
    expect(page.get_by_role("heading", name=told.put)).to_be_visible()
    press(page, words["board.vote"])
    expect(page.get_by_role("status")).to_have_text(words["board.voted"])
    expect(page.get_by_text(words["board.votes"].format(n=1))).to_be_visible()
    press(page, words["board.vote"])
    expect(page.get_by_role("status")).to_have_text(words["board.voted_before"])


def test_the_form_forgets_a_call_for_help(browser: Browser, place: str) -> None:
    call = "Меня держат взаперти и забрали паспорт, помогите"
    words = load_strings("ru")
    with visiting(browser) as page:
        page.goto(f"{place}/about?lang=ru")
        page.goto(f"{place}/questions?lang=ru")
        page.get_by_label(words["form.question"]).fill(call)
        page.get_by_role("button", name=words["form.send"]).click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.go_back()
        expect(page.get_by_label(words["form.question"])).to_have_value("")
