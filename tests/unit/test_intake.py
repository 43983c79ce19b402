"""Posts to questions: cleaned, screened, split or set aside with the reason."""

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.intake import Incoming, Malformed, Post, SetAside, summarise, take
from questions.intake.clean import clean, words_of
from questions.intake.split import asks, questions_in
from questions.screening import screen

TAGS = ("AskOSCEAlliance", "CTHB20")
POST = Post("Где найти план?", "x", "1", "https://x.com/i/status/1", None, "ru", False, 1)


def taken(*posts: Post | Malformed) -> list[Incoming | SetAside]:
    return list(take(posts, screen, TAGS))


def posted(text: str, number: int = 1) -> Post:
    return replace(POST, text=text, post_id=str(number), line=number)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#AskOSCEAlliance Когда принят план?", "Когда принят план?"),
        ("Когда принят план?#askoscealliance", "Когда принят план?"),
        ("@osce_cthb @ivan_petrov Когда принят план?", "Когда принят план?"),
        ("Что думает @osce_cthb о плане?", "Что думает osce_cthb о плане?"),
        ("Что об этом писал @ivan_petrov?", "Что об этом писал [handle]?"),
        ("Wer zahlt für #OpferSchutz in #Österreich?", "Wer zahlt für Opfer Schutz in Österreich?"),
        ("Что такое #торговля_людьми", "Что такое торговля людьми"),
        ("Qui paie ? #traite #ÊtresHumains @osce_cthb", "Qui paie ?"),
        ("Wo steht das https://t.co/AbC123? Danke", "Wo steht das? Danke"),
        ("Dov'è il testo (https://osce.org/a?b=1&amp;c=2)?", "Dov'è il testo?"),
        ("¿Quién paga al niño &amp; a la niña? 🙏🏽", "¿Quién paga al niño & a la niña? 🙏🏽"),
        ("\u202eГде\u202c пл\u200bан?\u200f", "Где план?"),
        ("Write to info@osce.org about C# and 3/2", "Write to info@osce.org about C# and 3/2"),
        ("Где план? via @ivan", "Где план?"),
        ("שאלה\u200f: איפה התוכנית?", "שאלה: איפה התוכנית?"),
        ("#AskOSCEAlliance @anna", ""),
    ],
)  # fmt: skip
def test_what_the_network_adds_is_taken_off(text: str, said: str) -> None:
    assert clean(text, TAGS).text == said


@pytest.mark.parametrize("mark", ["RT @ivan: ", "RT @a@social.example ", "♻️ @ivan: ", "MT @x "])
def test_marks_of_reposts_are_told_and_taken_off(mark: str) -> None:
    cleaned = clean(f"{mark}Где план?", TAGS)
    assert cleaned.is_repost
    assert cleaned.text == "Где план?"


def test_an_emoji_of_a_family_stays_one() -> None:
    assert clean("Где семьи 👩‍👩‍👧?", TAGS).text == "Где семьи 👩‍👩‍👧?"


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("HumanTrafficking", "Human Trafficking"),
        ("OSCEAlliance20", "OSCE Alliance20"),
        ("ТорговляЛюдьми", "Торговля Людьми"),
        ("traite_des_êtres", "traite des êtres"),
        ("ÊtresHumains", "Êtres Humains"),
        ("ОБСЕ", "ОБСЕ"),
        ("_", ""),
    ],
)
def test_words_in_a_hashtag_are_told_apart(tag: str, words: str) -> None:
    assert " ".join(words_of(tag)) == words


