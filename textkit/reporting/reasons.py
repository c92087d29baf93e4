"""Which words speak for the answers that a report shows as examples, asked of an explainer."""

from dataclasses import replace

from textkit.inference.explaining import Explainer
from textkit.reporting.sections.examples import shown_records
from textkit.reporting.subject import Reasons, Subject


def with_reasons(subject: Subject, explainer: Explainer) -> Subject:
    """`subject` with explanations of the errors and of the hard examples that its report will show."""
    inputs, records = subject.answered.rows.inputs, shown_records(subject)
    found = explainer.explain([inputs[record] for record in records])
    reasons = Reasons(
        explainer.attribution.name,
        dict(zip(records, found, strict=True)),
        {name: round(value, 6) for name, value in explainer.mean_faithfulness().items()},
        len(explainer.told),
    )
    return replace(subject, reasons=reasons)
