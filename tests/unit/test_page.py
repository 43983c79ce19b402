"""What a visit does, and the HTML that it becomes; no browser, no Gradio."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from rag.assistant import Assistant
from rag.distinct import Version
from rag.errors import UnknownDocument, UserError
from rag.index import Header
from rag.values import Answer, Citation, Claim, Document, Hit, Passage, Turn, Versions
from ui import page
from ui.citations import passage_html
from ui.document_page import document_html
from ui.page import Exchange, Visit
from ui.page_html import panel_html, transcript_html
from ui.strings import load_strings

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1))",
    "![](http://evil.example/x.png)",
    "</p></details><iframe src=//evil.example>",
    "<svg/onload=alert(1)>",
]
QUOTE = "Конференция пройдёт в Вене."
TEXT = f"Введение.\n\n{QUOTE} Участвуют 57 государств.\n\nКонец."
START = TEXT.index(QUOTE)


class Desk:
    """An assistant with one document, which answers every question alike."""

    def __init__(self, text: str = TEXT, title: str = "Записка", quote: str = QUOTE) -> None:
        start = text.index(quote)
        end = start + len(quote)
        self.note = Document("note.md", title, "S/1", "ru", text, url="https://example.org/1")
        citation = Citation(1, "note.md", title, "п. 1", None, start, end, quote)
        passage = Passage("p", "note.md", start, end, quote, "п. 1", 9)
        self.answer = Answer(
            question="?",
            language="ru",
            outcome="answered",
            claims=(Claim(quote, (1,), 1.0),),
            citations=(citation,),
            hits=(Hit(passage, 1.0, 1),),
            engine="extractive",
            versions=Versions("i", "e"),
            latency_ms=1.0,
        )
        self.histories: list[list[Turn]] = []

    def ask(self, question: str, history: list[Turn]) -> Answer:
        self.histories.append(list(history))
        if "boom" in question:
            raise ValueError(question)
        if question == "mistake":
            raise UserError("The index is gone: run `askalliance index`.")
        return replace(self.answer, question=question)

    def versions_of(self, source: str, at: int) -> list[Version]:
        return [Version(self.note.source, 0, len(self.note.text), "de")]

    def document(self, source: str) -> Document:
        if source != "note.md":
            raise UnknownDocument(source)
        return self.note

    def headers(self) -> list[Header]:
        return [Header("note.md", self.note.title, "", "ru")]


def said(desk: Desk, *questions: str) -> Visit:
    visit = Visit("ru")
    for question in questions:
        visit = page.reply(cast("Assistant", desk), page.ask(visit, question))
    return visit


def html(desk: Desk, visit: Visit) -> str:
    assistant = cast("Assistant", desk)
    return transcript_html(assistant, visit) + panel_html(assistant, visit)


def test_an_answer_shows_its_first_source_with_the_cited_words_marked() -> None:
    desk = Desk()
    visit = said(desk, "Где?")
    assert visit.shown == (0, 1)
    panel = panel_html(cast("Assistant", desk), visit)
    assert f"<mark>{QUOTE}</mark>" in panel
    assert "Участвуют 57 государств." in panel  # its neighbourhood
    assert "Введение" not in panel  # but not the next paragraph
    assert f"/documents/note.md?start={START}&amp;end={START + len(QUOTE)}" in panel
    assert '<blockquote lang="ru">' in panel
    assert "https://example.org/1" in panel


def test_a_follow_up_carries_the_conversation() -> None:
    desk = Desk()
    said(desk, "Где?", "А когда?")
    assert desk.histories[1] == [Turn("user", "Где?"), Turn("assistant", f"{QUOTE} [1]")]


def test_a_blank_question_or_a_second_one_while_waiting_changes_nothing() -> None:
    visit = page.ask(Visit(), "Где?")
    assert page.ask(visit, "Когда?") is visit
    assert page.ask(Visit(), "  ") == Visit()


def test_a_question_whose_answer_was_lost_gives_way_to_the_next() -> None:
    visit = page.ask(Visit(), "Где?", lambda: 0.0)
    assert page.ask(visit, "Когда?", lambda: page.PENDING_S - 1) is visit
    asked = page.ask(visit, "Когда?", lambda: page.PENDING_S)
    assert [exchange.question for exchange in asked.exchanges] == ["Когда?"]


def test_a_failure_has_an_id_and_the_log_does_not_tell_the_question(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk()
    with caplog.at_level(logging.ERROR):
        visit = said(desk, "boom Тайна")
    error_id = visit.exchanges[0].error_id
    assert error_id in caplog.text
    assert "ValueError" in caplog.text
    assert "Тайна" not in caplog.text
    assert error_id in html(desk, visit)


def test_what_an_operator_must_mend_is_shown() -> None:
    desk = Desk()
    assert "askalliance index" in html(desk, said(desk, "mistake"))


def test_a_refusal_cites_nothing_and_offers_the_nearest_as_no_answer() -> None:
    desk = Desk()
    desk.answer = replace(
        desk.answer, outcome="refused", claims=(), citations=(), notice="Не говорится."
    )
    shown = html(desk, said(desk, "Погода?"))
    assert "Не говорится." in shown
    assert 'class="chip"' not in shown
    assert 'class="nearest"' in shown


@pytest.mark.parametrize("turn", [-1, 1, "0", None, True, 0.5])
@pytest.mark.parametrize("marker", [0, 2, "1", None])
def test_a_citation_that_is_not_there_cannot_be_shown(turn: object, marker: object) -> None:
    visit = said(Desk(), "Где?")
    assert page.point_at(visit, turn, marker) == visit


@pytest.mark.parametrize("language", ["xx", None, 1, "<script>"])
def test_a_language_that_is_not_there_cannot_be_chosen(language: object) -> None:
    assert page.chosen_language("ru", language) == "ru"


def test_a_question_of_100_000_characters_is_shown_cut() -> None:
    desk = Desk()
    assert len(html(desk, said(desk, "ж" * 100_000))) < 20_000


@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_hostile_becomes_markup(payload: str) -> None:
    text = f"Начало {payload} конец."
    desk = Desk(text=text, title=payload, quote=text)
    desk.note = replace(desk.note, symbol=payload, body=payload, url=f"javascript:{payload}")
    for shown in (
        html(desk, said(desk, payload)),
        html(desk, Visit("ru", (Exchange(payload, failure=payload),))),
        document_html(desk.note, 0, 10, "ru", load_strings("ru")),
        passage_html(text, 7, 12),
    ):
        lower = shown.lower()
        assert "<script" not in lower
        assert "<img" not in lower
        assert "<iframe" not in lower
        assert "<svg" not in lower
        assert 'href="javascript' not in lower


def test_a_document_page_marks_the_span_across_paragraphs() -> None:
    end = TEXT.index("Конец") + 5
    shown = document_html(Desk().note, START, end, "ru", load_strings("ru"))
    assert f'<mark id="c{START}-{end}">{QUOTE}' in shown
    assert "<mark>Конец</mark>" in shown


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (-1, 4), (0, 10_000), (None, 4)])
def test_a_span_that_is_none_is_not_marked(start: int | None, end: int | None) -> None:
    assert "<mark" not in document_html(Desk().note, start, end, "ru", load_strings("ru"))


def test_the_style_holds_no_address_of_another_host() -> None:
    for path in (Path(__file__).parents[2] / "ui" / "assets").iterdir():
        text = path.read_text("utf-8").replace("xmlns='http://www.w3.org/2000/svg'", "")
        assert "//" not in text.replace("// ", ""), path.name


def test_help_stands_in_a_box_of_its_own_and_is_escaped() -> None:
    desk = Desk()
    desk.answer = replace(
        desk.answer,
        outcome="referred",
        claims=(),
        citations=(),
        hits=(),
        notice=f"Позвоните 112.\n{HOSTILE[0]}",
    )
    page_html = html(desk, said(desk, "помогите"))
    assert '<div class="said referred">' in page_html
    assert (
        '<div class="help" lang="ru" role="alert"><p>Позвоните 112.</p><p>&lt;script' in page_html
    )
    assert "<script" not in page_html


def test_the_page_keeps_a_question_as_it_was_screened() -> None:
    class Screening(Desk):
        def ask(self, question: str, history: list[Turn]) -> Answer:
            return super().ask(question.replace("jo@example.org", "[email]"), history)

    visit = said(Screening(), "Wann? jo@example.org")
    assert visit.exchanges[0].question == "Wann? [email]"
    assert "jo@" not in repr(visit)
