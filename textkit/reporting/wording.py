"""What figures and baselines are called in what people read."""

FIGURES = {
    "span_f1": "span F1, strict IOB2",
    "span_precision": "span precision",
    "span_recall": "span recall",
    "span_f1_lenient": "span F1, lenient (conlleval)",
    "macro_f1": "macro F1",
    "micro_f1": "micro F1",
    "samples_f1": "samples F1",
    "weighted_f1": "weighted F1",
    "ece": "calibration error (ECE)",
    "ece_before": "calibration error as answered",
    "ece_after": "calibration error with the temperature",
    "loss_before": "loss as answered",
    "loss_after": "loss with the temperature",
    "f1": "F1",
    "f1_lenient": "F1, lenient",
}
BASELINES = {
    "majority": "commonest label alone, accuracy",
    "letter_case": "letter case alone, accuracy",
    "commonest_label": "commonest label to all, micro F1",
    "lookup": "each word's commonest tag, token accuracy",
    "lookup_span_f1": "each word's commonest tag, lenient span F1",
}
MEASURED_BY = {
    "majority": "accuracy",
    "letter_case": "accuracy",
    "commonest_label": "micro_f1",
    "lookup": "token_accuracy",
    "lookup_span_f1": "span_f1_lenient",
}
"""The figure that a baseline is to be held against."""
LEADING = {
    "classes": ("accuracy", "macro_f1"),
    "labelsets": ("micro_f1", "macro_f1", "samples_f1"),
    "tags": ("span_f1", "span_precision", "span_recall", "token_accuracy"),
}
"""The figures that lead a report and a card, by the family of metrics."""


def figure_name(figure: str) -> str:
    """`macro_f1` as people read it; what an epoch of the training is logged with, too."""
    return FIGURES.get(figure, figure.replace("_", " "))
