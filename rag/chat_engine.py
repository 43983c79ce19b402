"""The chat-model engine: the model sees numbered sentences and may only name their numbers."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from prompts import load_prompt
from rag.compose import Draft, DraftClaim, Engine, Span
from rag.errors import UserError
from rag.index import Index
from rag.notices import notice
from rag.question import Question
from rag.sentences import sentence_spans
from rag.values import Hit

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)

CONTEXT_TOKENS = 3_000
TIMEOUT_S = 60
LANGUAGE_NAMES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ru": "Russian",
}
MARKER = re.compile(r"\[\s*\d+\s*\]")
MARKERS = re.compile(r"\s*((?:\[\d+(?:\s*,\s*\d+)*\]\s*)+)\.?$")


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    text: str


def open_chat_model(name: str, base_url: str = "") -> "BaseChatModel":
    """Return the chat model that LangChain's `init_chat_model` makes of a name.

    name: PROVIDER:MODEL, such as openai:llama-3; base_url: an OpenAI-compatible server.
    Raises UserError for a provider that is unknown or not installed.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"temperature": 0, "timeout": TIMEOUT_S, "max_retries": 2}
    if base_url:
        options["base_url"] = base_url
    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UserError(
            f"Chat model '{name}' cannot be opened ({reason}): check ASKALLIANCE_MODEL, or unset "
            "it to answer without a language model."
        ) from error
    return model


class ChatEngine:
    """Lets a chat model choose among the sentences of the hits; numbers become spans here."""

    def __init__(self, model: "BaseChatModel", name: str, index: Index, fallback: Engine):
        self._model = model
        self.name = name
        self._index = index
        self._fallback = fallback
        self._prompt = load_prompt("answer", ["language", "sentences", "question"])

    def compose(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return what the model claims; the fallback's draft where it fails or keeps no format."""
        sentences = self._sentences(hits)
        filled = self._prompt.fill(
            language=LANGUAGE_NAMES[question.language],
            sentences="\n".join(f"[{n}] {s.text}" for n, s in enumerate(sentences, start=1)),
            question=question.query,
        )
        try:
            reply = self._model.invoke(filled).text
        except Exception as error:  # whatever a vendor's client raises, the answer is the fallback
            logger.warning("Chat model %s failed: %s", self.name, type(error).__name__)
            return self._fall_back(question, hits)
        claims = parse_reply(reply, [sentence.span for sentence in sentences])
        if not claims and reply.strip().strip(".").upper() != "NONE":
            logger.warning("Chat model %s did not keep to the format", self.name)
            return self._fall_back(question, hits)
        return Draft(claims=claims, engine=self.name, prompt=self._prompt.version)

    def _fall_back(self, question: Question, hits: Sequence[Hit]) -> Draft:
        draft = self._fallback.compose(question, hits)
        return replace(draft, notice=notice("model_failed", question.language))

    def _sentences(self, hits: Sequence[Hit]) -> list[_Sentence]:
        """Return the sentences of the hits, best hit first, as many as the context holds."""
        found: list[_Sentence] = []
        left = CONTEXT_TOKENS
        for hit in hits:
            passage = hit.passage
            left -= passage.n_tokens
            if left < 0:
                break
            language = self._index.document(passage.source).language
            for start, end in sentence_spans(passage.text, language):
                span = Span(passage.source, passage.start + start, passage.start + end)
                found.append(_Sentence(span, " ".join(passage.text[start:end].split())))
        return found


def parse_reply(reply: str, spans: Sequence[Span]) -> tuple[DraftClaim, ...]:
    """Return the claims of a reply, one a line, with the spans that their [n] name.

    A line without a number, with one that is not on the list, or with one amid its words is no
    claim and is left out.
    """
    claims = []
    for line in reply.splitlines():
        match = MARKERS.search(line)
        text = line[: match.start()].strip().lstrip("-*• ") if match else ""
        numbers = [int(n) for n in re.findall(r"\d+", match.group(1))] if match else []
        if (
            text
            and not MARKER.search(text)
            and all(1 <= number <= len(spans) for number in numbers)
        ):
            claims.append(DraftClaim(text, tuple(spans[number - 1] for number in numbers)))
    return tuple(claims)
