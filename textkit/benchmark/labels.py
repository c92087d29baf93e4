"""Where names stand in a picture, so that none covers another, or a point. Geometry alone, in pixels."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_GAP = 6.0
_RINGS = 12


class Box(NamedTuple):
    """A rectangle, from its lower left corner to its upper right one."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: "Box") -> float:
        """The area that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(0.0, width) * max(0.0, height)

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.top - self.bottom)

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


def spread_labels(
    points: Sequence[Box], sizes: Sequence[tuple[float, float]], frame: Box, others: Sequence[Box] = ()
) -> list[Box]:
    """A place for each label, of its (width, height), near its point: the nearest that is free, else the freest.

    Args:
        points: what the labels belong to, as much of the picture as each takes.
        frame: what labels must not leave.
        others: what else they must not cover.
    """
    taken = [*points, *others]
    places = []
    for point, size in zip(points, sizes, strict=True):
        # outside the frame is as bad as on top of something
        trouble = [
            (sum(place.overlap(each) for each in taken) + place.area - place.overlap(frame), number, place)
            for number, place in enumerate(_candidates(point, size))
        ]
        chosen = next((place for cost, _, place in trouble if cost < 1e-6), min(trouble)[2])
        taken.append(chosen)
        places.append(chosen)
    return places


def _candidates(point: Box, size: tuple[float, float]) -> Iterator[Box]:
    """Places for a label, nearest first: beside its point, then above and below, ring after ring."""
    width, height = size
    x, y = point.centre
    middle, centre = y - height / 2, x - width / 2
    for ring in range(_RINGS):
        away = ring * (height + _GAP) / 2
        right, left = point.right + _GAP, point.left - _GAP - width
        for left_edge, bottom in (
            (right, middle + away),
            (right, middle - away),
            (left, middle + away),
            (left, middle - away),
            (centre, point.top + _GAP + away),
            (centre, point.bottom - _GAP - height - away),
        ):
            yield Box(left_edge, bottom, left_edge + width, bottom + height)
