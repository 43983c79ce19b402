"""Laws and treaties: articles, paragraphs and letters, cited as lawyers of each language do."""

import pytest

from rag.documents.articles import read_article, read_chapter
from rag.documents.parse import Facts, parse_document
from rag.documents.passages import pinpoint_at
from rag.documents.runs import split_run
from rag.values import Document


def parsed(raw: str, language: str, source: str = "a.txt") -> Document:
    return parse_document(raw, source, Facts(language=language))


def units(document: Document) -> list[tuple[str, str]]:
    return [(s.key, s.label) for s in document.sections if s.kind == "unit"]


def label_of(document: Document, quote: str) -> str:
    assert document.text.count(quote) == 1
    start = document.text.index(quote)
    return pinpoint_at(document, start, start + len(quote))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Статья 127.1. Торговля людьми", "art127-1"),
        ("Статья 127¹. Торговля людьми", "art127-1"),
        ("Ст. 5", "art5"),
        ("Article premier", "art1"),
        ("Art. 1er. Définitions", "art1"),
        ("Artikel 12a", "art12a"),
        ("Artículo 3.- Objeto", "art3"),
        ("ARTICULO 1º— Objeto", "art1"),
        ("Artículo único", "art1"),
        ("Articolo 3 bis", "art3bis"),
        ("Article IV", "art4"),
        ("§ 12 Leistungen", "art12"),
    ],
)
def test_head_of_an_article_is_read(text: str, key: str) -> None:
    head = read_article(text)
    assert head is not None
    assert head.key == key


@pytest.mark.parametrize("text", ["статьи 5", "Статьёй 5", "article 5", "Artikel", "Art", "5."])
def test_mention_of_an_article_is_no_head(text: str) -> None:
    assert read_article(text) is None


@pytest.mark.parametrize(
    ("text", "key", "level"),
    [
        ("ГЛАВА II", "ch2", 13),
        ("Раздел 3. Права", "title3", 12),
        ("Kapitel IV – Schluss", "ch4", 13),
        ("TITULO I", "title1", 12),
        ("Capo II", "ch2", 13),
        ("SECTION V", "sec5", 14),
        ("Partie 2", "part2", 11),
    ],
)
def test_chapters_have_a_key_and_a_level(text: str, key: str, level: int) -> None:
    head = read_chapter(text)
    assert head is not None
    assert (head.key, head.level) == (key, level)


LAW = {
    "ru": ("Статья {}", "Запрещение рабства", "Меры включают:", "право на жизнь"),
    "en": ("Article {}", "Prohibition of slavery", "Measures include:", "the right to life"),
    "fr": ("Article {}", "Interdiction de l’esclavage", "Les mesures sont :", "le droit à la vie"),
    "de": ("Artikel {}", "Verbot der Sklaverei", "Maßnahmen sind:", "das Recht auf Leben für alle"),
    "it": ("Articolo {}", "Divieto di schiavitù", "Le misure sono:", "il diritto alla vita"),
    "es": (
        "Artículo {}",
        "Prohibición de la esclavitud",
        "Las medidas son:",
        "el derecho a la vida",
    ),
}
CITED = {
    "ru": ("ст. 4", "ст. 5, п. 1", "ст. 5, п. 2 b)", "ст. 5, п. 2 b) i)"),
    "en": ("Article 4", "Article 5(1)", "Article 5(2)(b)", "Article 5(2)(b)(i)"),
    "fr": ("article 4", "article 5, par. 1", "article 5, par. 2 b)", "article 5, par. 2 b) i)"),
    "de": (
        "Artikel 4", "Artikel 5 Abs. 1", "Artikel 5 Abs. 2 Buchst. b",
        "Artikel 5 Abs. 2 Buchst. b i)",
    ),
    "it": (
        "art. 4", "art. 5, comma 1", "art. 5, comma 2, lett. b)", "art. 5, comma 2, lett. b) i)",
    ),
    "es": (
        "artículo 4", "artículo 5, párr. 1", "artículo 5, párr. 2 b)", "artículo 5, párr. 2 b) i)",
    ),
}  # fmt: skip
KEYS = [
    "art4", "art5", "art5.p1", "art5.p2", "art5.p2.a", "art5.p2.b", "art5.p2.b.i", "art5.p2.b.ii",
]  # fmt: skip


