"""Explanations where examples are shown: the words shaded, what the shades mean, and how far they can be trusted."""

from textkit.reporting.report import Block, Shaded, Text
from textkit.reporting.subject import Reasons, Subject
from textkit.reporting.texts import legend, shaded

_MOST = 3
"""Answers of one text, such as its entities."""
_SEVERAL = {
    "classes": "",
    "labelsets": f" Of several labels {_MOST} at most are shown, and the likeliest where none was answered.",
    "tags": f" Of several entities {_MOST} at most are shown.",
}
_WEIGHTS = {
    "occlusion": "the drop in the answer's probability when the word is taken out",
    "attention": "the word's share of what the network pools",
    "gradients": "the word's part of what the probability gains on the way from no words to the text",
}


def blocks(subject: Subject) -> list[Block]:
    """What stands above the examples; nothing where none is explained."""
    found = subject.reasons
    if found is None:
        return []
    said = f"Words are shaded by {found.method}: a weight is {_WEIGHTS[found.method]}."
    return [Text(f"{said} {_faithfulness(found)}{_SEVERAL[subject.scoring]}"), legend()]


def of_text(subject: Subject, record: int) -> tuple[Shaded, ...]:
    """The text once for each of its answers; empty where none is explained."""
    if subject.reasons is None:
        return ()
    text = subject.answered.rows.texts[record]
    return tuple(shaded(text, each) for each in subject.reasons.explanations[record][:_MOST])


def of_entity(subject: Subject, record: int, words: str | None, label: str | None) -> tuple[Shaded, ...]:
    """The sentence for one entity, or one word's tag, that was answered; empty where it is not explained."""
    if subject.reasons is None:
        return ()
    text = subject.answered.rows.texts[record]
    found = (
        each
        for each in subject.reasons.explanations[record]
        if each.span and (text[slice(*each.span)], each.label) == (words, label)
    )
    return tuple(shaded(text, each) for each in list(found)[:1])


def _faithfulness(found: Reasons) -> str:
    if not found.faithfulness:
        return "There was nothing to explain."
    falls, chance = found.faithfulness["comprehensiveness"], found.faithfulness["chance"]
    said = (
        f"Without the fifth of the words that weighs most, an answer's probability falls by {falls:z.4f}; without as "
        f"many at random by {chance:z.4f} (mean of {found.answers:,} answer{'s' * (found.answers > 1)})."
    )
    return said if falls > chance else f"{said} That is no more than chance: these shades explain nothing."
