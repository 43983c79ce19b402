"""Answers and their sources as HTML: every text is escaped, every quotation has its `lang`."""

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote as quote_url

from rag.errors import UnknownDocument
from rag.values import Answer, Citation, Claim, Document, Hit
from ui.strings import LANGUAGES, Strings

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = [
    "cards_html",
    "claim_html",
    "claims_html",
    "document_path",
    "nearest_html",
    "passage_html",
    "quotation",
]

REACH = 420
EXCERPT_LENGTH = 320


def claims_html(assistant: "Assistant", answer: Answer, turn: int, strings: Strings) -> str:
    """Return the sentences of an answer, each followed by a button per citation.

    A button carries `turn` and its marker, so that a click can be answered with the source.
    """
    return "".join(claim_html(assistant, answer, claim, turn, strings) for claim in answer.claims)


def claim_html(
    assistant: "Assistant", answer: Answer, claim: Claim, turn: int, strings: Strings
) -> str:
    """Return one sentence of an answer with its buttons."""
    return (
        f'<p lang="{escape(_language_of(assistant, claim, answer))}">{escape(claim.text)}'
        f"{''.join(_chip(answer, turn, marker, strings) for marker in claim.citations)}</p>"
    )


def _chip(answer: Answer, turn: int, marker: int, strings: Strings) -> str:
    cited = _citation(answer, marker)
    if cited is None:
        return ""
    label = strings["answer.citation"].format(n=marker) + f": {cited.title}, {cited.pinpoint}"
    return (
        f' <button type="button" class="chip" data-turn="{turn}" data-marker="{marker}"'
        f' aria-label="{escape(label)}" title="{escape(cited.pinpoint)}">[{marker}]</button>'
    )


def _citation(answer: Answer, marker: int) -> Citation | None:
    return next((cited for cited in answer.citations if cited.marker == marker), None)


def _language_of(assistant: "Assistant", claim: Claim, answer: Answer) -> str:
    """A claim that quotes is in its document's language, any other in the question's."""
    for marker in claim.citations:
        cited = _citation(answer, marker)
        if cited and (cited.quote in claim.text or claim.text in cited.quote):
            document = _find(assistant, cited.source)
            return document.language if document else answer.language
    return answer.language


def cards_html(
    assistant: "Assistant", answer: Answer, turn: int, active: int, strings: Strings
) -> str:
    """Return the sources of an answer, one foldable card a citation, that of `active` unfolded."""
    return "".join(
        _card(assistant, cited, turn, cited.marker == active, strings) for cited in answer.citations
    )


def _card(
    assistant: "Assistant", cited: Citation, turn: int, is_active: bool, strings: Strings
) -> str:
    document = _find(assistant, cited.source)
    language = escape(document.language if document else "und")
    place = [f'<span lang="{language}">{escape(cited.pinpoint)}</span>'] if cited.pinpoint else []
    if cited.page is not None:
        place.append(f"<span>{escape(strings['sources.page'].format(n=cited.page))}</span>")
    if document and document.symbol and document.symbol not in cited.pinpoint:
        place.insert(0, f"<span>{escape(document.symbol)}</span>")
    return (
        f'<details class="source" id="source-{turn}-{cited.marker}"'
        f"{' open data-active' if is_active else ''}>"
        f'<summary><span class="number">{cited.marker}</span><span class="what">'
        f'<strong lang="{language}">{escape(cited.title)}</strong>'
        f'<span class="place">{" · ".join(place)}</span></span></summary>'
        f"{_quotation(document, cited, language, strings)}"
        f'<p class="links">{_links(assistant, document, cited, strings)}'
        f'<button type="button" class="copy" data-copy="{escape(quotation(cited))}"'
        f' data-done="{escape(strings["sources.copied"])}">'
        f"{escape(strings['sources.copy'])}</button>"
        f'<button type="button" class="back" data-turn="{turn}" data-marker="{cited.marker}">'
        f"{escape(strings['sources.back'])}</button></p></details>"
    )


