"""Sentences in six languages: nothing is split inside a number, abbreviation, citation or label."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sentences import sentence_spans

# Each row: the language and the sentences, which are joined by spaces and split again.
CASES = [
    ("ru", ["Основанный в 2004 г. Альянс направлен на борьбу.", "Он помогает государствам."]),
    ("ru", ["План принят в 2003 г.", "В 2013 г. принято Дополнение.", "Это третья фраза."]),
    ("ru", ["См. ст. 5 и п. 7 резолюции 64/293.", "Доля выросла на 24.9 процента."]),
    ("ru", ["Работу ведут А. С. Иванов и проф. Петров, т. е. специалисты.", "Она идёт."]),
    ("ru", ["Принятие т. н. «Палермского протокола» (No. 39574) и № 29 важно.", "Почему?", "Да!"]),
    ("ru", ["«Прекратите!»", "Так сказал докладчик и т. д.", "Однако это не всё…", "Нет."]),
    ("ru", ["1. Рабочая группа провела совещание.", "Она решила вопрос."]),
    ("ru", ["а) Открытие совещания в г. Вене.", "Далее ул. Мира, д. 5."]),
    ("ru", ["II. Рекомендации общего характера.", "См. CTOC/COP/2020/10, разд. I.A.", "Это всё."]),
    ("ru", ["Ущерб составил 3,5 млн. долл. США.", "За год он вырос."]),
    ("en", ["The U.N. Office met Mr. Smith on Jan. 5.", "It agreed."]),
    ("en", ["See Treaty Series, vol. 2225, No. 39574, p. 3.", "No. 7 is new.", "Why?"]),
    ("en", ["Is it over?", "No.", "We go on, e.g. with Art. 4(b) of the Protocol."]),
    ("en", ["J. R. R. Tolkien wrote it.", "“Stop!”", "(He did not.)", "It cost 3.5 million."]),
    ("en", ["They sell organs, etc.", "The law forbids it."]),
    ("fr", ["M. Dupont cite l’art. 5, p. ex. l’al. 2.", "« Arrêtez ! »", "Où est-il ?", "Ici."]),
    ("fr", ["Le no. 12 du vol. 3 date de févr. 2010.", "Il vaut 2.500 euros."]),
    ("de", ["Am 3. Mai 2020 tagte z. B. der Rat bzw. der Ausschuss.", "Er beschloss Nr. 5."]),
    ("de", ["Die 20. Konferenz endete 2003.", "Die Staaten u. a. aus Europa kamen."]),
    ("de", ["Siehe Art. 5 Abs. 2 des Übereinkommens.", "Dr. Müller stimmt zu."]),
    ("it", ["Il sig. Rossi cita l’art. 5, par. 2, della legge n. 228.", "È in vigore."]),
    ("it", ["Il dott. Bianchi parla.", "Perché?", "Costa 1.500 euro."]),
    ("es", ["El Sr. López cita el art. 4 y la Sra. Ruiz el párr. 7.", "¿Por qué?", "¡Basta!"]),
    ("es", ["Los EE. UU. firmaron el 3 de mayo.", "La ley núm. 26.364 rige."]),
]


@pytest.mark.parametrize(("language", "sentences"), CASES)
def test_text_is_split_into_its_sentences(language: str, sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text, language)] == sentences


def test_paragraph_break_ends_a_sentence_without_a_stop() -> None:
    text = "ФОРМАТ\n\nЕжегодно проводится\nконференция.\n \nОна важна"
    found = [text[start:end] for start, end in sentence_spans(text, "ru")]
    assert found == ["ФОРМАТ", "Ежегодно проводится\nконференция.", "Она важна"]


def test_omission_in_brackets_stays_with_its_sentence() -> None:
    text = "Выступили представители Чили. [...]"
    assert sentence_spans(text, "ru") == [(0, len(text))]


def test_footnote_number_is_no_sentence() -> None:
    text = "¹ 24.9 миллиона по оценкам МОП."
    assert sentence_spans(text, "ru") == [(0, len(text))]


def test_unknown_language_and_empty_text() -> None:
    assert sentence_spans("One. Two.", "xx") == [(0, 4), (5, 9)]
    assert sentence_spans(" \n\n ", "ru") == []


@given(
    st.text(alphabet=st.sampled_from("АБвг aB1 .!?;,«»()\n№-…"), max_size=200),
    st.sampled_from(["en", "fr", "de", "it", "ru", "es"]),
)
def test_sentences_are_trimmed_ordered_and_cover_the_text(text: str, language: str) -> None:
    spans = sentence_spans(text, language)
    pieces = [text[start:end] for start, end in spans]
    assert all(piece and piece == piece.strip() for piece in pieces)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert "".join("".join(pieces).split()) == "".join(text.split())
