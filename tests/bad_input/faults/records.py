"""JSON lines that are no JSON, that no other program reads, or that hold something else than texts and labels."""

from tests.bad_input.content import json_lines, lines, reviews
from tests.bad_input.faults import Fault

_DEEP = '{"text": ' + "[" * 100_000 + "]" * 100_000 + ', "label": "good"}'
_LISTS = json_lines('{"text": "so so", "label": "fine"}').replace(b'"good"', b'["good"]').replace(b'"bad"', b'["bad"]')
_LONG = "x" * 10_000
_FASTTEXT = "__label__{label} the {thing} was {word}"


def _with(*between: str) -> dict[str, bytes]:
    return {"reviews.jsonl": json_lines(*between)}


FAULTS = (
    Fault("bad JSON", _with('{"text": "great", "label": }')),
    Fault("a record cut short", {"reviews.jsonl": json_lines()[:-20]}),
    Fault("a dictionary of Python", _with("{'text': 'great', 'label': 'good'}")),
    Fault("an array for a record", _with('["great", "good"]')),
    Fault("a scalar for a record", _with('"great"')),
    Fault("null for a record", _with("null")),
    Fault("one array of all records", {"reviews.jsonl": lines('[{"text": "great", "label": "good"}]')}),
    Fault(
        "an object over several lines", {"reviews.jsonl": lines("{", '  "text": "great",', '  "label": "good"', "}")}
    ),
    Fault("a table with the name of JSON lines", {"reviews.jsonl": reviews()}),
    Fault("blank lines for records", {"reviews.jsonl": lines("", "  ")}),
    Fault("empty objects", {"reviews.jsonl": lines("{}", "{}")}),
    Fault("a key that appears twice", _with('{"text": "great", "text": "fine", "label": "good"}')),
    Fault("a long key that appears twice", _with(f'{{"{_LONG}": 1, "{_LONG}": 2}}')),
    Fault("a label that is NaN", _with('{"text": "great", "label": NaN}')),
    Fault("Infinity", _with('{"text": "great", "label": "good", "votes": -Infinity}')),
    Fault("a number that overflows", _with('{"text": "great", "label": "good", "votes": 1e999}')),
    Fault("an integer of 5,000 digits", _with('{"text": "great", "label": 1' + "0" * 5_000 + "}")),
    Fault("a lone surrogate", _with('{"text": "great \\ud83d", "label": "good"}')),
    Fault("deep nesting", _with(_DEEP)),
    Fault("a text that is missing", _with('{"label": "good"}')),
    Fault("a text that is null", _with('{"text": null, "label": "good"}')),
    Fault("a text that is a number", _with('{"text": 5, "label": "good"}')),
    Fault("a label that is null", _with('{"text": "great", "label": null}')),
    Fault("a label that is an object", _with('{"text": "great", "label": {"good": 1}}')),
    Fault("labels that are fractions", {"reviews.jsonl": lines(*['{"text": "fine", "label": 1.0}'] * 9)}),
    Fault("a list among labels", _with('{"text": "great", "label": ["good", "fine"]}')),
    Fault("a label among lists", {"reviews.jsonl": _LISTS}),
    Fault("a label of fastText without a name", {"reviews.ft": reviews("__label__ so so", header="", row=_FASTTEXT)}),
    Fault("a label of fastText without a text", {"reviews.ft": reviews("__label__good", header="", row=_FASTTEXT)}),
    Fault(
        "two labels of fastText among single ones",
        {"reviews.txt": reviews("__label__good __label__fine great", header="", row=_FASTTEXT)},
        "prepare FILES --task classification",
    ),
)
