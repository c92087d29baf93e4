"""Names in a picture: beside their points, apart from each other."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.benchmark.labels import Box, spread_labels

FRAME = Box(0, 0, 1_000, 600)


def point(x: float, y: float) -> Box:
    return Box(x - 5, y - 5, x + 5, y + 5)


def test_a_label_alone_stands_to_the_right() -> None:
    (place,) = spread_labels([point(100, 100)], [(80, 20)], FRAME)
    assert place.left > 105
    assert place.bottom < 100 < place.top


def test_a_label_at_the_edge_stands_to_the_left() -> None:
    (place,) = spread_labels([point(990, 100)], [(80, 20)], FRAME)
    assert place.right < 985


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(100, 900), st.integers(100, 500)), min_size=1, max_size=6))
def test_labels_of_few_points_cover_nothing(points: list[tuple[int, int]]) -> None:
    boxes = [point(*each) for each in points]
    places = spread_labels(boxes, [(120, 24)] * len(points), FRAME)
    assert all(one.overlap(other) == 0 for one, other in combinations(places, 2))
    assert all(place.overlap(box) == 0 for place in places for box in boxes)
    assert all(place.overlap(FRAME) == place.area for place in places)


def test_a_crowd_is_placed_as_well_as_it_can_be() -> None:
    boxes = [point(50, 50)] * 40
    assert len(spread_labels(boxes, [(90, 90)] * 40, Box(0, 0, 100, 100))) == 40
