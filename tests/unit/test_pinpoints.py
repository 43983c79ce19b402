import pytest

from eval.pinpoints import unit_labels


@pytest.mark.parametrize(
    ("pinpoint", "labels"),
    [
        ("A/RES/76/186, п. 7", {"п 7"}),
        ("п. 21 и 22", {"п 21", "п 22"}),
        ("п. 23–24", {"п 23", "п 24"}),
        ("Проект доклада РГ (октябрь 2021), п. 27 c)", {"п 27 c)"}),
        ("Решение 3/2, подп. g) vii) и сноска 3", {"3/2 подп g) vii)", "сноска 3"}),
        ("Решение 3/4, рекомендации, п. 6", {"3/4 п 6"}),
        ("преамбула (прибыльность и спрос)", set()),
        ("раздел «ФОРМАТ»", set()),
    ],
)
def test_labels_are_read_whole(pinpoint: str, labels: set[str]) -> None:
    assert unit_labels(pinpoint) == labels
