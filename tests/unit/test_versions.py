"""Units of language versions are linked where keys, lengths and numbers agree."""

from dataclasses import replace

from rag.documents.parse import Facts, parse_document
from rag.documents.versions import link_versions
from rag.values import Document

WORDS = {
    "ru": "настоятельно призывает государства-члены принять меры против торговли людьми",
    "de": "fordert die Mitgliedstaaten nachdrücklich auf, gegen den Menschenhandel vorzugehen",
    "en": "urges Member States to take measures against trafficking in persons without delay",
}


def parsed(raw: str, language: str, symbol: str = "", versions: str = "") -> Document:
    facts = Facts(language=language, symbol=symbol, versions=versions)
    return parse_document(raw, f"{symbol.replace('/', '-')}{versions}.{language}.txt", facts)


def numbered(language: str, numbers: range, form: str = "{}. {}.") -> str:
    return "\n\n".join(form.format(n, f"{WORDS[language]} {n}") for n in numbers)


def keys(documents: list[Document]) -> list[tuple[str, str]]:
    return [(link.key, link.other_key) for link in link_versions(documents)]


def test_paragraph_seven_is_paragraph_seven_in_every_version() -> None:
    russian = parsed(numbered("ru", range(1, 9)), "ru", "A/RES/76/186")
    german = parsed(numbered("de", range(1, 9)), "de", "A/RES/76/186")
    links = link_versions([russian, german])
    assert [(link.key, link.other_key) for link in links] == [(f"p{n}",) * 2 for n in range(1, 9)]
    labels = {s.key: s.label for s in russian.sections}, {s.key: s.label for s in german.sections}
    assert (labels[0]["p7"], labels[1]["p7"]) == ("п. 7", "Ziffer 7")


def test_look_alike_letters_make_no_other_symbol() -> None:
    russian = parsed(numbered("ru", range(1, 3)), "ru", "СТОС/СОР/2006/12")
    english = parsed(numbered("en", range(1, 3)), "en", "CTOC/COP/2006/12")
    assert keys([russian, english]) == [("p1", "p1"), ("p2", "p2")]


def test_documents_of_one_language_or_of_other_symbols_are_no_versions() -> None:
    one = parsed(numbered("en", range(1, 5)), "en", "A/1")
    assert keys([one, parsed(numbered("en", range(1, 5)), "en", "A/1")]) == []
    assert keys([one, parsed(numbered("ru", range(1, 5)), "ru", "A/2")]) == []
    assert keys([one, parsed(numbered("ru", range(1, 5)), "ru")]) == []


def edition(language: str, date: str, n: int, symbol: str = "PC.DEC/557") -> Document:
    """Return a decision of n paragraphs under a symbol, with a date."""
    facts = Facts(language=language, symbol=symbol, date=date)
    raw = numbered(language, range(1, n + 1))
    return parse_document(raw, f"{symbol.replace('/', '-')}.{date}.{language}.txt", facts)


def test_of_two_editions_the_one_of_the_same_date_is_the_version() -> None:
    draft, final = edition("ru", "2003-07-24", 4), edition("ru", "2005-07-07", 5)
    german, english = edition("de", "2003-07-24", 4), edition("en", "2005-07-07", 5)
    links = link_versions([draft, final, german, english])
    assert {(link.source, link.other_source) for link in links} == {
        (draft.source, german.source),
        (final.source, english.source),
    }
    assert len(links) == 4 + 5


def test_an_undated_version_of_two_editions_is_linked_to_neither() -> None:
    editions = [edition("ru", "2003-07-24", 4), edition("ru", "2005-07-07", 4)]
    assert keys([*editions, edition("en", "", 4)]) == []
    assert len(keys([editions[1], edition("en", "", 4)])) == 4
    assert keys([editions[1], edition("en", "2003-07-24", 4)]) == []


def test_a_revision_with_a_symbol_of_its_own_is_linked_to_its_own_versions() -> None:
    texts = [
        edition(language, "", 4, symbol)
        for symbol in ("PC.DEC/557", "PC.DEC/557/Rev.1")
        for language in ("ru", "en")
    ]
    named = [replace(text, versions="action plan") for text in texts]
    for documents in (texts, named):
        assert {(link.source, link.other_source) for link in link_versions(documents)} == {
            (texts[0].source, texts[1].source),
            (texts[2].source, texts[3].source),
        }


