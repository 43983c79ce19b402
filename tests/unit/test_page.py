"""What the conversation becomes in HTML; no browser, no Gradio."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from questions.desk.feedback import REASONS
from rag.assistant import Assistant
from rag.distinct import Version
from rag.errors import UnknownDocument
from rag.index import Header
from rag.values import Answer, Citation, Claim, Document, Hit, Passage, Turn, Versions
from ui.citations import passage_html
from ui.document_page import document_html
from ui.page_html import exchange_html, failed_html, sources_html
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

    def ask(self, question: str, history: list[Turn]) -> Answer:
        return replace(self.answer, question=question)

    def versions_of(self, source: str, at: int) -> list[Version]:
        return [Version(self.note.source, 0, len(self.note.text), "de")]

    def document(self, source: str) -> Document:
        if source != "note.md":
            raise UnknownDocument(source)
        return self.note

    def headers(self) -> list[Header]:
        return [Header("note.md", self.note.title, "", "ru")]


def html(desk: Desk, question: str, verdict: str = "") -> str:
    """Everything that the page shows of a question: the exchange and the sources."""
    assistant, strings = cast("Assistant", desk), load_strings("ru")
    answer = desk.ask(question, [])
    return exchange_html(assistant, answer, 0, verdict, strings) + sources_html(
        assistant, answer, 0, strings
    )


def test_an_answer_shows_its_first_source_with_the_cited_words_marked() -> None:
    desk = Desk()
    panel = sources_html(cast("Assistant", desk), desk.answer, 0, load_strings("ru"))
    assert f"<mark>{QUOTE}</mark>" in panel
    assert "Участвуют 57 государств." in panel  # its neighbourhood
    assert "Введение" not in panel  # but not the next paragraph
    assert f"/documents/note.md?start={START}&amp;end={START + len(QUOTE)}" in panel
    assert '<blockquote lang="ru">' in panel
    assert "https://example.org/1" in panel


def test_a_refusal_cites_nothing_and_offers_the_nearest_as_no_answer() -> None:
    desk = Desk()
    desk.answer = replace(
        desk.answer, outcome="refused", claims=(), citations=(), notice="Не говорится."
    )
    shown = html(desk, "Погода?")
    assert "Не говорится." in shown
    assert 'class="chip"' not in shown
    assert 'class="nearest"' in shown


def test_a_visitor_is_asked_once_and_then_why() -> None:
    strings = load_strings("ru")
    assert html(Desk(), "Где?").count("verdict-button") == 2
    assert html(Desk(), "Где?", "bad").count("verdict-button") == len(REASONS)
    assert "verdict-button" not in html(Desk(), "Где?", "done")
    assert strings["feedback.thanks"] in html(Desk(), "Где?", "done")


def test_a_question_of_100_000_characters_is_shown_cut() -> None:
    assert len(html(Desk(), "ж" * 100_000)) < 20_000


@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_hostile_becomes_markup(payload: str) -> None:
    text = f"Начало {payload} конец."
    desk = Desk(text=text, title=payload, quote=text)
    desk.note = replace(desk.note, symbol=payload, body=payload, url=f"javascript:{payload}")
    for shown in (
        html(desk, payload),
        failed_html(load_strings("ru"), payload, payload, is_again=True),
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
    page_html = html(desk, "помогите")
    assert '<div class="said referred">' in page_html
    assert (
        '<div class="help" lang="ru" role="alert"><p>Позвоните 112.</p><p>&lt;script' in page_html
    )
    assert "<script" not in page_html
