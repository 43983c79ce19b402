"""The chat-model engine: the model sees numbered sentences and may only name their numbers."""

import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableConfig

from prompts import Prompt, joint_version, load_prompt
from rag.chat_reply import SCHEMA, Reply, parse_fields, parse_lines
from rag.compose import Draft, DraftClaim, Engine, Span
from rag.deadline import until
from rag.errors import UserError
from rag.notices import notice
from rag.question import Question
from rag.retrieve import Retriever
from rag.sentences import sentence_spans
from rag.tokens import count_tokens
from rag.values import Hit
from rag.verify import MIN_SUPPORT, support

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)

TIMEOUT_S = 60.0
RETRIES = 2
# Tokens, as our encoding counts them where the model's own is not at hand.
CONTEXT_TOKENS = 3_000
REPLY_TOKENS = 1_000
WINDOW_TOKENS = 8_000  # of a model that does not tell its own
MAX_REPLY = 8_000  # characters
REPEATED = 5
WORD = re.compile(r"\w+")
# What a server answers to a form of output that it does not know.
UNKNOWN_FORM = (400, 404, 415, 422, 501)
LANGUAGE_NAMES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ru": "Russian",
}


class _Limits(BaseCallbackHandler):
    """Ends a stream, inside the client that reads it, when its time is up or it says too much."""

    raise_error = True

    def __init__(self, ends_at: float, clock: Callable[[], float]):
        self._ends_at = ends_at
        self._clock = clock
        self._n_characters = 0

    def on_llm_new_token(self, token: Any, **_: Any) -> None:
        """Raise TimeoutError or OverflowError where a limit is reached."""
        self._n_characters += len(str(token))
        if self._clock() >= self._ends_at:
            raise TimeoutError("the reply did not end in time")
        if self._n_characters > MAX_REPLY:
            raise OverflowError(f"the reply is longer than {MAX_REPLY} characters")


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question and the sentences that the model sees, numbered from 1, until when it may take."""

    question: Question
    sentences: tuple[_Sentence, ...]
    ends_at: float

    @property
    def spans(self) -> list[Span]:
        return [sentence.span for sentence in self.sentences]


def open_chat_model(name: str, base_url: str = "", timeout_s: float = TIMEOUT_S) -> "BaseChatModel":
    """Return the chat model that LangChain's `init_chat_model` makes of a name.

    name: PROVIDER:MODEL, such as openai:llama-3; base_url: an OpenAI-compatible server. A request
    that is refused for now (429, 5xx) is repeated RETRIES times, later each time. Raises
    UserError for a provider that is unknown or not installed.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"temperature": 0, "timeout": timeout_s, "max_retries": RETRIES}
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

    def __init__(
        self,
        model: "BaseChatModel",
        name: str,
        retriever: Retriever,
        fallback: Engine,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._model = model
        self.name = name
        self._retriever = retriever
        self._fallback = fallback
        self._timeout_s = timeout_s
        self._clock = clock
        self._rules = load_prompt("answer", ["language", "form"])
        self._data = load_prompt("answer_data", ["sentences", "question"])
        self._lines = load_prompt("answer_lines", [])
        self._fields = load_prompt("answer_fields", [])
        self._keeps_schema = _told(model, "structured_output", True)

    def compose(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Return what the model claims; the fallback's draft, with a notice, where it fails.

        It fails where it does not answer in time, keeps to no form, or says nothing that its
        sentences support; in the last case its claims stay in the draft, to be dropped.
        """
        ends_at = self._clock() + self._timeout_s
        sentences = self._sentences(question, hits)
        if not sentences:
            return self._fall_back(question, hits, "model_failed")
        try:
            reply, form = self._ask(_Asked(question, tuple(sentences), ends_at))
        except Exception as error:  # whatever a vendor's client raises, the answer is the fallback
            logger.warning("Chat model %s failed: %s", self.name, type(error).__name__)
            return self._fall_back(question, hits, "model_failed")
        reply = replace(reply, claims=tuple(map(self._without_rules, reply.claims)))
        if reply.is_none:
            return self._draft(reply, form)
        if not reply.claims:
            logger.warning("Chat model %s kept to no form", self.name)
            return self._fall_back(question, hits, "model_failed")
        index, words = self._retriever.index, self._retriever.words
        if not any(support(claim, index, words) >= MIN_SUPPORT for claim in reply.claims):
            logger.warning("Chat model %s said nothing that its sentences support", self.name)
            quoted = self._fall_back(question, hits, "model_unsupported")
            return replace(quoted, claims=(*quoted.claims, *reply.claims))
        return self._draft(reply, form)

    def _without_rules(self, claim: DraftClaim) -> DraftClaim:
        """Return the claim, without a span to stand on where it repeats words of the rules."""
        rules = f"{self._rules.text} {self._lines.text} {self._fields.text}"
        return DraftClaim(claim.text, ()) if _repeats(claim.text, rules) else claim

    def _draft(self, reply: Reply, form: Prompt) -> Draft:
        version = joint_version(self._rules, form, self._data)
        return Draft(claims=reply.claims, engine=self.name, prompt=version)

    def _fall_back(self, question: Question, hits: Sequence[Hit], why: str) -> Draft:
        draft = self._fallback.compose(question, hits)
        return replace(draft, notice=notice(why, question.language))

    def _ask(self, asked: _Asked) -> tuple[Reply, Prompt]:
        """Return the reply and the form that was asked for: by schema, else line by line."""
        if self._keeps_schema:
            try:
                reply = self._ask_for_fields(asked)
            except Exception as error:
                if not _is_unknown_form(error):
                    raise
                reply = Reply((), is_none=False)
            if reply.claims or reply.is_none:
                return reply, self._fields
            logger.info("Chat model %s keeps to no schema: lines from now on", self.name)
            self._keeps_schema = False
        return self._ask_for_lines(asked), self._lines

    def _ask_for_fields(self, asked: _Asked) -> Reply:
        structured = self._model.with_structured_output(SCHEMA)
        messages = self._messages(asked, self._fields)
        config = self._limited(asked)
        objects = until(asked.ends_at, lambda: structured.stream(messages, config), self._clock)
        whole = [None, *objects][-1]  # each holds what came before it
        return parse_fields(whole, asked.spans)

    def _ask_for_lines(self, asked: _Asked) -> Reply:
        messages = self._messages(asked, self._lines)
        config = self._limited(asked)
        chunks = until(asked.ends_at, lambda: self._model.stream(messages, config), self._clock)
        return parse_lines("".join(chunk.text for chunk in chunks), asked.spans)

    def _limited(self, asked: _Asked) -> RunnableConfig:
        return {"callbacks": [_Limits(asked.ends_at, self._clock)]}

    def _messages(self, asked: _Asked, form: Prompt) -> list[tuple[str, str]]:
        language = LANGUAGE_NAMES[asked.question.language]
        numbered = "\n".join(f"[{n}] {s.text}" for n, s in enumerate(asked.sentences, start=1))
        return [
            ("system", self._rules.fill(language=language, form=form.text)),
            ("human", self._data.fill(sentences=numbered, question=asked.question.query)),
        ]

    def _sentences(self, question: Question, hits: Sequence[Hit]) -> list[_Sentence]:
        """Return the sentences of the hits, best hit first, as many as the model's window holds."""
        found: dict[Span, _Sentence] = {}
        left = self._room(question)
        for hit in hits:
            passage = hit.passage
            language = self._retriever.index.document(passage.source).language
            for start, end in sentence_spans(passage.text, language):
                span = Span(passage.source, passage.start + start, passage.start + end)
                sentence = _Sentence(span, " ".join(passage.text[start:end].split()))
                left -= 0 if span in found else self._count(f"[{len(found) + 1}] {sentence.text}\n")
                if left < 0:
                    return list(found.values())
                found.setdefault(span, sentence)
        return list(found.values())

    def _room(self, question: Question) -> int:
        """Return how many tokens of sentences fit beside the rules, the question and the reply."""
        window: int = _told(self._model, "max_input_tokens", WINDOW_TOKENS)
        said = (self._rules.text, self._lines.text, self._data.text, question.query)
        return min(CONTEXT_TOKENS, window - REPLY_TOKENS - sum(map(self._count, said)))

    def _count(self, text: str) -> int:
        return count_tokens(text, self.name)


def _repeats(text: str, rules: str) -> bool:
    """True where REPEATED words in a row of a text stand in the rules too."""
    words = WORD.findall(text.lower())
    said = f" {' '.join(WORD.findall(rules.lower()))} "
    rows = (words[at : at + REPEATED] for at in range(len(words) - REPEATED + 1))
    return any(f" {' '.join(row)} " in said for row in rows)


def _told(model: "BaseChatModel", fact: str, default: Any) -> Any:
    """Return what LangChain's profile of a model tells, the default where it tells nothing."""
    profile: Any = getattr(model, "profile", None) or {}
    return profile.get(fact, default)


def _is_unknown_form(error: Exception) -> bool:
    """True where a model, or its server, does not offer structured output or did not keep to it."""
    status = getattr(error, "status_code", None)
    if status is not None:
        return status in UNKNOWN_FORM
    return isinstance(error, (NotImplementedError, ValueError))
