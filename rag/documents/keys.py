"""The key of a unit: its address within a document, equal in every language version.

A key is a path of parts joined by full stops, outer before inner:

    p16             numbered paragraph 16 of a report, operative paragraph 16 of a resolution
    p27.c           its item c); the third letter of any alphabet is `c`
    p4.1            its sub-paragraph 4.1
    p18.n1.a        a list numbered within it (an agenda): item 1 a)
    art4.p2.a.iv    article 4, paragraph 2, item a), sub-item iv)
    art127-1        article 127.1; `art3bis`; `art4.a` where an article has items only
    dec3/2.g.iv     decision 3/2, item g) iv); `res64/293` a resolution within a collection
    dec3/4.anx1.p2  paragraph 2 of what is annexed to it
    anx2.art3       article 3 of the second text annexed, as a protocol behind its convention
    ch2, II, II.A   a chapter (also book part title sec subsec), an outline heading and one below
    h3              the third heading without a number
    pre4.a          the fourth paragraph of the preamble, its item a)
    intro title end what stands before the text proper, or closes it
    fn3             footnote 3

Chapters and headings are no part of the key of the units under them, unless the units are
numbered anew there (`II.p1`). A key that would occur a second time has `~2` behind it.
"""

from collections import Counter
from collections.abc import Sequence

from rag.documents.ordinals import key_ordinal
from rag.documents.units import UNIT_LEVEL, Node, style_of

__all__ = ["keys_of"]


def keys_of(nodes: Sequence[Node]) -> list[str]:
    """Return the key of each section, no two alike."""
    counts: Counter[str] = Counter()
    paths: dict[int, str] = {}
    for node in nodes:
        own = node.key if node.series is None else _ordinal(node)
        above = paths[id(outer)] if (outer := _outer(node)) else ""
        if own.endswith("#"):  # the nth of its kind under what encloses it
            counts[f"{above}.{own}"] += 1
            own = f"{own[:-1]}{counts[f'{above}.{own}']}"
        path = f"{above}.{own}" if above else own
        counts[path] += 1
        paths[id(node)] = path if counts[path] == 1 else f"{path}~{counts[path]}"
    return [paths[id(node)] for node in nodes]


def _ordinal(node: Node) -> str:
    style = style_of(node)
    part = key_ordinal(style, node.ordinal[style])
    if style != "number":
        return part
    above = node.parent
    is_listed = above is not None and above.level >= UNIT_LEVEL
    return f"n{part}" if is_listed else f"p{part}"


def _outer(node: Node) -> Node | None:
    """Return the section whose key stands before a section's own part; None at the top."""
    above = node.parent
    if above is None:
        return None
    if node.is_numbered_heading:
        while above and not (above.is_numbered_heading or above.is_scope):
            above = above.parent
        return above
    if above.level >= UNIT_LEVEL or above.is_article or above.is_scope or above is node.owner:
        return above
    while above and not (above.is_scope or above is node.owner):
        above = above.parent
    return above
