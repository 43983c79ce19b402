"""Work shared out among processes comes back in order, and few items start none."""

import os
from functools import partial

import pytest

from questions.intake import Post, in_processes, take
from questions.intake.workers import ALONE, CHUNK
from questions.screening import screen


def _with_process(number: int) -> tuple[int, int]:
    return number, os.getpid()


def _fails_at(last: int, number: int) -> int:
    if number == last:
        raise ValueError(f"at {number}")
    return number


@pytest.mark.parametrize("n_items", [0, 1, ALONE])
def test_few_items_start_no_process(n_items: int) -> None:
    assert list(in_processes(_with_process, range(n_items))) == [
        (number, os.getpid()) for number in range(n_items)
    ]


def test_many_items_come_back_in_order_from_several_processes() -> None:
    n_items = ALONE + 5 * CHUNK + 7
    found = list(in_processes(_with_process, iter(range(n_items))))
    assert [number for number, _ in found] == list(range(n_items))
    assert {process for _, process in found[:ALONE]} == {os.getpid()}
    assert os.getpid() not in {process for _, process in found[ALONE:]}


def test_what_fails_in_a_process_fails_here() -> None:
    with pytest.raises(ValueError, match=f"at {ALONE + 9}"):
        list(in_processes(partial(_fails_at, ALONE + 9), range(ALONE + 5 * CHUNK)))


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    found = in_processes(_with_process, iter(range(10**6)))
    taken = [next(found)[0] for _ in range(ALONE + 1)]
    found.close()
    assert taken[-1] == ALONE


def test_posts_give_the_same_from_several_processes() -> None:
    said = ("Когда основан Альянс? Кто в нём?", "Ruf +49 30 901820 an. Wann?", "помогите", "Привет")
    posts = [
        Post(f"{said[i % 4]} {i}", "x", str(i), "", None, "", i % 7 == 0, line=i)
        for i in range(ALONE + 2 * CHUNK)
    ]
    assert list(take(posts, screen, each=in_processes)) == list(take(posts, screen))