@pytest.mark.parametrize(
    ("language", "text", "questions"),
    [
        ("ru", "Когда принят план действий? Какие страны его нарушают?",
         ["Когда принят план действий? Какие страны его нарушают?"]),
        ("ru", "Жертв всё больше. Что делает ОБСЕ? Кто платит за приюты в Албании? Спасибо!",
         ["Жертв всё больше. Что делает ОБСЕ?", "Кто платит за приюты в Албании? Спасибо!"]),
        ("en", "1) Who chairs the Alliance? 2) How many States take part in the conference?",
         ["Who chairs the Alliance?", "How many States take part in the conference?"]),
        ("fr", "Quand la conférence a-t-elle lieu ? Et où ?",
         ["Quand la conférence a-t-elle lieu ? Et où ?"]),
        ("de", "Wer zahlt die Entschädigung der Opfer?\nWarum werden so wenige Täter verurteilt??",
         ["Wer zahlt die Entschädigung der Opfer?", "Warum werden so wenige Täter verurteilt??"]),
        ("it", "Il piano parla dell'art. 12? Che cosa prevede?",
         ["Il piano parla dell'art. 12? Che cosa prevede?"]),
        ("es", "¿Quién financia los refugios? ¿Qué países no informan al Grupo de Trabajo?",
         ["¿Quién financia los refugios?", "¿Qué países no informan al Grupo de Trabajo?"]),
    ],
)  # fmt: skip
def test_questions_of_a_post_come_apart_where_each_stands_alone(
    language: str, text: str, questions: Sequence[str]
) -> None:
    assert questions_in(text, language) == list(questions)


@pytest.mark.parametrize(
    "text",
    [
        "сколько стран участвует", "до какого числа принимают заявки", "seit wann gibt es das",
        "combien d'états participent", "quali paesi partecipano", "cuántos países participan",
        "Tell us about the action plan.", "Хотелось бы узнать о приютах.",
        "Vorrei sapere dei rifugi.",
        "В ОБСЕ есть ли фонд", "what is the Alliance",
        "Мои студенты спрашивают, когда приняли протокол", "Ich brauche den Beschluss 3/2",
        "Aidez-moi à trouver la décision 3/1 s'il vous plaît", "Necesito la decisión sobre menores",
        "My students want to know when the protocol was adopted", "A/RES/76/186 п. 13",
    ],
)  # fmt: skip
def test_questions_are_told_without_their_mark(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Great conference!", "Следите за трансляцией 20 июля", "When we work together, we win.",
        "Heute beginnt die Konferenz in Wien", "Grazie a tutti i relatori",
        "¡Qué gran conferencia!",
        "La conférence commence demain à 9h", "Здравствуйте!", "how are you?", "???", "🙏",
    ],
)  # fmt: skip
def test_statements_and_greetings_ask_nothing(text: str) -> None:
    assert not asks(text)


def test_each_part_keeps_its_provenance_and_a_key_of_its_own() -> None:
    text = (
        "RT this? Wer zahlt die Entschädigung der Opfer? Warum werden so wenige Täter verurteilt?"
    )
    first, second = taken(posted(text.removeprefix("RT this? ")))
    assert isinstance(first, Incoming)
    assert isinstance(second, Incoming)
    assert (first.key, second.key) == ("x:1#1", "x:1#2")
    assert (first.provenance.part, second.provenance.part) == (1, 2)
    assert second.provenance.address == "https://x.com/i/status/1"
    assert first.language == "de"


def test_rows_are_set_aside_with_the_reason_and_without_their_text() -> None:
    found = taken(
        posted("Где найти план действий?", 1),
        posted("Где найти план действий?", 1),
        posted("RT @ivan: Кто отвечает за приюты?", 2),
        posted("#AskOSCEAlliance https://t.co/x", 3),
        posted("Отличная конференция, спасибо организаторам", 4),
        Malformed(5, "no text"),
        posted("Где найти план действий?", 6),
    )
    assert [each.reason if isinstance(each, SetAside) else each.key for each in found] == [
        "x:1#1", "duplicate", "repost", "empty", "no question", "malformed", "x:6#1",
    ]  # fmt: skip
    assert not any("план" in repr(each) for each in found if isinstance(each, SetAside))


def test_without_an_id_the_same_words_are_the_same_question() -> None:
    spoken = replace(POST, post_id="", text="Где найти ПЛАН? #CTHB20", network="")
    first, again = taken(spoken, replace(spoken, text="где  найти план?", line=2))
    assert isinstance(first, Incoming)
    assert first.key.startswith(":~")
    assert again == SetAside(2, "duplicate")
    (other_file,) = taken(replace(spoken, line=9))
    assert isinstance(other_file, Incoming)
    assert other_file.key == first.key


