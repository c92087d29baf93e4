"""A temperature for a run's logits, fitted on its validation split, and what it does to the calibration elsewhere."""

from dataclasses import replace

from textkit.evaluation.temperature import fit_temperature
from textkit.inference.answered import Answered, answer_split
from textkit.reporter import Reporter
from textkit.reporting.sections.calibration import reliability_of
from textkit.reporting.subject import Subject, Temperature
from textkit.tasks import Decoder


def with_temperature(subject: Subject, reporter: Reporter) -> Subject:
    """`subject` with a temperature, and in its scores the calibration error and the loss before and after it.

    The run is asked about its validation split, unless that is what is reported.
    """
    answered = subject.answered
    own = subject.scores["split"] == "validation" and subject.own_data
    fitted_on = answered if own else answer_split(answered.predictor, split="validation", reporter=reporter)
    temperature = fit_temperature(lambda value: _loss(fitted_on, value))
    probabilities = _tempered(answered, temperature).probabilities(answered.logits / temperature, answered.bounds)
    found = replace(subject, temperature=Temperature(temperature, probabilities))
    kept = {
        "temperature": round(temperature, 6),
        "ece_before": subject.scores["ece"],
        "ece_after": round(reliability_of(found, probabilities).error, 6),
        "loss_before": subject.scores["loss"],
        "loss_after": round(_loss(answered, temperature), 6),
    }
    return replace(found, scores={**subject.scores, "temperature": kept})


def _loss(answered: Answered, temperature: float) -> float:
    return _tempered(answered, temperature).loss(answered.logits / temperature, answered.bounds, answered.truth)


def _tempered(answered: Answered, temperature: float) -> Decoder:
    """The decoder of logits that are divided by `temperature`: a CRF's transitions join them, and are too."""
    predictor = answered.predictor
    learned = predictor.learned
    if predictor.task.scoring == "tags":
        learned = {name: values / temperature for name, values in learned.items()}
    return predictor.task.decoder(predictor.labels, learned)
