from pathlib import Path

import pytest

from eval.calibration import Judged, draw_curve, risk_coverage, threshold


def judged(aboutness: float, *, right: bool = True, answerable: bool = True) -> Judged:
    return Judged(True, answerable, False, aboutness, is_answered=True, is_right=right)


def test_the_threshold_gives_up_three_in_a_hundred_answerable_questions() -> None:
    group = [judged(n / 100) for n in range(100, 200)]
    assert threshold(group) == pytest.approx(1.03)
    assert threshold([*group, judged(5.0, right=False, answerable=False)]) == pytest.approx(1.03)
    assert threshold([]) == 0


def test_risk_is_the_share_of_wrong_answers_among_those_given() -> None:
    group = [judged(2.0), judged(1.5, right=False), judged(1.0), judged(0.5, right=False)]
    coverage, risk = risk_coverage(group)
    assert coverage == [0.25, 0.5, 0.75, 1.0]
    assert risk == [0.0, 0.5, pytest.approx(1 / 3), 0.5]


def test_the_curve_is_the_same_file_each_time(tmp_path: Path) -> None:
    group = [judged(2.0), judged(1.5, right=False)]
    for name in ("one.svg", "two.svg"):
        draw_curve(group, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    assert "coverage" in (tmp_path / "one.svg").read_text("utf-8")
