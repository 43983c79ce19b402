"""HTML to Markdown: what a reader of the page reads, without menus, scripts and hidden text."""

import re
from typing import TYPE_CHECKING

from rag.documents.encodings import decode_bytes
from rag.documents.readers.converted import Converted
from rag.documents.readers.marking import escape, heading, note, paragraph, squeeze, table_row
from rag.documents.readers.stylesheet import RAISED, raised_classes

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SKIPPED = frozenset(
    ("head", "script", "style", "noscript", "template", "nav", "aside", "footer", "form",
     "button", "select", "option", "input", "textarea", "iframe", "object", "embed", "svg",
     "canvas", "video", "audio", "map", "dialog", "menu", "-comment", "!doctype", "rt", "rp",
     "del", "s", "strike")
)  # fmt: skip
_BLOCKS = frozenset(
    ("html", "body", "main", "article", "section", "header", "div", "p", "center", "blockquote",
     "pre", "address", "figure", "figcaption", "dl", "dt", "dd", "ul", "ol", "li", "hr",
     "fieldset", "details", "summary", "table", "caption", "thead", "tbody", "tfoot", "tr", "td",
     "th", "h1", "h2", "h3", "h4", "h5", "h6")
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_NOTE_TARGET = re.compile(r"#_?(?!.*ref)\w*?(?:ftn|edn|fn|note|foot|сноск)\w*[-.:\w]*", re.I)
_BACK = re.compile(r"#.*(?:ftn|edn|fn|note|cite)_?-?ref.*|#_?ref\W?\d+", re.IGNORECASE)
_NOTE_ID = re.compile(r"(?!.*ref)\w*?(?:ftn|edn|fn|note|foot)\w*[-.:]?\d+\w*", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[\[(]?\s*(\d{1,4})\s*[\])]?\s*")
_NAVIGATION = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "menu"))
_MAX_DEPTH = 250
_MAIN_SHARE = 0.5
_MENU_LINKS = 4
_MENU_SHARE = 0.7
_MENU_WORDS = 5


def read_html(data: bytes) -> Converted:
    """Return the Markdown of a web page, in whatever encoding it really is."""
    declared = _CHARSET.search(data[:4_096])
    decoded = decode_bytes(data, declared[1].decode("ascii") if declared else "")
    warnings = (decoded.warning,) if decoded.warning else ()
    return Converted(html_to_markdown(decoded.text), is_marked=True, warnings=warnings)


def html_to_markdown(markup: str) -> str:
    """Return the headings, paragraphs, lists, table rows and footnotes of a page as Markdown.

    Where a page marks its main part and that holds most of the text, the rest is left out.
    """
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        page = LexborHTMLParser(markup)
    except SelectolaxError:  # any markup can be parsed, if there is memory
        raise MemoryError from None
    body = page.body
    if body is None:
        return ""
    raised = raised_classes("".join(sheet.text() for sheet in page.css("style")))
    whole = _Page(raised).blocks(body)
    for selector in ("main", "[role=main]", "article"):
        parts = body.css(selector)
        if len(parts) != 1:
            continue
        main = _Page(raised).blocks(parts[0])
        if sum(map(len, main)) > _MAIN_SHARE * sum(map(len, whole)):
            return "\n\n".join(main)
    return "\n\n".join(whole)


