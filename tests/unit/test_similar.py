"""Questions like another: across languages, by words, in clusters that stay."""

import json
from pathlib import Path
from typing import Any

import pytest

from embeddings.encoder import Encoder, load_encoder
from questions.similar import Asked, SimilarQuestions, thresholds
from questions.traits import is_about_another, other_kind, traits

ROOT = Path(__file__).parents[2]
QUESTIONS = [
    Asked("ru", "Когда был основан Альянс по борьбе с торговлей людьми?", "ru"),
    Asked("76", "When was General Assembly resolution 76/186 adopted?", "en"),
    Asked("albania", "Wie viele Opfer des Menschenhandels wurden in Albanien erkannt?", "de"),
    Asked("fund", "À quoi sert le Fonds pour les victimes de la traite ?", "fr"),
]


def rows(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ROOT / path).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def index() -> SimilarQuestions:
    return SimilarQuestions(load_encoder(), QUESTIONS)


@pytest.mark.parametrize(
    ("text", "question_id"),
    [
        ("когда основали альянс по борьбе с торговлей людьми", "ru"),
        ("When was the Alliance against Trafficking in Persons founded?", "ru"),
        ("Wann wurde die Resolution 76/186 der Generalversammlung angenommen?", "76"),
        ("#AskOSCEAlliance à quoi sert le fonds pour les victimes de la traite", "fund"),
    ],
)
def test_a_question_is_found_in_any_language(
    index: SimilarQuestions, text: str, question_id: str
) -> None:
    found = index.suggest(text)
    assert found[0].question_id == question_id


def test_the_same_question_is_the_same_and_likest(index: SimilarQuestions) -> None:
    for question in QUESTIONS:
        first = index.suggest(question.text)[0]
        assert (first.question_id, first.is_same) == (question.question_id, True)


@pytest.mark.parametrize(
    "text",
    [
        "When was General Assembly resolution 76/187 adopted?",
        "Wie viele Opfer des Menschenhandels wurden in Serbien erkannt?",
        "Welches Ladekabel brauche ich für mein altes Tablet?",
        "76/186",
        "🙏 ?!",
        "",
    ],
)
def test_another_number_country_or_subject_is_not_the_same(
    index: SimilarQuestions, text: str
) -> None:
    assert not any(each.is_same for each in index.suggest(text))


def test_no_questions_suggest_nothing() -> None:
    assert SimilarQuestions(load_encoder()).suggest("Где план?") == []
    assert SimilarQuestions(load_encoder()).clusters() == []


def test_questions_come_go_and_are_replaced(index: SimilarQuestions) -> None:
    more = index.plus([Asked("ru", "Где найти план?", "ru"), Asked("new", "Wer zahlt?", "de")])
    assert sorted(more.ids) == ["76", "albania", "fund", "new", "ru"]
    assert more.suggest("Где найти план?")[0].question_id == "ru"
    assert index.suggest("Когда был основан Альянс по борьбе с торговлей людьми?")
    assert more.without(["ru", "none"]).ids == ["76", "albania", "fund", "new"]


def test_clusters_are_stable_when_more_comes(index: SimilarQuestions) -> None:
    more = index.plus(
        [
            Asked("a", "Когда основан Альянс по борьбе с торговлей людьми?", "ru"),
            Asked("b", "When was resolution 76/186 of the General Assembly adopted?", "en"),
        ]
    )
    assert more.clusters() == [["ru", "a"], ["76", "b"], ["albania"], ["fund"]]
    assert more.without(["a", "b"]).clusters() == index.clusters()


def test_an_encoder_that_was_not_calibrated_leaves_it_to_words(word_encoder: Encoder) -> None:
    by_words = SimilarQuestions(word_encoder, QUESTIONS)
    found = by_words.suggest("Когда же был основан Альянс по борьбе с торговлей людьми?")
    assert [each.question_id for each in found] == ["ru"]


def test_the_shipped_encoder_is_calibrated() -> None:
    assert thresholds(load_encoder().name)


@pytest.mark.parametrize(
    ("half", "precision", "recall"), [("development", 0.85, 0.85), ("check", 0.65, 0.85)]
)
def test_paraphrases_find_their_gold_question(half: str, precision: float, recall: float) -> None:
    gold = [row for row in rows("data/gold/questions.jsonl") if not row.get("history")]
    gold += rows("data/gold/unanswerable.jsonl")
    index = SimilarQuestions(
        load_encoder(), [Asked(g["id"], g["question"], g["lang"]) for g in gold]
    )
    said = rows(f"tests/data/similar-{half}.jsonl")
    found = [{each.question_id for each in index.suggest(row["text"], 100)} for row in said]
    n_right = sum(row["id"] in ids for row, ids in zip(said, found, strict=True))
    assert n_right / len(said) >= recall
    assert n_right / sum(map(len, found)) >= precision


def test_traits_tell_what_is_asked_and_of_what() -> None:
    one = traits("Wie viele Opfer gab es 2021 in Albanien (A/RES/76/186)?", "de")
    assert one.kinds == {"number"}
    assert one.places == {"AL"}
    assert one.symbols == {"76/186"}
    other = traits("Сколько жертв выявили в Сербии?", "ru")
    assert is_about_another(one, other)
    assert other_kind(one, other) == 0.0
    assert other_kind(one, traits("Кто помогает жертвам?", "ru")) == 1.0
    assert not is_about_another(other, traits("Сколько жертв?", "ru"))
