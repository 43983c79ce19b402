"""The conversation's page in Gradio: the shell, whose areas `conversation.js` fills.

No event of Gradio's is used: what a page holds is in the page, so that any worker can answer it.
"""

from typing import TYPE_CHECKING

from ui.page_html import masthead_html, notice_html
from ui.strings import DEFAULT_LANGUAGE, load_strings

if TYPE_CHECKING:
    import gradio

__all__ = ["build_page"]


def build_page() -> "gradio.Blocks":
    """Return the page; it has no function that could be called."""
    import gradio as gr

    def area(name: str, value: str = "") -> gr.HTML:
        html = f"<div data-area>{value}</div>"
        return gr.HTML(html, elem_id=name, apply_default_css=False, js_on_load=None)

    blocks: gr.Blocks = gr.Blocks(title="AskAlliance", analytics_enabled=False, fill_width=True)
    with blocks:
        with gr.Row(elem_id="top"):
            area("masthead", masthead_html(DEFAULT_LANGUAGE))
            area("chooser")
        area("notice", notice_html(load_strings(DEFAULT_LANGUAGE)))
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(elem_id="talk", scale=7, min_width=320):
                area("transcript")
                area("question")
            with gr.Column(elem_id="beside", scale=5, min_width=320):
                area("sources")
    blocks.queue(api_open=False, max_size=1)
    return blocks
