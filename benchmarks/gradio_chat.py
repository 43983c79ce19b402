"""The peer of `benchmarks.load`: the same assistant behind Gradio's own chat, word by word."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import gradio

from ui.root import open_assistant
from ui.settings import read_settings

AT_ONCE = 100


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    port = parser.parse_args().port
    assistant = open_assistant(read_settings(os.environ))
    assistant.warm_up()

    def chat(message: str, history: Any) -> Iterator[str]:
        answer = assistant.ask(message).text
        words = answer.split(" ")
        for n in range(1, len(words) + 1):
            yield " ".join(words[:n])

    page = gradio.ChatInterface(chat, concurrency_limit=AT_ONCE, api_name="chat")
    page.queue(default_concurrency_limit=AT_ONCE, max_size=None)
    page.launch(server_port=port, max_threads=AT_ONCE, quiet=True, ssr_mode=False)


if __name__ == "__main__":
    main()
