from questions.reasons import load_reasons, reason_sentence
from questions.workflow import REASONS
from rag.language import LANGUAGES


def test_each_public_reason_is_a_sentence_in_six_languages() -> None:
    assert tuple(load_reasons()) == REASONS
    for code, texts in load_reasons().items():
        assert tuple(texts) == tuple(sorted(LANGUAGES)), code
        assert all(text.endswith(".") for text in texts.values()), code


def test_a_reason_is_told_in_the_askers_language_else_in_english() -> None:
    assert "теме конференции" in reason_sentence("off_topic", "ru")
    assert reason_sentence("off_topic", "uk") == reason_sentence("off_topic", "en")
    assert reason_sentence("", "ru") == ""
