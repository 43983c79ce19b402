"""A draft and its revision are told apart by their dates wherever they are named."""

from rag.documents.editions import tell_apart
from rag.documents.parse import Facts, parse_document
from rag.documents.passages import split_passages
from rag.values import Document

DRAFT = """ПРОЕКТ РЕШЕНИЯ № 557
ПЛАН ДЕЙСТВИЙ ОБСЕ ПО БОРЬБЕ С ТОРГОВЛЕЙ ЛЮДЬМИ

{date}

Постоянный совет,

ссылаясь на решение № 1 Совета министров,

1. постановляет принять план действий;

2. просит Генерального секретаря представить доклад {when}.
"""
TITLE = "План действий ОБСЕ по борьбе с торговлей людьми"


def decision(date: str, when: str, symbol: str = "PC.DEC/557", name: str = "") -> Document:
    facts = Facts(title=TITLE, symbol=symbol, language="ru")
    return parse_document(DRAFT.format(date=date, when=when), name or f"{when}.txt", facts)


def titles(documents: list[Document]) -> list[str]:
    return [document.full_title for document in tell_apart(documents)]


def test_two_texts_under_one_symbol_bear_the_dates_that_stand_in_them() -> None:
    draft, final = decision("24 июля 2003 года", "к маю"), decision("7 июля 2005 года", "к июню")
    assert titles([draft, final]) == [f"{TITLE} (2003-07-24)", f"{TITLE} (2005-07-07)"]
    told = tell_apart([draft, final])
    headings = [split_passages(document, len, 10_000)[0].heading for document in told]
    assert headings == [f"{TITLE} (2003-07-24)", f"{TITLE} (2005-07-07)"]
    assert tell_apart(told) == told
    assert tell_apart(told[1:]) == [final]  # alone it needs no date again


def test_a_look_alike_symbol_is_the_same_and_a_revision_another() -> None:
    draft = decision("24 июля 2003 года", "к маю")
    cyrillic = decision("7 июля 2005 года", "к июню", symbol="РС.DЕС/557")
    revised = decision("7 июля 2005 года", "к июлю", symbol="PC.DEC/557/Rev.1")
    assert titles([draft, cyrillic, revised]) == [
        f"{TITLE} (2003-07-24)", f"{TITLE} (2005-07-07)", TITLE,
    ]  # fmt: skip


def test_texts_without_dates_or_of_one_day_bear_their_file_names() -> None:
    same_day = [decision("7 июля 2005 года", "к маю"), decision("7 июля 2005 года", "к июню")]
    assert titles(same_day) == [f"{TITLE} (к маю.txt)", f"{TITLE} (к июню.txt)"]
    undated = [decision("", "к маю", symbol=""), decision("7 июля 2005 года", "к июню", symbol="")]
    assert titles(undated) == [f"{TITLE} (к маю.txt)", f"{TITLE} (2005-07-07)"]


def test_versions_in_other_languages_are_no_editions() -> None:
    facts = Facts(title=TITLE, symbol="PC.DEC/557", language="en")
    english = parse_document("The Permanent Council decides.", "a.en.txt", facts)
    assert titles([decision("24 июля 2003 года", "к маю"), english]) == [TITLE, TITLE]
