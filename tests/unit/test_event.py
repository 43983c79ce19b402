"""The event of `data/event.toml`, and what is said of a file that is wrong."""

from pathlib import Path

import pytest

from embeddings.errors import UserError
from questions.event import read_event
from rag.language import LANGUAGES

SESSION = '[[session]]\nid = "s1"\ntitle = { en = "Panel 1", ru = "Сессия 1" }\n'


def test_the_sample_event_has_every_title_in_six_languages() -> None:
    event = read_event()
    assert "AskOSCEAlliance" in event.tags
    assert all(set(session.titles) == set(LANGUAGES) for session in event.sessions)


def test_a_session_without_a_translation_is_titled_in_english(tmp_path: Path) -> None:
    path = tmp_path / "event.toml"
    path.write_text(f'name = "Конференция"\n{SESSION}starts = 2020-07-20T09:00:00+02:00\n', "utf-8")
    (session,) = read_event(path).sessions
    assert (session.title("ru"), session.title("de")) == ("Сессия 1", "Panel 1")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name = ", "is no TOML"),
        ("tags = []", "name is wrong"),
        ('name = "x"\ntags = ["#a"]', "tags.0 is wrong"),
        ('name = "x"\nroom = 1', "room is wrong"),
        (f'name = "x"\n{SESSION}{SESSION}', "id 's1' is given twice"),
        ('name = "x"\n[[session]]\nid = "s"\ntitle = {ru = "Сессия"}', "'s' has no English title"),
        (f'name = "x"\n{SESSION}starts = 2020-07-20T09:00:00', "session.0.starts is wrong"),
        ('name = "x"\n[[session]]\nid = "s"\ntitle = {en = "a", uz = "b"}', "a title in 'uz'"),
        ('name = "x"\n[[speaker]]\nid = "p"\nname = "P"\nsessions = ["s9"]', "names session 's9'"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "event.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match=said):
        read_event(path)


def test_a_missing_file_is_a_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="check its path"):
        read_event(tmp_path / "none.toml")