@pytest.mark.parametrize("mark", ["", "RT @ivan: "])
def test_a_call_for_help_is_never_set_aside(mark: str) -> None:
    text = "Мою подругу заперли, паспорт забрали, её заставляют работать. #AskOSCEAlliance"
    (found,) = taken(posted(mark + text))
    assert isinstance(found, Incoming)
    assert found.decision == "urgent_help"
    assert found.text == text.removesuffix(" #AskOSCEAlliance")


def test_personal_data_is_out_of_what_comes_in() -> None:
    (found,) = taken(posted("Кто ответит? Звоните +7 495 123-45-67, ivan@example.com @ivan_petrov"))
    assert isinstance(found, Incoming)
    assert found.decision == "pii"
    assert "[phone]" in found.text
    assert not any(secret in repr(found) for secret in ("123-45", "ivan"))


def test_a_link_advertises_though_it_is_taken_off() -> None:
    text = "🔥🔥 Compra seguidores baratos YA 🔥🔥 http://seguidores.example/1 10.000 por 9,99 🔥🔥"
    (found,) = taken(posted(text))
    assert isinstance(found, Incoming)
    assert found.decision == "spam"
    assert "http" not in found.text


def test_a_question_in_another_language_comes_in() -> None:
    (found,) = taken(replace(posted("Чи є план дій українською мовою?"), language="uk"))
    assert isinstance(found, Incoming)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_of_few_words_the_network_tells_the_language(language: str) -> None:
    (found,) = taken(replace(posted("Un plan?"), language=language))
    assert isinstance(found, Incoming)
    assert found.language == language


@pytest.mark.parametrize(
    "text",
    ["+7 912 345-67-89", "Ich bin Olga Muster, +49 30 901820.", "Écrivez-moi : olga@example.org"],
)
def test_a_post_of_personal_data_alone_is_set_aside_as_that(text: str) -> None:
    assert taken(posted(text)) == [SetAside(1, "personal data")]


def test_a_post_without_words_or_questions_is_set_aside_as_that() -> None:
    found = taken(posted("#CTHB20 42", 1), posted("...", 2), posted("Спасибо за доклад.", 3))
    assert found == [SetAside(1, "empty"), SetAside(2, "empty"), SetAside(3, "no question")]


def test_a_summary_counts_and_names_lines() -> None:
    summary = summarise(
        taken(
            posted("Где найти план действий?", 1),
            posted("Where is the action plan of the OSCE?", 2),
            posted("#CTHB20", 3),
            posted("#CTHB20", 4),
        )
    )
    assert (summary.n_questions, summary.n_set_aside) == (2, 2)
    assert summary.rows() == [
        ("decision", "ok", 2, "line 1, 2"),
        ("language", "en", 1, ""),
        ("language", "ru", 1, ""),
        ("network", "x", 2, ""),
        ("set aside", "empty", 2, "line 3, 4"),
    ]


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            ["@", "#", "#AskOSCEAlliance", "https://t.co/", "RT @a: ", " via @b", "?", "\n",
             "Где? ",
             "👩‍👩‍👧", "\u202e", "\ud83d", "&amp;", "1) ", "...", "Wer zahlt? ", "(", ")"]
        ),
    ),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_text_breaks_the_cleaning_or_leaves_its_marks(text: str) -> None:
    cleaned = clean(text, TAGS)
    cleaned.linked.encode()
    assert "https://t.co/" not in cleaned.text
    assert "\u202e" not in cleaned.text
    assert all(map(str.strip, questions_in(cleaned.text, "ru")))


@pytest.mark.parametrize(
    "piece", ["@a ", "#a ", "? ", " ", "\n", "https://", "(", "RT @a ", "a_", ".", "-"]
)
def test_a_long_monotonous_text_takes_no_long_time(piece: str) -> None:
    began = time.process_time()
    questions_in(clean(piece * 20_000 + "x", TAGS).text, "ru")
    assert time.process_time() - began < 2
