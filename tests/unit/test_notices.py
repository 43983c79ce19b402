import tomllib

from rag.language import LANGUAGES
from rag.notices import FILE, notice, quoted_notice


def test_each_notice_is_there_in_six_languages() -> None:
    table = tomllib.loads(FILE.read_text("utf-8"))
    names = table.pop("language_names")
    for texts in (*table.values(), names, *names.values()):
        assert set(texts) == set(LANGUAGES)


def test_the_language_of_a_quotation_is_named_in_the_askers() -> None:
    assert "auf Russisch" in quoted_notice("de", "ru")
    assert "на итальянском" in quoted_notice("ru", "it")


def test_another_language_is_answered_in_english() -> None:
    assert notice("refused", "pl") == notice("refused", "en")