def test_paragraphs_are_the_articles_of_a_version_that_counts_articles() -> None:
    english = parsed(numbered("en", range(1, 5), "Article {}\n\n{}."), "en", versions="x")
    russian = parsed(numbered("ru", range(1, 5)), "ru", versions="x")
    assert keys([english, russian]) == [(f"art{n}", f"p{n}") for n in range(1, 5)]


def test_units_whose_numbers_differ_stay_unlinked() -> None:
    # The English version inserts a paragraph 6: from there on equal labels are other texts.
    english = parsed(numbered("en", range(1, 21)), "en", "A/1")
    raw = numbered("ru", range(1, 21)).replace("людьми 6", "людьми 2016/77")
    assert [one for one, _ in keys([english, parsed(raw, "ru", "A/1")])] == [
        f"p{n}" for n in range(1, 21) if n != 6
    ]


def test_unit_of_another_length_stays_unlinked() -> None:
    english = parsed(numbered("en", range(1, 11)), "en", "A/1")
    raw = numbered("ru", range(1, 11)).replace("людьми 5", f"людьми 5 {WORDS['ru'] * 3}")
    assert [one for one, _ in keys([english, parsed(raw, "ru", "A/1")])] == [
        f"p{n}" for n in range(1, 11) if n != 5
    ]


def test_texts_in_which_most_units_disagree_are_not_linked_at_all() -> None:
    english = parsed(numbered("en", range(1, 11)), "en", "A/1")
    other = parsed(numbered("ru", range(1, 11)).replace("людьми", "людьми 9000"), "ru", "A/1")
    german = "\n\n".join(f"{n}. Kurz 9{n}." for n in range(1, 11))
    assert len(keys([english, other])) == 10  # each still holds its own number
    assert keys([english, parsed(german, "de", "A/1")]) == []


PREAMBLE_RU = """76/186. Меры


Генеральная Ассамблея,

ссылаясь на свою резолюцию 64/293 от 30 июля 2010 года о плане действий,

будучи глубоко обеспокоена масштабами торговли людьми во всех странах мира,

ссылаясь также на резолюцию 55/25 от 15 ноября 2000 года и на Протокол,

1. призывает государства принять меры против торговли людьми.
"""
PREAMBLE_EN = """76/186. Measures


The General Assembly,

recalling its resolution 64/293 of 30 July 2010 on the plan of action,

deeply concerned by the extent of trafficking in persons in all countries,

recalling also resolution 55/25 of 15 November 2000 and the Protocol,

1. urges States to take measures against trafficking in persons.
"""


def test_preamble_is_linked_in_order_if_there_are_as_many_paragraphs() -> None:
    documents = [parsed(PREAMBLE_RU, "ru", "A/1"), parsed(PREAMBLE_EN, "en", "A/1")]
    assert keys(documents)[-5:] == [(key, key) for key in ("pre1", "pre2", "pre3", "pre4", "p1")]


def test_preamble_of_another_count_is_linked_by_its_numbers_alone() -> None:
    shorter = PREAMBLE_EN.replace(
        "deeply concerned by the extent of trafficking in persons in all countries,\n\n", ""
    )
    documents = [parsed(PREAMBLE_RU, "ru", "A/1"), parsed(shorter, "en", "A/1")]
    assert keys(documents)[-3:] == [("pre2", "pre2"), ("pre4", "pre3"), ("p1", "p1")]


def test_one_text_among_several_is_found_by_its_units() -> None:
    german = parsed(numbered("de", range(1, 10), "Artikel {}\n\n{}."), "de", versions="palermo")
    texts = [
        numbered("en", range(1, 3), "Article {}\n\n{} 11."),
        "CONVENTION OF THE STATES",
        numbered("en", range(1, 31), "Article {}\n\n{} 12."),
        "PROTOCOL OF THE STATES",
        numbered("en", range(1, 10), "Article {}\n\n{}."),
    ]
    english = parsed("\n\n\n".join(texts), "en", versions="untoc, palermo")
    assert [other for _, other in keys([german, english])] == [f"anx2.art{n}" for n in range(1, 10)]