class _Page:
    """One walk over a page: the blocks finished, and the pieces of the one being read.

    `raised` are the classes that the page's stylesheets set high.
    """

    def __init__(self, raised: frozenset[str]) -> None:
        self._raised = raised
        self._done: list[str] = []
        self._pieces: list[tuple[str, bool]] = []
        self._note = 0
        self._is_kept = False

    def blocks(self, node: "LexborNode", depth: int = 0) -> list[str]:
        """Return the blocks under a node."""
        outer, outer_pieces = self._done, self._pieces
        self._done, self._pieces = [], []
        self._walk(node, depth, is_bold=False)
        self._finish()
        blocks, self._done, self._pieces = self._done, outer, outer_pieces
        return blocks

    def _walk(self, node: "LexborNode", depth: int, *, is_bold: bool) -> None:
        if depth > _MAX_DEPTH:
            self._pieces.append((escape(node.text(separator=" ")), is_bold))
            return
        for part in node.iter(include_text=True):
            tag = part.tag or ""
            if tag == "-text":
                self._text(part.text_content or "", is_bold)
            elif tag == "br":
                self._pieces.append(("\n", is_bold))
            elif tag in _SKIPPED or not _is_shown(part):
                continue
            elif tag in _BLOCKS:
                self._block(part, tag, depth, is_bold=is_bold)
            else:
                self._inline(part, tag, depth, is_bold=is_bold)

    def _text(self, text: str, is_bold: bool) -> None:
        self._pieces.append((escape(text if self._is_kept else text.replace("\n", " ")), is_bold))

    def _inline(self, node: "LexborNode", tag: str, depth: int, *, is_bold: bool) -> None:
        style = node.attributes.get("style") or ""
        classes = (node.attributes.get("class") or "").split()
        if tag == "sup" or RAISED.search(style) or not self._raised.isdisjoint(classes):
            words = node.text().strip()
            link = node if tag == "a" else node.css_first("a")
            target = (link.attributes.get("href") or "") if link is not None else ""
            if (match := _NUMBER.fullmatch(words)) and not _BACK.fullmatch(target):
                is_note = _NOTE_TARGET.fullmatch(target)
                mark = f"[^{match[1]}]" if is_note else f"<sup>{match[1]}</sup>"
                self._pieces.append((mark, is_bold))
                return
        if tag == "a" and self._is_note_link(node):
            return
        if tag in ("q",):
            self._pieces.append(("“", is_bold))
        is_bold = is_bold or tag in ("b", "strong") or _BOLD.search(style) is not None
        self._walk(node, depth + 1, is_bold=is_bold)
        if tag in ("q",):
            self._pieces.append(("”", is_bold))

    def _is_note_link(self, node: "LexborNode") -> bool:
        """Take a link to or from a footnote for what it is; return whether it was one."""
        target = node.attributes.get("href") or ""
        match = _NUMBER.fullmatch(node.text())
        if match and _NOTE_TARGET.fullmatch(target):
            self._pieces.append((f"[^{match[1]}]", False))
            return True
        if _BACK.fullmatch(target):
            is_first = not any(piece.strip() for piece, _ in self._pieces)
            if match and is_first:
                self._note = int(match[1])
            return match is not None or len(node.text().strip()) <= 2
        return False

    def _block(self, node: "LexborNode", tag: str, depth: int, *, is_bold: bool) -> None:
        self._finish()
        style = node.attributes.get("style") or ""
        is_bold = is_bold or tag == "th" or _BOLD.search(style) is not None
        if tag == "tr":
            cells = [part for part in node.iter() if part.tag in ("td", "th")]
            shown = [self.blocks(cell, depth + 1) for cell in cells if _is_shown(cell)]
            self._done += table_row(shown)
            return
        if tag in ("ul", "ol"):
            if tag == "ol" or not _is_menu(node):
                self._list(node, tag, depth)
            return
        if tag == "table" and _is_menu(node):
            return
        if tag[0] == "h" and tag[1:].isdigit():
            text = squeeze(" ".join(_without_bold(block) for block in self.blocks(node, depth + 1)))
            if text:
                self._done.append(heading(text, int(tag[1])))
            return
        was_kept, self._is_kept = self._is_kept, self._is_kept or tag == "pre"
        self._walk(node, depth + 1, is_bold=is_bold)
        self._finish()
        self._is_kept = was_kept

    def _list(self, node: "LexborNode", tag: str, depth: int) -> None:
        """Read a list: its numbers are printed, and a list of notes becomes footnotes."""
        start = node.attributes.get("start") or "1"
        number = int(start) - 1 if start.isdecimal() and len(start) < 7 else 0
        for item in node.iter():
            if item.tag != "li":
                if item.tag not in _SKIPPED and _is_shown(item):
                    self._done += self.blocks(item, depth + 1)
                continue
            value = item.attributes.get("value") or ""
            number = int(value) if value.isdecimal() and len(value) < 7 else number + 1
            if not _is_shown(item) or _is_contents(item):
                continue
            blocks = self.blocks(item, depth + 1)
            if not blocks:
                continue
            if tag == "ol" and _NOTE_ID.fullmatch(item.attributes.get("id") or ""):
                self._done.append(note(number, blocks))
                continue
            kind = node.attributes.get("type") or "1"
            label = _label(number, kind) if tag == "ol" else "-"
            is_plain = not blocks[0].startswith(("#", "|", "[^", "- "))
            self._done += [f"{label} {blocks[0]}" if is_plain else blocks[0], *blocks[1:]]

    def _finish(self) -> None:
        """Close the paragraph that is being read."""
        text = "".join(piece for piece, _ in self._pieces)
        lines = [squeeze(line) for line in text.split("\n")]
        is_bold = all(bold for piece, bold in self._pieces if piece.strip())
        self._pieces = []
        number, self._note = self._note, 0
        paragraphs = "\n".join(lines).strip("\n")
        for at, part in enumerate(re.split(r"\n{2,}", paragraphs)):
            if not part.strip():
                continue
            if number and not at:
                self._done.append(note(number, [part]))
            else:
                self._done.append(paragraph(part, is_bold=is_bold))


def _is_shown(node: "LexborNode") -> bool:
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return False
    if attributes.get("role") in _NAVIGATION:
        return False
    return not _HIDDEN.search(attributes.get("style") or "")


def _is_menu(node: "LexborNode") -> bool:
    """Return whether a list or table holds little but short links."""
    links = node.css("a[href]")
    if len(links) < _MENU_LINKS:
        return False
    words = len(node.text(separator=" ").split())
    linked = sum(len(link.text(separator=" ").split()) for link in links)
    return linked > _MENU_SHARE * words and linked < _MENU_WORDS * len(links)


def _is_contents(item: "LexborNode") -> bool:
    """Return whether a list item is but a link within the page: a line of a table of contents."""
    link = item.css_first("a")
    if link is None or not (link.attributes.get("href") or "").startswith("#"):
        return False
    words = item.text(separator=" ").split()
    linked = [word for a in item.css("a") for word in a.text(separator=" ").split()]
    return len(linked) >= len(words)


def _label(number: int, kind: str) -> str:
    if kind in ("a", "A") and 0 < number <= 26:
        return f"{chr(ord(kind) + number - 1)})"
    return f"{number}."


def _without_bold(text: str) -> str:
    return text.removeprefix("**").removesuffix("**")
