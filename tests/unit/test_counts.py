"""Counts of terms, and counts that are joined instead of being made again."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.counts import Counts, count_terms, join

ROWS = [["мира", "совет", "мира"], ["größe", "мира"], [], ["où", "совет"]]


def _plain(counts: Counts) -> dict[str, list[tuple[int, int]]]:
    """Return the passages of each term, and how often each holds it."""
    held = zip(counts.passages.tolist(), counts.counts.tolist(), strict=True)
    pairs = list(held)
    return {
        term: pairs[counts.starts[at] : counts.starts[at + 1]]
        for at, term in enumerate(counts.vocabulary)
    }


def test_terms_are_counted_by_passage() -> None:
    assert _plain(count_terms(ROWS, np.arange(4))) == {
        "größe": [(1, 1)],
        "où": [(3, 1)],
        "мира": [(0, 2), (1, 1)],
        "совет": [(0, 1), (3, 1)],
    }


def test_what_is_counted_of_no_passage_is_nothing() -> None:
    assert _plain(count_terms([], np.arange(0))) == {}


def test_a_term_goes_with_its_last_passage() -> None:
    left = count_terms(ROWS, np.arange(4)).moved(np.array([0, -1, 1, 2], dtype=np.int32))
    joined = join(left, count_terms([["новый"]], np.array([3])))
    assert _plain(joined) == {
        "où": [(2, 1)],
        "мира": [(0, 2)],
        "новый": [(3, 1)],
        "совет": [(0, 1), (2, 1)],
    }


texts = st.lists(st.lists(st.sampled_from("абвäé"), max_size=5), max_size=6)


@given(texts, texts, st.randoms(use_true_random=False))
def test_counts_that_are_joined_are_those_of_all_passages(
    old: list[list[str]], new: list[list[str]], chance: Random
) -> None:
    kept = [at for at in range(len(old)) if chance.random() < 0.5]
    order = list(range(len(kept) + len(new)))
    chance.shuffle(order)  # where each of the kept ones comes to stand, then each of the new ones
    moves = np.full(len(old), -1, dtype=np.int32)
    moves[kept] = order[: len(kept)]
    new_rows = np.array(order[len(kept) :], dtype=np.int64)
    joined = join(count_terms(old, np.arange(len(old))).moved(moves), count_terms(new, new_rows))
    rows = dict(zip(order, [*(old[at] for at in kept), *new], strict=True))
    whole = count_terms([rows[at] for at in range(len(rows))], np.arange(len(rows)))
    assert list(joined.vocabulary) == list(whole.vocabulary)
    for name in ("passages", "counts", "starts"):
        one, other = getattr(joined, name), getattr(whole, name)
        assert (one.tolist(), one.dtype) == (other.tolist(), other.dtype)
