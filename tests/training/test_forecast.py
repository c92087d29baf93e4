"""The forecast counts tokens, long batches and short ones, and says nothing of a training that is over in a minute."""

import pytest

from textkit.reporter import Silent
from textkit.training.forecast import Forecast
from textkit.training.loop import Step

SHORT, LONG = 100, 900
SECONDS_A_TOKEN = 0.001


class Notes(Silent):
    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, message: str) -> None:
        self.said.append(message)


def forecasts(monkeypatch: pytest.MonkeyPatch, batches: list[int], *, epochs: int, answered: int = 0) -> list[str]:
    """What is said in the first epoch, in which a step takes its tokens' time."""
    now, reporter = 0.0, Notes()
    monkeypatch.setattr("time.monotonic", lambda: now)
    forecast = Forecast(epochs, sum(batches), answered, reporter)
    for number, tokens in enumerate(batches, start=1):
        now += tokens * SECONDS_A_TOKEN
        forecast.after(Step((number / len(batches)), 0.0, tokens, 0.0, number == len(batches)))
    return reporter.said


def test_short_batches_first_do_not_make_it_look_short(monkeypatch: pytest.MonkeyPatch) -> None:
    batches = [SHORT] * 60 + [LONG] * 140  # 132 s an epoch
    assert forecasts(monkeypatch, batches, epochs=4) == ["about 8 min to go"]


def test_the_answers_on_validation_take_their_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    batches = [LONG] * 100  # 90 s an epoch, and a third as much for as many tokens of validation
    assert forecasts(monkeypatch, batches, epochs=10, answered=0) == ["about 15 min to go"]
    assert forecasts(monkeypatch, batches, epochs=10, answered=sum(batches)) == ["about 20 min to go"]


def test_a_short_training_is_not_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    assert forecasts(monkeypatch, [LONG] * 30, epochs=2) == []
