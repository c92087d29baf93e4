"""What a tagger gets wrong most often, each error in a sentence that has it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from textkit.evaluation.spans import Pair, pair_spans
from textkit.text.schemes import Span, are_spans, strict_spans
from textkit.types import Sentence

WINDOW = 40
_FIELDS = ("kind", "true_text", "true_label", "predicted_text", "predicted_label")
_Key = tuple[str | None, ...]


def commonest_errors(
    sentences: Sequence[Sentence], truth: Sequence[Sequence[str]], answers: Sequence[Sequence[str]], most: int
) -> list[dict[str, Any]]:
    """The `most` commonest errors; equally common ones in the order of their first appearance.

    Errors alike in kind, texts and labels are one. Where the tags are IOB2, spans err as `pair_spans` says; elsewhere
    each word with another tag is a "wrong_tag". `context` is the first, with up to 40 characters of its sentence at
    either side, in whole words; `record` is the index of that sentence. What there is none of is None.

    Raises:
        ValueError: `sentences`, `truth` and `answers` differ in number.
    """
    tags = {tag for of_record in (*truth, *answers) for tag in of_record}
    pairs = _span_errors if are_spans(tags) else _word_errors
    counts: Counter[_Key] = Counter()
    first: dict[_Key, tuple[int, Pair]] = {}
    for record, (sentence, true, answer) in enumerate(zip(sentences, truth, answers, strict=True)):
        for pair in pairs(true, answer):
            key = (pair.kind, *_text_and_label(sentence, pair.true), *_text_and_label(sentence, pair.predicted))
            counts[key] += 1
            first.setdefault(key, (record, pair))
    found = [(key, count, *first[key]) for key, count in counts.most_common(most)]
    return [
        {
            "count": count,
            **dict(zip(_FIELDS, key, strict=True)),
            "context": _context(sentences[record], pair),
            "record": record,
        }
        for key, count, record, pair in found
    ]


def _span_errors(truth: Sequence[str], answers: Sequence[str]) -> Iterator[Pair]:
    return (pair for pair in pair_spans(strict_spans(truth), strict_spans(answers)) if pair.kind != "correct")


def _word_errors(truth: Sequence[str], answers: Sequence[str]) -> Iterator[Pair]:
    for word, (true, answer) in enumerate(zip(truth, answers, strict=True)):
        if true != answer:
            yield Pair("wrong_tag", Span(word, word + 1, true), Span(word, word + 1, answer))


def _text_and_label(sentence: Sentence, span: Span | None) -> tuple[str | None, str | None]:
    if span is None:
        return None, None
    return sentence.text[sentence.spans[span.start][0] : sentence.spans[span.end - 1][1]], span.label


def _context(sentence: Sentence, pair: Pair) -> str:
    """The words of `pair` and those that lie wholly within the window at either side of them."""
    spans = [span for span in pair[1:] if span]
    low = sentence.spans[min(span.start for span in spans)][0] - WINDOW
    high = sentence.spans[max(span.end for span in spans) - 1][1] + WINDOW
    shown = [word for word, (start, end) in enumerate(sentence.spans) if low <= start and end <= high]
    text = sentence.text[sentence.spans[shown[0]][0] : sentence.spans[shown[-1]][1]]
    return "…" * (shown[0] > 0) + text + "…" * (shown[-1] < len(sentence.spans) - 1)
