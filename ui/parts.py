"""What the pages and the HTTP API stand on; `ui.root` puts it together."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from questions.accounts import Accounts
from questions.desk.offering import Offers
from questions.event import Event
from questions.evidence import Documents
from questions.gate import Gate
from questions.store import Store

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = ["Parts"]


@dataclass(frozen=True, slots=True)
class Parts:
    """The assistant, the store of questions, and what joins them.

    embed: origins, with spaces between, of the sites that may show the pages in a frame.
    retention_days: for how long questions are kept, as the pages say. uploads: where exports wait
    until they are imported.
    """

    assistant: "Assistant"
    store: Store
    gate: Gate
    event: Event
    embed: str = ""
    retention_days: int = 365
    uploads: Path = Path("var/uploads")
    accounts: Accounts = field(init=False)
    documents: Documents = field(init=False)
    offers: Offers = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "accounts", Accounts(self.store))
        object.__setattr__(self, "documents", Documents(self.assistant))
        object.__setattr__(self, "offers", Offers(self.store, self.assistant.encoder))
