"""Several texts of one document, as a draft and its revision: which of them is which."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rag.analysis import LOOK_ALIKES
from rag.values import Document


def tell_apart(documents: Sequence[Document]) -> list[Document]:
    """Return the documents, each that shares its name with others under an edition.

    The name is the symbol, else the title, within a language. The edition is the date, or the
    file name where a date is unknown or another text of the name bears it too.
    """
    names = Counter(_name(document) for document in documents)
    dates = Counter((_name(document), document.date) for document in documents)
    told = []
    for document in documents:
        name = _name(document)
        is_dated = document.date and dates[name, document.date] == 1
        edition = document.date if is_dated else document.source
        told.append(replace(document, edition=edition if names[name] > 1 else ""))
    return told


def _name(document: Document) -> tuple[str, str]:
    name = document.symbol.lower().translate(LOOK_ALIKES) or document.title.lower()
    return document.language, name
