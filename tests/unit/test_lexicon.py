"""How patterns are written and found, and how words are folded."""

import pytest

from questions.screening.folding import fold, fold_word, transliterated
from questions.screening.lexicon import Found, load_lexicon


def kinds(text: str) -> set[tuple[str, str]]:
    found = load_lexicon().find(fold(text))
    return {(each.pattern.kind, each.pattern.group) for each in found}


def found_in(text: str, kind: str) -> list[Found]:
    return [each for each in load_lexicon().find(fold(text)) if each.pattern.kind == kind]


def test_both_sides_are_spelt_alike() -> None:
    assert fold("Pässe Paesse PASSE") == [".", "pase", "pase", "pase"]
    assert fold("помогите памагите")[1] == fold("помогите памагите")[2]
    assert fold("Straße, Œuf") == [".", "strase", "ouf"]
    assert fold("Don't!  I.") == [".", "dont", ".", "i", "."]


def test_short_words_keep_their_double_letters() -> None:
    assert fold_word("off") == "off"
    assert fold_word("help") == fold_word("helpp") == "help"


def test_numbers_stay_numbers() -> None:
    assert fold("76/186 2021") == [".", "76", "186", "2021"]


def test_russian_in_latin_letters_is_read_as_russian() -> None:
    assert transliterated("menya zaperli, pomogite") == fold("меня заперли, помогите")
    assert transliterated("ya khochu domoj") == fold("я хочу домой")


def test_a_gap_lets_three_words_stand_between_and_no_sentence_end() -> None:
    assert ("harm", "papers") in kinds("they took all of my old passport")
    assert ("harm", "papers") not in kinds("they took it. My passport is new")


def test_a_stem_takes_any_ending() -> None:
    assert ("harm", "papers") in kinds("отобрали паспорта")
    assert ("harm", "papers") in kinds("отобрал паспорт")


def test_a_pattern_knows_where_it_stands() -> None:
    words = fold("please they took my passport now")
    first = found_in("please they took my passport now", "harm")[0]
    assert words[first.start : first.end] == ["tok", "my", "pasport"]


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "ru"])
def test_every_language_can_tell_of_every_kind(language: str) -> None:
    patterns = load_lexicon(language).patterns
    assert {(each.subject, each.kind) for each in patterns} >= {
        *(("help", kind) for kind in ("harm", "cry", "despair", "victim", "own", "near", "plea")),
        *(("help", kind) for kind in ("study", "frame", "polite")),
        *(("abuse", kind) for kind in ("strong", "insult", "hate", "lewd", "violence")),
        *(("injection", kind) for kind in ("order", "reveal", "role", "encoded")),
        *(("spam", kind) for kind in ("offer", "money", "prize", "act", "goods")),
    }
    harms = {
        "papers", "confined", "beaten", "forced", "sex", "sold", "debt", "unpaid", "threat",
        "begging", "crime", "organ", "missing", "lured", "living", "fear", "drugged",
        "marriage", "baby",
    }  # fmt: skip
    assert {each.group for each in patterns if each.kind == "harm"} >= harms
