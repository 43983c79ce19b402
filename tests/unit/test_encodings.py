"""An encoding is the right one when it makes words."""

import pytest

from rag.documents.encodings import decode_bytes
from rag.documents.plausible import foreign_share, is_plausible, plausibility

WORDS = {
    "en": "Everyone has the right to life, liberty and the security of person in all States.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits, déclare-t-on.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren, so heißt es für alle.",
    "it": "Ogni individuo ha diritto alla vita, alla libertà ed alla sicurezza della sua persona.",
    "ru": "Все люди рождаются свободными и равными в своём достоинстве и правах. Совет Европы.",
    "es": "Toda persona tiene derecho a la educación, que será gratuita según la declaración.",
}
CYRILLIC = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_unicode_is_told_in_every_language(language: str, encoding: str) -> None:
    assert decode_bytes(WORDS[language].encode(encoding)).text == WORDS[language]


@pytest.mark.parametrize("encoding", CYRILLIC)
def test_a_russian_sentence_is_told_in_every_8_bit_encoding(encoding: str) -> None:
    assert decode_bytes(WORDS["ru"].encode(encoding)).text == WORDS["ru"]
    shouted = WORDS["ru"].upper()
    assert decode_bytes(shouted.encode(encoding)).text == shouted


@pytest.mark.parametrize("language", ["fr", "de", "it", "es"])
@pytest.mark.parametrize("encoding", ["cp1252", "latin_1"])
def test_a_western_sentence_is_told_in_8_bits(language: str, encoding: str) -> None:
    assert decode_bytes(WORDS[language].encode(encoding)).text == WORDS[language]


@pytest.mark.parametrize("hint", ["utf-8", "cp1251", "rot13", "hex", "no-such", ""])
def test_a_false_or_strange_claim_about_the_encoding_changes_nothing(hint: str) -> None:
    assert decode_bytes(WORDS["ru"].encode("koi8_r"), hint).text == WORDS["ru"]


def test_twice_encoded_text_is_mended_and_said_so() -> None:
    decoded = decode_bytes(WORDS["fr"].encode().decode("cp1252").encode())
    assert decoded.text == WORDS["fr"]
    decoded = decode_bytes((WORDS["ru"] * 9).encode().decode("latin_1").encode())
    assert decoded.text == WORDS["ru"] * 9
    assert "wrong encoding" in decoded.warning


def test_lines_in_two_encodings_are_each_read_in_its_own() -> None:
    lines = [WORDS["ru"]] * 8
    data = "\n".join(lines[:4]).encode() + b"\n" + "\n".join(lines[4:]).encode("cp1251")
    decoded = decode_bytes(data)
    assert decoded.text.split("\n") == lines
    assert "mixes encodings" in decoded.warning


@pytest.mark.parametrize("language", WORDS)
def test_words_score_above_what_is_demanded_and_their_wrong_readings_below(language: str) -> None:
    assert plausibility(WORDS[language]) > 2.5
    assert is_plausible(WORDS[language])
    wrong = WORDS["ru"].encode("cp1251").decode("koi8_r") * 2
    assert plausibility(wrong) < 1.9


def test_letters_that_only_look_like_words_are_garbage() -> None:
    shifted = "".join(chr(ord(c) - 0x3D6) if c.isalpha() else c for c in WORDS["ru"])
    lookalikes = "ТНЕ СВЕАТ ЕМСТЗН РОСОМЕМТ зоте еуеп тоге Ге те зрееК ТВеагЕ Топао иЬЕхе " * 2
    letters = "Cl>opMa Hanorosas AeKnapai IVIs Hanory ynnal IVIBaeMoMy CBSIsVI npHMeHeHHeM"
    for garbage in (f"{shifted} qzxk vwpq xkcd bvnm zzxq pqowx mznx", lookalikes * 2, letters * 3):
        assert plausibility(garbage) < 2.3


def test_few_words_and_other_scripts_are_given_the_doubt() -> None:
    assert is_plausible("zxcv qwrt")
    assert plausibility("12 34") == 0
    chinese = "计算机科学与技术应用技术项目描述负责四川省" * 20
    assert foreign_share(chinese) == 1
    assert is_plausible(chinese)
    assert foreign_share(WORDS["ru"] + WORDS["fr"]) == 0