@pytest.mark.parametrize("language", LAW)
@pytest.mark.parametrize("source", ["a.txt", "a.md"])
def test_articles_paragraphs_and_letters_in_six_languages(language: str, source: str) -> None:
    head, title, lead, words = LAW[language]
    mark = "### " if source == "a.md" else ""
    raw = (
        (
            f"{mark}{head.format(4)}\n\n{title}\n\n1{words}.\n\n{mark}{head.format(5)}\n\n"
            f"1. 2{words}.\n\n2. {lead}\n\na) 3{words};\n\nb) {lead}\n\ni) 4{words};\n\n"
            f"ii) 5{words}."
        )
        .replace("1" + words, words.capitalize() + " 1")
        .replace("2" + words, words + " 2")
    )
    document = parsed(raw, language, source)
    assert [key for key, _ in units(document)] == KEYS
    quotes = (f"{words.capitalize()} 1", f"{words} 2", f"b) {lead}", f"4{words}")
    assert tuple(label_of(document, quote) for quote in quotes) == CITED[language]


def test_line_with_an_article_begins_a_paragraph_without_an_empty_line() -> None:
    raw = (
        "Статья 1\nВсе люди рождаются свободными и равными в своём достоинстве.\n"
        "Статья 2\nКаждый человек должен обладать всеми правами, как то указано в\n"
        "Статья 5 Конвенции, и всеми свободами.\n"
    )
    document = parsed(raw, "ru")
    assert units(document) == [("art1", "ст. 1"), ("art2", "ст. 2")]


def test_each_line_is_a_paragraph_where_lines_are_that_long() -> None:
    long = "Chacun peut se prévaloir de tous les droits, " * 6 + "sans distinction."
    document = parsed(f"Article premier\n{long}\n{long}\n\nArticle 2\n{long}\n", "fr")
    assert document.text.split("\n\n") == ["Article premier", long, long, "Article 2", long]


def test_list_set_in_one_paragraph_is_read_item_by_item() -> None:
    raw = (
        "##### **Art. 5** Kriminalisierung\n\n(1) Jeder Staat handelt. (2) Jeder Vertragsstaat "
        "umschreibt als Straftaten: a) den Versuch; b) die Beteiligung; und c) die Anleitung.\n"
    )
    document = parsed(raw, "de", "a.md")
    assert [key for key, _ in units(document)] == [
        "art5", "art5.p1", "art5.p2", "art5.p2.a", "art5.p2.b", "art5.p2.c",
    ]  # fmt: skip
    assert label_of(document, "die Beteiligung") == "Artikel 5 Abs. 2 Buchst. b"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Wie in a) und b) gesagt.", 1),
        ("Am 1. Januar und am 2. Februar.", 1),
        ("Siehe Absatz 1 Buchstabe a) sowie Absatz 2.", 1),
        ("Под «ребёнком» понимается: a) лицо; b) другое лицо.", 3),
        ("1. First. 2. Second. 3. Third.", 3),
        ("Gilt: a) i) das eine; ii) das andere; b) nichts.", 5),
        ("Ein langer Titel (1) Der Text.", 2),
    ],
)
def test_only_a_list_is_split(text: str, parts: int) -> None:
    found = split_run(text)
    assert len(found) == parts
    assert " ".join(found) == text


