"""A real Chromium on the real page over the real index."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.assistant import Assistant
from tests.browser_parts import DESK, PHONE, STORED, ask, visiting
from tests.conftest import served
from ui.parts import Parts
from ui.service import build_app
from ui.serving.limits import Limiter, open_limits, open_table
from ui.strings import load_strings

pytestmark = pytest.mark.browser

QUESTION = "Почему 20-ю конференцию Альянса решили проводить в основном через интернет?"


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A watched page at desk and at phone size; nothing of a question may be stored in it."""
    with visiting(browser, request.param) as page:
        page.goto(address)
        yield page
        assert "конференци" not in page.evaluate(STORED)


def test_a_participant_asks_in_russian_and_sees_the_cited_words(
    visit: Page, assistant: Assistant
) -> None:
    expect(visit.locator("#notice")).to_contain_text("112")
    ask(visit, QUESTION)
    expect(visit.locator("#transcript .answered")).to_contain_text("COVID-19")
    expect(visit.locator("#question")).to_be_in_viewport(ratio=1)
    visit.locator("#transcript .chip").first.click()
    marked = visit.locator("#sources details[open] mark")
    expect(marked).to_be_visible()
    expect(marked).to_be_in_viewport()
    quotes = {citation.quote for citation in assistant.ask(QUESTION).citations}
    assert marked.text_content() in quotes
    expect(visit.locator("#sources details[open] summary")).to_contain_text("ФОРМАТ")
    expect(visit.locator("#sources h2")).to_have_text("Источники")


def test_the_full_document_opens_at_the_cited_words(visit: Page, address: str) -> None:
    ask(visit, QUESTION)
    link = visit.locator("#sources details[open] .links a").first.get_attribute("href")
    visit.goto(address + str(link))
    expect(visit.locator("mark").first).to_be_in_viewport()
    expect(visit.locator("mark").first).to_contain_text("COVID-19")


def test_the_weather_is_refused_and_the_nearest_passages_are_no_answer(visit: Page) -> None:
    ask(visit, "какая завтра погода в вене")
    expect(visit.locator("#transcript .refused")).to_contain_text("не говорится")
    expect(visit.locator("#transcript .chip")).to_have_count(0)


def test_citations_are_reached_by_keyboard(visit: Page) -> None:
    ask(visit, QUESTION)
    chip = visit.locator("#transcript .chip").first
    chip.focus()
    visit.keyboard.press("Enter")
    expect(visit.locator("#sources details[open] summary").first).to_be_focused()


def test_an_example_asks_itself_and_the_language_can_be_changed(visit: Page) -> None:
    expect(visit.locator("html")).to_have_attribute("lang", "ru")
    visit.locator("#chooser select").select_option("de")
    expect(visit.locator("#notice")).to_contain_text("Notruf")
    assert "lang=de" in visit.url
    visit.locator(".example", has_text="?").first.click()
    expect(visit.locator("#transcript .exchange")).to_have_count(1)


@pytest.mark.parametrize(
    "payload",
    ["<img src=x onerror=document.title='owned'>", "[x](javascript:alert(1)) конференция"],
)
def test_a_hostile_question_stays_text(visit: Page, payload: str) -> None:
    ask(visit, payload)
    expect(visit.locator("#transcript .asked")).to_contain_text(payload)
    assert visit.title() != "owned"
    assert visit.locator("#transcript .asked img, #transcript a[href^=javascript]").count() == 0


def test_the_page_is_left_quickly_and_without_a_way_back(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="ru-RU")
    context.route("https://**", lambda route: route.fulfill(body="<title>neutral</title>"))
    page = context.new_page()
    page.goto("about:blank")
    page.goto(address)
    ask(page, QUESTION)
    page.get_by_role("link", name="Быстро закрыть страницу").click()
    page.wait_for_url("https://www.wikipedia.org/")
    page.go_back()
    assert address not in page.url
    context.close()


def test_who_asks_too_often_is_told_when_and_asks_again_with_one_click(
    browser: Browser, assistant: Assistant, parts: Parts
) -> None:
    one_at_a_time = Limiter(open_table(), per_minute=40, burst=1)
    limits = replace(open_limits(None, per_visitor=0, per_address=0), visitors=one_at_a_time)
    limited = replace(parts, limits=limits)
    words = load_strings("ru")
    with served(build_app(limited)) as address:
        page = browser.new_page(locale="ru-RU")
        page.goto(address)
        ask(page, QUESTION)
        ask(page, "Когда создан Альянс?")
        said = page.locator("#turn-1 .said")
        expect(said).to_have_class("said failed")
        expect(said).to_contain_text(words["notice.danger"])
        time.sleep(2)
        said.get_by_role("button", name=words["answer.again"]).click()
        expect(page.locator("#turn-1 .said.answered")).to_be_visible()
        expect(page.locator("#turn-0 .said.answered")).to_be_visible()
        page.close()


def test_a_connection_that_breaks_leaves_the_question_to_be_asked_again(visit: Page) -> None:
    visit.route("**/conversation/ask", lambda route: route.abort())
    ask(visit, QUESTION)
    failed = visit.locator("#turn-0 .said.failed")
    expect(failed).to_contain_text(load_strings("ru")["answer.lost"])
    expect(visit.locator("#turn-0 .asked")).to_contain_text(QUESTION)
    visit.unroute("**/conversation/ask")
    failed.get_by_role("button").click()
    expect(visit.locator("#turn-0 .said.answered")).to_contain_text("COVID-19")


def test_a_follow_up_leans_on_what_the_page_holds(visit: Page) -> None:
    ask(visit, "Сколько заседаний провела рабочая группа в октябре 2021?")
    ask(visit, "А где это было?")
    expect(visit.locator("#turn-1 .said")).to_contain_text("Вене")
    visit.locator("#chooser select").select_option("fr")
    expect(visit.locator("#turn-1 .feedback")).to_contain_text(load_strings("fr")["feedback.ask"])
