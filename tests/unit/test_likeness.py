"""The model beside the rules: fitted by hand-checkable data, small, and made from our text."""

import numpy as np

from questions.screening.likeness import WEIGHTS, likeness, load_likeness
from questions.screening.train import fit


def test_the_fit_tells_two_sides_apart_and_is_the_same_twice() -> None:
    vectors = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]], np.float32)
    is_call = np.array([1.0, 1.0, 0.0, 0.0])
    first, second = fit(vectors, is_call, "two"), fit(vectors, is_call, "two")
    odds = vectors @ first.weights + first.bias
    assert (odds > 0).tolist() == [True, True, False, False]
    # Turned around, the data is its own opposite: equal weights of other sign, no bias.
    assert abs(first.weights[0] + first.weights[1]) < 1e-3
    assert abs(first.bias) < 1e-3
    assert first.weights.tolist() == second.weights.tolist()


def test_the_model_is_small_and_of_the_shipped_encoder() -> None:
    assert WEIGHTS.stat().st_size < 10_000
    assert load_likeness().encoder.startswith("askalliance-static@")


def test_a_call_is_more_alike_than_a_question_in_every_language() -> None:
    pairs = [
        ("они держат мою сестру и не отпускают", "Сколько государств участвует в Конвенции?"),
        ("they keep my sister and will not let her go", "How many states are parties?"),
        ("sie halten meine schwester fest", "Wie viele Staaten sind Vertragsparteien?"),
        ("ils retiennent ma soeur", "Combien d'États sont parties à la Convention ?"),
        ("tengono mia sorella e non la lasciano andare", "Quanti Stati sono parti?"),
        ("tienen a mi hermana y no la sueltan", "¿Cuántos Estados son parte?"),
    ]
    for call, question in pairs:
        assert likeness(call) > likeness(question) + 2, call
