"""The encoder in the repository is the one that its card measured, and knows six languages."""

import hashlib
import re

import pytest

from embeddings.encoder import SHIPPED, load_encoder

MOST_BYTES = 40_000_000
CARD = (SHIPPED / "README.md").read_text("utf-8")
SAME = {
    "ru": "Государства должны защищать детей, ставших жертвами торговли людьми",
    "en": "States must protect children who are victims of trafficking in persons",
    "fr": "Les États doivent protéger les enfants victimes de la traite des personnes",
    "de": "Die Staaten müssen Kinder schützen, die Opfer des Menschenhandels sind",
    "it": "Gli Stati devono proteggere i bambini vittime della tratta di persone",
    "es": "Los Estados deben proteger a los niños víctimas de la trata de personas",
}
OTHERS = (
    "Завтра в Вене ожидается дождь и сильный ветер",
    "Рабочая группа избрала председателя и утвердила повестку дня",
    "Расходы на содержание секретариата покрываются из бюджета",
    "Суд отложил рассмотрение дела до следующего месяца",
)


def test_the_files_are_those_that_the_card_measured() -> None:
    for name in ("model.safetensors", "tokenizer.json"):
        digest = hashlib.sha256((SHIPPED / name).read_bytes()).hexdigest()
        assert re.search(rf"\| `{re.escape(name)}` \| `{digest}` \|", CARD), name


def test_it_is_small_enough_to_travel() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) <= MOST_BYTES


@pytest.mark.parametrize("language", [language for language in SAME if language != "ru"])
def test_a_sentence_is_nearest_to_its_translation(language: str) -> None:
    encoder = load_encoder()
    vectors = encoder.encode_passages([SAME["ru"], *OTHERS])
    (query,) = encoder.encode_queries([SAME[language]])
    scores = vectors @ query
    assert scores[0] > 0.5
    assert scores[0] > scores[1:].max() + 0.3


def test_accents_and_case_of_a_word_do_not_matter_much() -> None:
    one, other = load_encoder().encode_queries(["ПРОТОКОЛ ЁЛКИ", "протокол елки"])
    assert one @ other > 0.999


def test_its_words_have_vectors() -> None:
    table = load_encoder().words
    assert table is not None
    russian, english = table.tokens(["дети", "children"])
    assert table.cosines(russian, english).max() > 0.5
