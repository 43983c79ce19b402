"""The participants' page in Gradio: what is shown where, and which handler answers which action."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from questions.desk.feedback import give_feedback
from ui import page
from ui.page import Visit
from ui.page_html import chooser_html, masthead_html, notice_html, panel_html, transcript_html
from ui.strings import DEFAULT_LANGUAGE, choose_language, load_strings

if TYPE_CHECKING:
    import gradio

    from ui.parts import Parts

__all__ = ["build_page"]

QUEUE_SIZE = 128
ANSWERS_AT_ONCE = 4
STEPS_AT_ONCE = 16

SCRIPTS = Path(__file__).parent / "assets"


def build_page(parts: "Parts") -> "gradio.Blocks":
    """Return the page; nothing in it is a public end point, and nothing leaves the server.

    At most ANSWERS_AT_ONCE questions are answered at a time and QUEUE_SIZE events wait.
    """
    import gradio as gr

    assistant = parts.assistant
    strings = load_strings(DEFAULT_LANGUAGE)
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    light: dict[str, Any] = private | {"concurrency_limit": STEPS_AT_ONCE, "concurrency_id": "step"}
    heavy: dict[str, Any] = private | {
        "concurrency_limit": ANSWERS_AT_ONCE,
        "concurrency_id": "answer",
    }
    script = {path.stem: path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js")}

    def area(name: str, value: str = "", **options: Any) -> gr.HTML:
        return gr.HTML(
            value,
            elem_id=name,
            apply_default_css=False,
            js_on_load=script.get(name),
            **options,
        )

    blocks: gr.Blocks = gr.Blocks(title="AskAlliance", analytics_enabled=False, fill_width=True)
    with blocks:
        visit_state = gr.State(Visit())
        language_state = gr.State(DEFAULT_LANGUAGE)
        with gr.Row(elem_id="top"):
            masthead = area("masthead", masthead_html(DEFAULT_LANGUAGE))
            chooser = area("chooser")
        notice = area("notice", notice_html(strings))
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(elem_id="talk", scale=7, min_width=320):
                transcript = area("transcript")
                # Closed until the page knows its visitor's language.
                question = gr.Textbox(
                    elem_id="question",
                    lines=1,
                    max_lines=8,
                    container=False,
                    autofocus=True,
                    interactive=False,
                )
            with gr.Column(elem_id="beside", scale=5, min_width=320):
                panel = area("sources")

        def labels(language: str) -> list[Any]:
            words = load_strings(language)
            return [
                masthead_html(language),
                notice_html(words),
                gr.update(
                    interactive=True,
                    label=words["ask.label"],
                    placeholder=words["ask.placeholder"],
                    submit_btn=words["ask.send"],
                ),
            ]

        def shown(visit: Visit, language: str) -> list[Any]:
            visit = replace(visit, language=language)
            return [transcript_html(assistant, visit), panel_html(assistant, visit)]

        def open_page(request: gr.Request) -> list[Any]:
            language = choose_language(
                request.query_params.get("lang"), request.headers.get("accept-language")
            )
            return [language, chooser_html(language), *labels(language), *shown(Visit(), language)]

        # Three steps, so that what a visitor types, clicks or chooses meanwhile is not undone.
        def ask(visit: Visit, language: str, text: str) -> list[Any]:
            asked = page.ask(visit, text)
            if asked is visit:
                return [gr.skip(), gr.skip(), gr.skip(), gr.skip()]
            return ["", asked, *shown(asked, language)]

        def ask_example(visit: Visit, language: str, event: gr.EventData) -> list[Any]:
            return ask(visit, language, str(_value(event, "question") or ""))

        def reply(visit: Visit) -> Visit:
            return page.reply(assistant, visit)

        def point_at(visit: Visit, language: str, event: gr.EventData) -> list[Any]:
            visit = page.point_at(visit, _value(event, "turn"), _value(event, "marker"))
            return [visit, panel_html(assistant, replace(visit, language=language))]

        def judge(visit: Visit, language: str, event: gr.EventData) -> list[Any]:
            said = [_value(event, name) for name in ("turn", "verdict", "reason")]
            visit = page.judge(visit, partial(give_feedback, parts.store), *said)
            return [visit, transcript_html(assistant, replace(visit, language=language))]

        def translate(visit: Visit, language: str, event: gr.EventData) -> list[Any]:
            language = page.chosen_language(language, _value(event, "language"))
            return [language, *labels(language), *shown(visit, language)]

        view = [transcript, panel]
        texts = [masthead, notice, question]
        seen = [visit_state, language_state]
        blocks.load(open_page, None, [language_state, chooser, *texts, *view], **light).then(
            fn=None, js=script["ready"], api_visibility="private"
        )
        for asking in (
            question.submit(ask, [*seen, question], [question, visit_state, *view], **light),
            transcript.submit(ask_example, seen, [question, visit_state, *view], **light),
        ):
            asking.then(reply, visit_state, visit_state, **heavy).then(shown, seen, view, **light)
        transcript.select(point_at, seen, [visit_state, panel], **light).then(
            fn=None, js=script["reveal"], api_visibility="private"
        )
        transcript.like(judge, seen, [visit_state, transcript], **light)
        chooser.select(translate, seen, [language_state, *texts, *view], **light)

    blocks.queue(api_open=False, max_size=QUEUE_SIZE)
    return blocks


def _value(event: "gradio.EventData", key: str) -> object:
    """A value that the browser sent with an event: of any type, or None."""
    data = event._data
    return data.get(key) if isinstance(data, dict) else None
