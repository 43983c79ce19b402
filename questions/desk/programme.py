"""The sessions and the speakers of the conference, to whom questions are put."""

from collections.abc import Mapping

from questions.audit import record
from questions.desk.moving import require_role
from questions.store import Store
from questions.store.tables import ConferenceSession, Speaker
from questions.workflow import Actor


def save_programme(
    store: Store, actor: Actor, sessions: Mapping[str, str], speakers: Mapping[str, str]
) -> None:
    """Keep the titles of sessions and the names of speakers by id; others stay as they are."""
    require_role(actor, "admin")
    with store.write() as session:
        rows = [
            *(ConferenceSession(id=row_id, title=title) for row_id, title in sessions.items()),
            *(Speaker(id=row_id, name=name) for row_id, name in speakers.items()),
        ]
        n = sum(session.is_modified(session.merge(row)) for row in rows)
        if not n:
            return
        record(session, store.clock(), actor, "save_programme", "programme", n=n)
