"""Learning-rate schedules: golden values, warm-up, and the plateau's patience."""

import pytest

from textkit.training.schedules import SCHEDULES, Plateau, factor


@pytest.mark.parametrize(
    ("schedule", "progress", "expected"),
    [
        ("constant", 0.7, 1.0),
        ("linear", 0.0, 1.0),
        ("linear", 0.25, 0.75),
        ("linear", 1.0, 0.0),
        ("cosine", 0.5, 0.5),
        ("cosine", 1.0, 0.0),
        ("exponential", 0.5, 0.81),
        ("plateau", 0.5, 1.0),
    ],
)
def test_golden_values(schedule: str, progress: float, expected: float) -> None:
    assert factor(schedule, progress=progress, epoch=4 * progress, warmup=0.0, decay=0.9) == pytest.approx(expected)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_warm_up_rises_to_where_the_schedule_begins(schedule: str) -> None:
    rates = [factor(schedule, progress=at, epoch=0.0, warmup=0.2, decay=0.9) for at in (0.0, 0.1, 0.2)]
    assert rates == pytest.approx([0.0, 0.5, 1.0])


def test_a_plateau_takes_the_rate_down_after_two_stale_evaluations() -> None:
    plateau = Plateau(decay=0.5)
    for improved, expected in [(True, 1), (False, 1), (False, 0.5), (False, 0.5), (False, 0.25), (True, 0.25)]:
        plateau.update(improved)
        assert plateau.factor == expected
