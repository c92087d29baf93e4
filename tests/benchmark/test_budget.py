"""A bound on the time of a training: durations, what fits, and when it is decided."""

from contextlib import suppress

import pytest

from textkit.benchmark import budget
from textkit.benchmark.budget import Bound, Bounded, TooLongError, parse_duration
from textkit.errors import UsageError
from textkit.reporter import Silent


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("5m", 300), ("1.5h", 5400), ("45", 45), (" 2m ", 120), ("0.5s", 0.5)]
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5 min", "m", "-3m", "0m", "1d", "nan", "5mm"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no stretch of time"):
        parse_duration(text)


def test_as_many_epochs_as_fit_are_left() -> None:
    bound = TooLongError(4, 100.0).bound(250.0, 8_000)
    assert bound == Bound(epochs=2, of_epochs=4, rows=8_000, of_rows=8_000)
    assert str(bound) == "stopped by the budget: 2 of 4 epochs"
    assert [(each.key, each.value) for each in bound.settings()] == [("training.epochs", 2)]


def test_where_not_even_one_epoch_fits_rows_are_left_out() -> None:
    bound = TooLongError(4, 100.0).bound(25.0, 8_000)
    assert bound == Bound(epochs=1, of_epochs=4, rows=2_000, of_rows=8_000)
    assert str(bound) == "stopped by the budget: 1 of 4 epochs, over 2,000 of 8,000 rows"
    assert ("data.limit", 2_000) in [(each.key, each.value) for each in bound.settings()]


def train(seconds_an_epoch: float, epochs: int, limit: float, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The progress that a training of ten steps an epoch tells, until it is stopped; the clock is ours."""
    clock = iter(step * seconds_an_epoch / 10 for step in range(10 * epochs + 1))
    monkeypatch.setattr(budget.time, "monotonic", lambda: next(clock))
    told = []
    with suppress(TooLongError), Bounded(Silent(), limit).track("training", epochs) as progress:
        for step in range(1, 10 * epochs + 1):
            told.append(step / 10)
            progress(step / 10)
    return told


def test_a_training_that_fits_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert train(10.0, 4, 45.0, monkeypatch)[-1] == 4.0


def test_one_that_does_not_fit_is_stopped_by_its_first_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    told = train(10.0, 4, 35.0, monkeypatch)
    assert told[-1] < 1.0


def test_the_forecast_does_not_count_the_first_step(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 101.0, 102.0, 107.0])  # read after each step: what came before the first is not seen
    monkeypatch.setattr(budget.time, "monotonic", lambda: next(clock))
    with Bounded(Silent(), 60.0).track("training", 10) as progress:
        for step in range(1, 4):
            progress(step / 10)
        with pytest.raises(TooLongError) as caught:
            progress(0.4)
    assert caught.value.epoch_seconds == pytest.approx(7.0 / 0.3)


def test_other_work_is_not_bounded() -> None:
    with Bounded(Silent(), 1e-9).track("exporting fp32", None) as progress:
        progress(1.0)
