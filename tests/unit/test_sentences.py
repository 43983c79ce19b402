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
    ("ru", ["Итоги подвела Конференция, созданная решением 3/2 в 2010 г.", "Однако это не всё."]),
    ("ru", ["Доклад был представлен государствам в декабре 2010 г.", "Рабочая группа решила."]),
    ("ru", ["В декабре 2010 г. Рабочая группа решила вопрос.", "Она закрылась."]),
    ("ru", ["Принятая в 2000 г. Конвенция действует.", "Её цель ясна."]),
    ("ru", ["Город был построен приблизительно в 1600 г. до н. э.", "Центр стоит на холме."]),
    ("ru", ["Совещание прошло в г. Вене, ул. Ленина, д. 4, корп. 2.", "Его вёл г-н О. П. Ли."]),
    ("ru", ["Согласно п. 2 ст. 127.1 УК РФ это преступление.", "Срок – до 10 лет."]),
    ("ru", ["Доля равна 24.9 процента (см. рис. 3).", "В 2019–2020 гг. она росла."]),
    ("ru", ["Нужны еда, жильё и пр.", "Но и это не всё."]),
    ("ru", ["Сказано: «Торговля людьми – это рабство!»", "И это так."]),
    ("en", ["Under Art. 3 (a) and para. 2 it is a crime.", "See also fig. 4."]),
    ("en", ["Prof. A. B. Smith of the U.S. Dept. of State spoke.", "Others listened…", "He left."]),
    ("en", ["The figure rose to approx. 5,000 vs. 3,000 in 2010.", "In Dec. 2011 it fell."]),
    ("en", ["It met at 5 p.m. on Monday.", "“Why?” asked Ms. Jones.", "Nobody knew."]),
    ("en", ["1. The State shall act.", "Its courts, i.e. its judges, decide."]),
    ("en", ["See A/RES/76/186, para. 7, and e.g. MC.DEC/7/17.", "They bind no one."]),
    ("fr", ["L’art. 4, al. 2, let. b de la loi s’applique.", "La Cour l’a dit."]),
    ("fr", ["Mme Curie et M. Pierre vivaient av. la guerre.", "Ils travaillaient."]),
    ("fr", ["Voir l’annexe, p. 12, n° 3.", "« Qui ? » demanda-t-il.", "Personne."]),
    ("fr", ["Il y a 1,5 million de victimes, etc.", "La traite est un crime."]),
    ("fr", ["Le Conseil a siégé le 1er janv. 2010.", "Il a adopté la rés. 64/293."]),
    ("fr", ["Où ?", "Quand ?", "Comment ?", "Le comité répond."]),
    ("fr", ["Le prix est de 3.500 fr. par an.", "C’est peu."]),
    ("fr", ["Cf. chap. II, sect. 3 du rapport.", "Il est public…", "Lisez-le !"]),
    ("de", ["Gemäss Art. 4 Abs. 2 Bst. a des Gesetzes gilt das.", "Die Frist endet am 31. Dez."]),
    ("de", ["Prof. Dr. Meier kam am 3. Mai, d. h. zu spät.", "Er entschuldigte sich."]),
    ("de", ["Die Opfer, z. B. Kinder, brauchen Schutz.", "Warum?", "Das Recht verlangt es."]),
    ("de", ["Das 21. Jahrhundert begann.", "Die 2. Sitzung folgte."]),
    ("de", ["Der Rat (vgl. Nr. 7 und S. 12 ff.) tagte.", "Er beriet ca. 3 Std. lang."]),
    ("de", ["„Halt!“", "So rief der Beamte.", "Es half nichts …", "Er ging."]),
    ("de", ["Es kostet 1.500 Fr. im Jahr.", "Das ist viel."]),
    ("de", ["Die Länder Polen, Ungarn usw. nahmen teil.", "Sie stimmten zu."]),
    ("it", ["Ai sensi dell’art. 600, co. 2, c.p. è un reato.", "La pena è alta."]),
    ("it", ["L’on. Bianchi e il prof. Verdi parlano.", "Chi ascolta?", "Tutti!"]),
    ("it", ["Vedi la fig. 3 a pag. 12 del vol. II.", "È chiara."]),
    ("it", ["La legge n. 228 dell’11 ago. 2003 punisce la tratta.", "Il d.lgs. 24 la attua."]),
    ("it", ["Servono cibo, alloggio, ecc.", "Non basta."]),
    ("it", ["«Basta!»", "Così disse l’avv. Neri.", "Poi tacque…", "Nessuno parlò."]),
    ("it", ["1. Lo Stato agisce.", "2. Il giudice decide."]),
    ("it", ["Il S. Padre e S. E. il Ministro vennero.", "Il sig. Rossi no."]),
    ("es", ["Según el art. 3, párr. 2, apdo. b), es delito.", "La pena es grave."]),
    ("es", ["La Dra. Gómez vive en la Avda. Mayor, núm. 5.", "Trabaja allí."]),
    ("es", ["Véase la pág. 12 del vol. III.", "¿Quién la leyó?", "Nadie."]),
    ("es", ["Asistieron jueces, fiscales, etc.", "La sesión fue larga."]),
    ("es", ["El D. S. Nº 001-2016-IN rige.", "La Ley Nº 28.950 también."]),
    ("es", ["«¡Alto!»", "Así habló el Gral. Díaz.", "Luego calló…", "Nada pasó."]),
    ("es", ["Cuesta 1.500 ptas. al mes.", "Es poco."]),
    ("es", ["El Excmo. Sr. D. Juan Ruiz abrió la sesión.", "Eran las 5 p. m. del lunes."]),
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
