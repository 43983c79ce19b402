import pytest

from embeddings.errors import UserError
from ui.settings import Settings, read_settings


def test_nothing_set_is_the_defaults() -> None:
    assert read_settings({"PATH": "/bin", "ASKALLIANCE_MODEL": ""}) == Settings()


def test_each_setting_is_read_from_its_name() -> None:
    settings = read_settings({"ASKALLIANCE_HOME": "/srv/ask", "ASKALLIANCE_MODEL_URL": "http://x"})
    assert (settings.home, settings.model_url) == ("/srv/ask", "http://x")


def test_an_unknown_setting_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UserError, match=r"ASKALLIANCE_ENCODR.*ASKALLIANCE_ENCODER"):
        read_settings({"ASKALLIANCE_ENCODR": "x"})


def test_a_time_limit_is_a_number_of_seconds() -> None:
    assert read_settings({"ASKALLIANCE_MODEL_TIMEOUT_S": "2.5"}).model_timeout_s == 2.5


def test_the_questions_are_kept_at_home_unless_a_server_is_named() -> None:
    assert (
        read_settings({"ASKALLIANCE_HOME": "/srv/ask"}).store_url
        == "sqlite:////srv/ask/questions.db"
    )
    settings = read_settings({"ASKALLIANCE_DATABASE_URL": "postgresql://ask:secret@db/ask"})
    assert settings.store_url == "postgresql://ask:secret@db/ask"
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("value", ["soon", "0", "-1", "1.5", "²", "999999999"])
def test_a_retention_time_is_whole_days(value: str) -> None:
    assert read_settings({"ASKALLIANCE_RETENTION_DAYS": "30"}).retention_days == 30
    with pytest.raises(UserError, match="whole number of days"):
        read_settings({"ASKALLIANCE_RETENTION_DAYS": value})


@pytest.mark.parametrize("value", ["soon", "0", "-1", "nan", "inf"])
def test_a_time_limit_of_another_kind_is_an_error(value: str) -> None:
    with pytest.raises(UserError, match=f"ASKALLIANCE_MODEL_TIMEOUT_S is '{value}'"):
        read_settings({"ASKALLIANCE_MODEL_TIMEOUT_S": value})


def test_sites_that_may_embed_are_origins() -> None:
    origins = "https://example.org http://127.0.0.1:8000"
    assert read_settings({"ASKALLIANCE_EMBED": origins}).embed == origins


@pytest.mark.parametrize("value", ["example.org", "https://x.org; script-src *", "https://x/path"])
def test_what_is_no_origin_is_an_error(value: str) -> None:
    with pytest.raises(UserError, match="ASKALLIANCE_EMBED holds"):
        read_settings({"ASKALLIANCE_EMBED": value})
