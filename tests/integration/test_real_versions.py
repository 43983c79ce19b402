"""The Universal Declaration and the trafficking protocol, linked article by article."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from rag.documents.load import read_text
from rag.documents.parse import Facts, parse_document
from rag.documents.versions import UnitLink, link_versions
from rag.values import Document

REAL = Path(__file__).parents[3] / "shared" / "realdocs"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"no real documents at {REAL}")


def parsed(raw: str, source: str, language: str, versions: str) -> Document:
    return parse_document(raw, source, Facts(language=language, versions=versions))


def from_xml(name: str) -> str:
    """Return the declaration as text: a title, or the head of an article, before its paragraphs."""
    paragraphs = []
    for element in ElementTree.fromstring(read_text(REAL / name).encode()).iter():
        if element.tag.endswith(("title", "para")) and element.text:
            paragraphs.append(element.text.strip())
    return "\n\n".join(paragraphs)


def from_pdf(name: str) -> str:
    pdfium = pytest.importorskip("pypdfium2")
    pages = [page.get_textpage() for page in pdfium.PdfDocument(REAL / name)]
    return "\n".join(page.get_text_range() for page in pages)


@pytest.fixture(scope="module")
def declaration() -> list[Document]:
    raw = {
        "ru": from_xml("official/ru_udhr.xml"),
        "fr": from_xml("official/fr_udhr.xml"),
        "de": from_xml("official/de_udhr.xml"),
        "en": from_pdf("official/en_udhr_huridocs.pdf"),
        "es": from_pdf("official/es_udhr_huridocs.pdf"),
    }
    return [
        parsed(text, f"udhr.{language}.txt", language, "udhr") for language, text in raw.items()
    ]


@pytest.fixture(scope="module")
def protocol() -> list[Document]:
    names = {
        "en": ("hard/bilingual_en_nl_palermo.md", "palermo"),
        "de": ("official/de_palermo_protokoll_sr_0311542.md", "palermo"),
        "es": ("official/es_ar_ley_25632_untoc_palermo.md", "untoc, palermo, smuggling"),
    }
    return [
        parsed(read_text(REAL / name), Path(name).name, language, versions)
        for language, (name, versions) in names.items()
    ]


def between(links: list[UnitLink], one: Document, other: Document) -> dict[str, str]:
    return {
        link.key: link.other_key
        for link in links
        if (link.source, link.other_source) == (one.source, other.source)
    }


# Words that stand in one article alone, read in each version.
ARTICLE_WORDS = {
    4: ("рабство", "esclavage", "Sklaverei", "slavery", "esclavitud"),
    14: ("убежища", "asile", "Asyl", "asylum", "asilo"),
    24: ("досуг", "loisirs", "Freizeit", "leisure", "tiempo libre"),
    26: ("образование", "éducation", "Bildung", "education", "educación"),
    28: ("международный порядок", "plan international", "internationale Ordnung",
         "international order", "orden social e internacional"),
}  # fmt: skip


def test_the_declaration_is_linked_article_by_article(declaration: list[Document]) -> None:
    links = link_versions(declaration)
    for at, one in enumerate(declaration):
        for other in declaration[at + 1 :]:
            found = between(links, one, other)
            for n in range(1, 31):
                assert found.get(f"art{n}") == f"art{n}", (one.source, other.source, n)
            assert all(key == other_key for key, other_key in found.items())


@pytest.mark.parametrize("article", ARTICLE_WORDS)
def test_linked_articles_say_the_same(declaration: list[Document], article: int) -> None:
    for document, words in zip(declaration, ARTICLE_WORDS[article], strict=True):
        section = next(s for s in document.sections if s.key == f"art{article}")
        assert words in document.text[section.start : section.end]


def test_the_protocol_is_linked_article_by_article(protocol: list[Document]) -> None:
    english, german, spanish = protocol
    links = link_versions(protocol)
    articles = [f"art{n}" for n in range(1, 21)]
    in_german = between(links, english, german)
    in_spanish = between(links, english, spanish)
    assert [in_german.get(key) for key in articles] == articles
    # The Argentine law annexes the convention first and the protocol second.
    assert [in_spanish.get(key) for key in articles] == [f"anx2.{key}" for key in articles]
    from_german = between(links, german, spanish)
    assert [from_german.get(key) for key in articles] == [f"anx2.{key}" for key in articles]


# Paragraphs and letters, read in the three versions.
SAME_WORDS = [
    ("art3.a", "shall mean the recruitment", "bezeichnet der Ausdruck «Menschenhandel»",
     "se entenderá la captación"),
    ("art3.d", "under eighteen years", "unter 18 Jahren", "menor de 18 años"),
    ("art5.p2.b", "as an accomplice", "als Mittäter oder Gehilfe", "como cómplice"),
    ("art6.p3.a", "Appropriate housing", "angemessener Unterkunft", "Alojamiento adecuado"),
    ("art8.p4", "without proper documentation", "ordnungsgemässen Ausweispapiere",
     "carezca de la debida"),
    ("art11.p3", "in possession of the travel documents", "Reisedokumente",
     "documentos de viaje"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "english", "german", "spanish"), SAME_WORDS)
def test_linked_paragraphs_say_the_same(
    protocol: list[Document], key: str, english: str, german: str, spanish: str
) -> None:
    links = link_versions(protocol)
    linked = [
        key,
        between(links, protocol[0], protocol[1])[key],
        between(links, protocol[0], protocol[2])[key],
    ]
    for document, unit, words in zip(protocol, linked, (english, german, spanish), strict=True):
        section = next(s for s in document.sections if s.key == unit)
        assert words in document.text[section.start : section.end]


def test_nothing_is_linked_to_the_wrong_unit(protocol: list[Document]) -> None:
    for link in link_versions(protocol):
        assert link.other_key.removeprefix("anx2.") == link.key.removeprefix("anx2.")


def test_texts_that_are_no_versions_are_not_linked() -> None:
    names = ("official/en_crc_opsc_2000.md", "official/de_palermo_protokoll_sr_0311542.md")
    documents = [
        parsed(read_text(REAL / name), Path(name).name, language, "said to be one")
        for name, language in zip(names, ("en", "de"), strict=True)
    ]
    assert link_versions(documents) == []
