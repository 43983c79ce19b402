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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--at-once", type=int, default=1)
    asked = parser.parse_args()
    assistant = open_assistant(read_settings(os.environ))
    assistant.warm_up()

    def chat(message: str, history: Any) -> Iterator[str]:
        answer = assistant.ask(message).text
        words = answer.split(" ")
        for n in range(1, len(words) + 1):
            yield " ".join(words[:n])

    page = gradio.ChatInterface(chat, concurrency_limit=asked.at_once, api_name="chat")
    page.queue(max_size=None)
    page.launch(server_port=asked.port, quiet=True, ssr_mode=False)


if __name__ == "__main__":
    main()