def test_paragraphs_of_a_russian_code_are_parts() -> None:
    raw = (
        "# Уголовный кодекс\n\n## Глава 17. Преступления против свободы\n\n"
        "### Статья 127.1. Торговля людьми\n\n1. Купля-продажа человека.\n\n"
        "2. Те же деяния, совершенные:\n\nа) в отношении двух лиц;\n\nб) повторно.\n"
    )
    document = parsed(raw, "ru", "a.md")
    assert label_of(document, "в отношении двух лиц") == "ст. 127.1, ч. 2, п. а"
    assert ("art127-1.p2.b", "ст. 127.1, ч. 2, п. б") in units(document)
    headings = [(s.key, s.label) for s in document.sections if s.kind == "heading"]
    assert headings[-1] == ("ch17", "Глава 17")


def test_text_of_a_law_runs_on_behind_its_article() -> None:
    raw = (
        "# Ley 26.364\n\n**TITULO I**\n\n**ARTICULO 1º**— Objeto. La presente ley tiene por "
        "objeto prevenir la trata.\n\n**ARTICULO 2º**— Se entiende por trata el traslado.\n"
    )
    document = parsed(raw, "es", "a.md")
    assert units(document)[-2:] == [("art1", "artículo 1"), ("art2", "artículo 2")]
    assert label_of(document, "prevenir la trata") == "artículo 1"


def test_articles_numbered_anew_stand_in_an_annexed_text() -> None:
    raw = (
        "### Artículo 1\n\nSe aprueba el Protocolo anexo.\n\n"
        "PROTOCOLO PARA PREVENIR LA TRATA\n\nLos Estados acuerdan:\n\n"
        "### Artículo 1\n\nEl Protocolo complementa la Convención.\n"
    )
    document = parsed(raw, "es", "a.md")
    assert [key for key, _ in units(document)] == ["art1", "anx1", "anx1.art1"]
    assert label_of(document, "complementa") == "PROTOCOLO PARA PREVENIR LA TRATA, artículo 1"


def test_raised_numbers_that_nothing_refers_to_count_paragraphs() -> None:
    raw = (
        "# Übereinkommen\n\n### Art. 1 Zweck\n\n<sup>1</sup> Zweck ist der Schutz.\n\n"
        "<sup>2</sup> Ein Mechanismus wird eingeführt.\n"
    )
    document = parsed(raw, "de", "a.md")
    assert [label for _, label in units(document)][-2:] == ["Artikel 1 Abs. 1", "Artikel 1 Abs. 2"]
    assert "¹ Zweck ist der Schutz." in document.text


def test_article_sign_and_numbers_in_german_law() -> None:
    raw = (
        "§ 4 Anspruch\n\n(1) Geschädigte erhalten Leistungen bei:\n\n1. Gewalttaten,\n\n"
        "2. Menschenhandel.\n\n(2) Das Weitere regelt das Gesetz.\n\n§ 5 Ausschluss\n\nEntfällt.\n"
    )
    document = parsed(raw, "de")
    assert label_of(document, "Menschenhandel") == "§ 4 Abs. 1 Nr. 2"
    assert label_of(document, "Das Weitere") == "§ 4 Abs. 2"
    assert label_of(document, "Entfällt") == "§ 5"


def test_annex_of_an_order_begins_its_own_numbering() -> None:
    raw = (
        "Приказ\n\n\n1. Утвердить правила.\n\n\nПриложение № 2\n\n\n"
        "1. Применяются процедуры:\n\n1.1. Контроль данных.\n\n1.2. Оценка вреда.\n"
    )
    document = parsed(raw, "ru")
    assert ("anx2.p1.2", "Приложение № 2, п. 1.2") in units(document)


def test_title_comes_from_the_yaml_block_which_is_no_content() -> None:
    raw = '---\ntitle: "Loi du 8 mai 2009"\nrank: loi\n---\n\n### Art. 1er.\n\nLe texte.\n'
    document = parsed(raw, "fr", "a.md")
    assert document.title == "Loi du 8 mai 2009"
    assert "rank" not in document.text
