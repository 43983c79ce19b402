"""Real laws and treaties, where they are at hand: each article is addressable, once."""

import re
from pathlib import Path

import pytest

from rag.documents.load import read_text
from rag.documents.parse import Facts, parse_document
from rag.documents.passages import pinpoint_at
from rag.values import Document

REAL = Path(__file__).parents[3] / "shared" / "realdocs"
needs_files = pytest.mark.skipif(not REAL.is_dir(), reason=f"no real documents at {REAL}")


def read(name: str, language: str = "") -> Document:
    path = REAL / name
    return parse_document(read_text(path), path.name, Facts(language=language))


def article_keys(document: Document) -> list[str]:
    pattern = re.compile(r"(?:anx\d+\.)?art[^.]+")
    return [s.key for s in document.sections if pattern.fullmatch(s.key)]


@needs_files
@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("hard/txt_ru_udhr_utf8.txt", "ru"),
        ("hard/txt_ru_udhr_cr_only.txt", "ru"),
        ("hard/txt_ru_udhr_cp866.txt", "ru"),
        ("hard/txt_fr_udhr_latin1.txt", "fr"),
        ("hard/txt_de_udhr_cp1252.txt", "de"),
    ],
)
def test_the_declaration_has_thirty_articles_each_once(name: str, language: str) -> None:
    document = read(name)
    assert document.language == language
    assert article_keys(document) == [f"art{n}" for n in range(1, 31)]


# Read in the files: which articles each holds, and how many.
ARTICLES = {
    "official/de_palermo_protokoll_sr_0311542.md": [f"art{n}" for n in range(1, 21)],
    "official/de_coe_menschenhandel_sr_0311543.md": [f"art{n}" for n in range(1, 48)],
    # The conversion lost the head of article 31.
    "official/de_ilo_c029_zwangsarbeit.md": [f"art{n}" for n in range(1, 34) if n != 31],
    "official/en_ilo_c029_forced_labour_1930.md": [f"art{n}" for n in range(1, 34)],
    "official/en_crc_opsc_2000.md": [f"art{n}" for n in range(1, 18)],
    "official/en_smuggling_protocol_2000.md": [f"art{n}" for n in range(1, 26)],
    "official/en_supplementary_slavery_1956.md": [f"art{n}" for n in range(1, 16)],
    "official/fr_lu_loi_2009-05-08_victimes_traite.md": [f"art{n}" for n in range(1, 14)],
    "official/it_legge_228_2003.md": ["art1"],
    "official/es_ar_ley_25632_untoc_palermo.md": [
        "art1",
        "art2",
        *(f"anx1.art{n}" for n in range(1, 42)),
        *(f"anx2.art{n}" for n in range(1, 21)),
        *(f"anx3.art{n}" for n in range(1, 26)),
    ],
    "hard/bilingual_en_nl_palermo.md": [
        *(f"art{n}" for n in range(1, 21)),
        *(f"anx1.art{n}" for n in range(1, 21)),
    ],
}


@needs_files
@pytest.mark.parametrize("name", ARTICLES)
def test_articles_of_laws_and_treaties_are_addressable_once(name: str) -> None:
    document = read(name)
    assert article_keys(document) == ARTICLES[name]
    keys = [section.key for section in document.sections]
    assert len(set(keys)) == len(keys)
    assert all(keys)


@needs_files
@pytest.mark.parametrize(
    ("name", "quote", "pinpoint"),
    [
        ("hard/bilingual_en_nl_palermo.md", "Appropriate housing", "Article 6(3)(a)"),
        ("hard/bilingual_en_nl_palermo.md", "under eighteen years of age.", "Article 3(d)"),
        (
            "official/de_palermo_protokoll_sr_0311542.md",
            "Personen unter 18 Jahren",
            "Artikel 3 Buchst. d",
        ),
        (
            "official/de_palermo_protokoll_sr_0311542.md",
            "angemessener Unterkunft",
            "Artikel 6 Abs. 3 Buchst. a",
        ),
        (
            "official/de_coe_menschenhandel_sr_0311543.md",
            "durch dieses Übereinkommen ein besonderer Überwachungsmechanismus",
            "Artikel 1 Abs. 2",
        ),
        ("official/en_crc_opsc_2000.md", "Transfer of organs", "Article 3(1)(a)(i)(b)"),
        ("official/en_supplementary_slavery_1956.md", "Debt bondage", "Article 1(a)"),
        (
            "official/fr_lu_rgd_2014-09-11_victimes_traite.md",
            "Les frais de séjour",
            "article 1, par. 3",
        ),
        ("official/it_legge_228_2003.md", "Chiunque esercita", "art. 1, comma 1"),
        ("official/es_ar_ley_26364_trata.md", "matrimonio o a cualqu", "artículo 2 e)"),
        ("hard/txt_ru_udhr_utf8.txt", "рабство и работорговля запрещаются", "ст. 4"),
    ],
)
def test_a_provision_is_cited_as_a_lawyer_would(name: str, quote: str, pinpoint: str) -> None:
    document = read(name)
    assert quote in document.text
    start = document.text.index(quote)
    assert pinpoint_at(document, start, start + len(quote)) == pinpoint
