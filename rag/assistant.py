"""The assistant that the command line, the pages and the evaluation put questions to."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from langchain_core.runnables import Runnable

from embeddings.encoder import Encoder
from embeddings.milvus import Milvus
from rag.answer import answer_chain, unanswered
from rag.compose import Engine
from rag.distinct import Distinct, Version
from rag.errors import (
    IndexMismatch,
    InvalidQuestion,
    NotFilled,
    OffTask,
    SearchUnavailable,
    UserError,
)
from rag.generation import (
    current_name,
    damaged_files,
    earlier_names,
    read_manifest,
    stamps,
)
from rag.index import Header, Index, open_index
from rag.language import detect
from rag.question import Question, read_question
from rag.rerank import Reranker, search
from rag.retrieve import Retriever
from rag.screen import Screen, Screened
from rag.smalltalk import small_talk
from rag.stages import Observe, unobserved
from rag.values import Answer, Document, Outcome, Turn, Versions

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A generation that is open; stamps: of its files when their bytes were looked at."""

    index: Index
    stamps: list[tuple[int, int]]
    retriever: Retriever
    chain: Runnable[Question, Answer]
    distinct: Distinct


class Assistant:
    """Answers questions from the index that is served, and moves on when a newer one is."""

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        make_engine: Callable[[Retriever], Engine],
        clock: Callable[[], float] = time.perf_counter,
        reranker: Reranker | None = None,
        screen: Screen | None = None,
        observe: Observe = unobserved,
        is_checked: bool = False,
        milvus: Milvus | None = None,
    ):
        """is_checked: the bytes of an index are held against its checksums before it is served,
        and again when its files were written to.
        """
        self._folder = folder
        self._encoder = encoder
        self._make_engine = make_engine
        self._clock = clock
        self._reranker = reranker
        self._screen = screen
        self._observe = observe
        self._is_checked = is_checked
        self._opening = threading.Lock()
        self._milvus = milvus
        self._refused: str | None = None
        self._damaged = ""
        self._opened = self._open()

    @property
    def index(self) -> Index:
        """The index that is served now."""
        return self._current().index

    @property
    def damaged(self) -> str:
        """What of the newest index is damaged, while the one before it is served; "" if nothing."""
        return self._damaged

    @property
    def encoder(self) -> Encoder:
        """The encoder of questions and passages."""
        return self._encoder

    @property
    def retriever(self) -> Retriever:
        """The retriever over the index that is served now."""
        return self._current().retriever

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Return the answer, after screening where a screen is set.

        Outcome "referred" with what to do for a person in danger, "rejected" with a reply to what
        is not a question.
        """
        began = self._clock()
        opened = self._current()
        with self._observe("screen"):
            screened = self._screened(question)
        if screened.outcome == "rejected" and small_talk(question):
            screened = Screened(question, question)  # a greeting is no question, but no fault
        if screened.outcome == "asked":
            answer = self._answered(opened, screened, history)
        else:
            answer = self._noticed(opened, screened)
        return replace(answer, latency_ms=round((self._clock() - began) * 1000, 3))

    def referral(self, message: str) -> Answer | None:
        """Return what a person in danger is told, None where a message is no call for help."""
        screened = self._screened(message)
        return self._noticed(self._current(), screened) if screened.outcome == "referred" else None

    def warm_up(self) -> None:
        """Load the models now, so that the first question need not wait."""
        self._screened("Where can I read about it?")
        search(self.retriever, "warm up", 1, self._reranker)

    def document(self, source: str) -> Document:
        """Return a document by file name. Raises UnknownDocument."""
        return self.index.document(source)

    def headers(self) -> Sequence[Header]:
        """Return what a list of the documents shows, by file name."""
        return self.index.headers

    def documents(self) -> list[Document]:
        """Return the documents, by file name."""
        return list(self.index.documents.values())

    def versions_of(self, source: str, at: int) -> list[Version]:
        """Return what says in other languages what stands at a place of a document."""
        return self._current().distinct.versions(source, at)

    def _noticed(self, opened: _Opened, screened: Screened) -> Answer:
        assert screened.outcome != "asked"
        return unanswered(
            screened.text,
            screened.language,
            screened.outcome,
            screened.notice,
            self._versions(opened),
        )

    def _screened(self, question: str) -> Screened:
        return self._screen(question) if self._screen else Screened(question, question)

    def _answered(self, opened: _Opened, screened: Screened, history: Sequence[Turn]) -> Answer:
        if self._screen:
            history = [replace(turn, content=self._screen.redact(turn.content)) for turn in history]
        try:
            question = read_question(screened.query, history)
        except InvalidQuestion as said:
            outcome: Outcome = "refused" if isinstance(said, OffTask) else "rejected"
            language = detect(screened.query, default="en")
            return unanswered(screened.text, language, outcome, str(said), self._versions(opened))
        if screened.text != screened.query:
            question = replace(question, text=screened.text)
        return opened.chain.invoke(question)

    def _versions(self, opened: _Opened) -> Versions:
        return Versions(opened.index.manifest.generation, opened.index.manifest.encoder)

    def _current(self) -> _Opened:
        served, opened = current_name(self._folder), self._opened
        is_newer = served not in (opened.index.manifest.generation, self._refused)
        if is_newer or self._has_changed(opened):
            with self._opening:
                self._move_on()
        return self._opened

    def _move_on(self) -> None:
        """Open what is to be served now, in the one thread that comes first."""
        served, opened = current_name(self._folder), self._opened
        if self._has_changed(opened):
            self._opened = self._open()
        elif served not in (opened.index.manifest.generation, self._refused):
            try:
                self._opened = self._open()
            except (SearchUnavailable, NotFilled) as error:
                logger.warning("The new index is not taken up yet: %s", error)
            except UserError as error:
                self._refused = served  # until there is another one: said once, not at every ask
                logger.warning("The new index is not taken up: %s", error)

    def _has_changed(self, opened: _Opened) -> bool:
        """True if a file that is served was written to since its bytes were looked at."""
        return self._is_checked and stamps(self._folder, opened.index.manifest) != opened.stamps

    def _open(self) -> _Opened:
        """Open the generation that is served; where its bytes are not sound, the one before it."""
        if not self._is_checked:
            return self._opened_as(None)
        damaged = self._damage(None)
        if not damaged:
            self._damaged = ""
            return self._opened_as(None)
        logger.error("The index is damaged (%s): run `askalliance index`.", damaged)
        for name in earlier_names(self._folder):
            if not self._damage(name):
                logger.error("The index before it is served: %s", name)
                self._damaged, self._refused = damaged, current_name(self._folder)
                return self._opened_as(name)
        raise IndexMismatch(
            f"The index at {self._folder} is damaged ({damaged}), and there is no other: run "
            "`askalliance index`."
        )

    def _damage(self, name: str | None) -> str:
        """Return what of a generation is damaged, "" where it is sound. Raises NoIndex."""
        try:
            manifest = read_manifest(self._folder, name)
        except IndexMismatch as error:
            return str(error)
        return ", ".join(damaged_files(self._folder, manifest))

    def _opened_as(self, name: str | None) -> _Opened:
        index = open_index(self._folder, self._encoder.name, name, self._milvus)
        retriever = Retriever(index, self._encoder)
        engine = self._make_engine(retriever)
        chain = answer_chain(retriever, engine, self._reranker, self._observe)
        found = stamps(self._folder, index.manifest) if self._is_checked else []
        return _Opened(index, found, retriever, chain, Distinct(index))
