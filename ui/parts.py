"""What the pages and the HTTP API stand on, put together from the settings."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from questions.accounts import Accounts
from questions.desk.offering import Offers
from questions.desk.programme import save_programme
from questions.event import Event, read_event
from questions.evidence import Documents
from questions.gate import Gate
from questions.store import Store, open_store
from questions.workflow import OPERATOR
from ui.root import open_assistant, open_gate
from ui.serving.answering import AT_ONCE, AT_ONCE_WITH_MODEL, Answering
from ui.serving.limits import Limits, open_limits
from ui.serving.seals import Seals, open_seals
from ui.serving.watch import observed
from ui.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = ["Parts", "open_parts"]


@dataclass(frozen=True, slots=True)
class Parts:
    """The assistant, the store of questions, and what joins them.

    embed: origins, with spaces between, of the sites that may show the pages in a frame.
    retention_days: for how long questions are kept, as the pages say. uploads: where exports wait
    until they are imported. has_model: a chat model composes the answers. limits: of those who ask,
    none without them.
    """

    assistant: "Assistant"
    store: Store
    gate: Gate
    event: Event
    embed: str = ""
    retention_days: int = 365
    has_model: bool = False
    uploads: Path = Path("var/uploads")
    seals: Seals = field(default_factory=Seals)
    limits: Limits = field(default_factory=lambda: open_limits(None, 0, 0))
    accounts: Accounts = field(init=False)
    documents: Documents = field(init=False)
    offers: Offers = field(init=False)
    answering: Answering = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "accounts", Accounts(self.store))
        object.__setattr__(self, "documents", Documents(self.assistant))
        object.__setattr__(self, "offers", Offers(self.store, self.assistant.encoder))
        # What waits for a chat model takes no processor; what a model encodes, it encodes together.
        has_model = self.has_model or self.assistant.encoder.words is None
        at_once = AT_ONCE_WITH_MODEL if has_model else AT_ONCE
        object.__setattr__(self, "answering", Answering(self.assistant, at_once))


def open_parts(settings: Settings) -> Parts:
    """Return what the service stands on: the assistant, the store, the event's programme in it.

    Raises what `open_assistant` raises, StoreUnavailable, and UserError for a broken event file.
    """
    event = read_event()
    store = open_store(settings.store_url)
    save_programme(store, OPERATOR, event.titles("en"), event.names())
    return Parts(
        assistant=open_assistant(settings, observed, is_served=True),
        store=store,
        gate=open_gate(),
        event=event,
        embed=settings.embed,
        retention_days=settings.retention_days,
        uploads=settings.uploads_folder,
        has_model=bool(settings.model),
        seals=open_seals(Path(settings.home)),
        limits=open_limits(
            Path(settings.home) / "limits", settings.visitor_rate, settings.address_rate
        ),
    )
