"""How a unit is cited in each of the six languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArticleWording:
    """The words of a pinpoint within an article, in the order in which they are appended.

    `paragraph` follows the article, `number` a list numbered within a paragraph, `letter` a
    lettered item, `deeper` an item of an item.
    """

    article: str
    paragraph: str
    number: str
    letter: str
    deeper: str


ARTICLES = {
    "ru": ArticleWording("ст. {}", ", п. {}", ", п. {}", " {})", " {})"),
    "en": ArticleWording("Article {}", "({})", "({})", "({})", "({})"),
    "fr": ArticleWording("article {}", ", par. {}", ", point {}", " {})", " {})"),
    "de": ArticleWording("Artikel {}", " Abs. {}", " Nr. {}", " Buchst. {}", " {})"),
    "it": ArticleWording("art. {}", ", comma {}", ", n. {}", ", lett. {})", " {})"),
    "es": ArticleWording("artículo {}", ", párr. {}", ", núm. {}", " {})", " {})"),
}
# In a Russian code or federal law the paragraphs of an article are parts, its numbers points.
CODE_WORDING = ArticleWording("ст. {}", ", ч. {}", ", п. {}", ", п. {}", " {}")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a pinpoint in one language; `{}` takes the number or the name."""

    paragraph: str
    item: str
    sub_item: str
    agenda_item: str
    section: str
    footnote: str
    footnotes: str
    preamble: str
    closing: str
    title: str
    opening: str
    page: str
    nth: str
    article: ArticleWording


WORDINGS = {
    "ru": Wording(
        "п. {}", "подп. {}", "пункт {}", "пункт {} повестки дня", "раздел «{}»", "сноска {}",
        "сноски {}", "преамбула", "концовка", "заголовок", "вводная часть", "с. {}", "абз. {}",
        ARTICLES["ru"],
    ),
    "en": Wording(
        "para. {}", "subpara. {}", "item {}", "agenda item {}", "section “{}”", "footnote {}",
        "footnotes {}", "preamble", "closing", "title", "introductory part", "p. {}",
        "paragraph {}", ARTICLES["en"],
    ),
    "fr": Wording(
        "par. {}", "al. {}", "point {}", "point {} de l’ordre du jour", "section « {} »",
        "note {}", "notes {}", "préambule", "fin", "titre", "partie introductive", "p. {}",
        "alinéa {}", ARTICLES["fr"],
    ),
    "de": Wording(
        "Ziffer {}", "Buchst. {}", "Punkt {}", "Tagesordnungspunkt {}", "Abschnitt „{}“",
        "Fußnote {}", "Fußnoten {}", "Präambel", "Schluss", "Titel", "Einleitung", "S. {}",
        "Absatz {}", ARTICLES["de"],
    ),
    "it": Wording(
        "par. {}", "lett. {}", "punto {}", "punto {} dell’ordine del giorno", "sezione «{}»",
        "nota {}", "note {}", "preambolo", "chiusura", "titolo", "parte introduttiva", "p. {}",
        "capoverso {}", ARTICLES["it"],
    ),
    "es": Wording(
        "párr. {}", "apdo. {}", "punto {}", "tema {} del programa", "sección «{}»", "nota {}",
        "notas {}", "preámbulo", "cierre", "título", "parte introductoria", "pág. {}",
        "apartado {}", ARTICLES["es"],
    ),
}  # fmt: skip
