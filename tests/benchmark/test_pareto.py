"""The front: what nothing else beats at both cost and score."""

from hypothesis import given
from hypothesis import strategies as st

from textkit.benchmark.pareto import front

POINTS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), max_size=12)


def test_the_front_of_an_example() -> None:
    assert front([(4, 0.9), (1, 0.5), (2, 0.8), (3, 0.7), (4, 0.85)]) == [1, 2, 0]


@given(POINTS)
def test_each_point_is_beaten_by_one_of_the_front_or_in_it(points: list[tuple[int, int]]) -> None:
    kept = [points[place] for place in front(points)]
    assert kept == sorted(set(kept))
    assert all(any(cost <= point[0] and score >= point[1] for cost, score in kept) for point in points)
    assert all(not (other[0] <= one[0] and other[1] >= one[1]) for one in kept for other in kept if one is not other)