def _quotation(document: Document | None, cited: Citation, language: str, strings: Strings) -> str:
    if document is None or document.text[cited.start : cited.end] != cited.quote:
        note = f'<p class="note">{escape(strings["sources.missing"])}</p>'
        return (
            f'<blockquote lang="{language}"><mark>{escape(cited.quote)}</mark></blockquote>{note}'
        )
    passage = passage_html(document.text, cited.start, cited.end)
    return f'<blockquote lang="{language}">{passage}</blockquote>'


def passage_html(text: str, start: int, end: int, reach: int = REACH) -> str:
    """Return the paragraph around text[start:end] with that span marked.

    At most `reach` characters stand on either side, cut between words and shown by "…".
    """
    left = max(text.rfind("\n\n", 0, start) + 2, 0) if "\n\n" in text[:start] else 0
    right = text.find("\n\n", end)
    right = len(text) if right < 0 else right
    before, after = text[left:start], text[end:right]
    if len(before) > reach:
        before = "…" + before[-reach:].partition(" ")[2]
    if len(after) > reach:
        after = after[:reach].rpartition(" ")[0] + "…"
    return (
        f"{escape(before.lstrip())}<mark>{escape(text[start:end])}</mark>{escape(after.rstrip())}"
    )


def quotation(cited: Citation) -> str:
    """Return a citation as one puts it into a text: the words, the title, the place."""
    words = " ".join(cited.quote.split())
    return ", ".join(part for part in (f"«{words}»", cited.title, cited.pinpoint) if part)


def _links(
    assistant: "Assistant", document: Document | None, cited: Citation, strings: Strings
) -> str:
    if document is None:
        return ""
    path = document_path(cited.source, cited.start, cited.end)
    links = f'<a href="{escape(path)}" target="_blank">{escape(strings["sources.full"])}</a>'
    for version in assistant.versions_of(cited.source, cited.start):
        name = LANGUAGES.get(version.language, version.language)
        path = document_path(version.source, version.start, version.end)
        links += (
            f'<a href="{escape(path)}" target="_blank" lang="{escape(version.language)}"'
            f' hreflang="{escape(version.language)}">{escape(name)}</a>'
        )
    if document.url.startswith(("https://", "http://")):
        links += (
            f'<a href="{escape(document.url)}" target="_blank" rel="noopener noreferrer external">'
            f"{escape(strings['sources.official'])}</a>"
        )
    return links


def nearest_html(assistant: "Assistant", hits: tuple[Hit, ...], strings: Strings) -> str:
    """Return the passages nearest to a question without an answer, folded away; "" without hits."""
    if not hits:
        return ""
    items = "".join(_nearest(assistant, hit) for hit in hits)
    return (
        f'<details class="nearest"><summary>{escape(strings["answer.nearest"])}</summary>'
        f"<ul>{items}</ul></details>"
    )


def _nearest(assistant: "Assistant", hit: Hit) -> str:
    passage = hit.passage
    document = _find(assistant, passage.source)
    title = document.full_title if document else passage.source
    language = escape(document.language if document else "und")
    words = " ".join(passage.text[:EXCERPT_LENGTH].split())
    cut = "…" if len(passage.text) > EXCERPT_LENGTH else ""
    path = document_path(passage.source, passage.start, passage.end)
    return (
        f'<li lang="{language}"><a href="{escape(path)}" target="_blank">{escape(title)}</a>'
        f'<span class="place">{escape(passage.pinpoint)}</span><q>{escape(words)}{cut}</q></li>'
    )


def document_path(source: str, start: int | None = None, end: int | None = None) -> str:
    """Return the address of a document's page on this service, at a span if one is given."""
    path = f"/documents/{quote_url(source, safe='')}"
    if start is None or end is None:
        return path
    return f"{path}?start={start}&end={end}#c{start}-{end}"


def _find(assistant: "Assistant", source: str) -> Document | None:
    try:
        return assistant.document(source)
    except UnknownDocument:
        return None
