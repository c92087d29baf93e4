"""Words without tags, tags that are none, and sentences that do not add up."""

from tests.bad_input.content import lines
from tests.bad_input.faults import Fault

_OFF_BY_ONE = '{"start": 5, "end": 8, "label": "PER", "text": "Bell"}'


def _conll(*between: str) -> dict[str, bytes]:
    """Sentences of two words; what is to stand `between` begins at line 4."""
    sentence = ("Anna B-PER", "slept O", "")
    return {"news.conll": lines(*sentence, *between, *sentence * 20)}


def _conllu(*ids: str) -> bytes:
    """Sentences of two words; the words of the second, from line 4 on, have these `ids`."""
    rows = [["1", "2"], list(ids), *[["1", "2"]] * 20]
    return lines(*(line for row in rows for line in [*(f"{id}\tword\tword\tNOUN\tNN" + "\t_" * 5 for id in row), ""]))


def _tokens(*between: str) -> dict[str, bytes]:
    good = '{"tokens": ["Anna", "slept"], "tags": ["B-PER", "O"]}'
    return {"news.jsonl": lines(good, *between, *[good] * 20)}


def _entities(text: str, entities: str) -> dict[str, bytes]:
    good = '{"text": "Anna slept", "entities": [{"start": 0, "end": 4, "label": "PER"}]}'
    return {"news.jsonl": lines(good, f'{{"text": "{text}", "entities": {entities}}}', *[good] * 20)}


FAULTS = (
    Fault("a word without a tag", _conll("Anna B-PER", "slept", "")),
    Fault("a word with a tag too many", _conll("Anna B-PER O", "slept O", "")),
    Fault("words alone", {"news.conll": lines(*["Anna", "slept", ""] * 20)}),
    Fault("a tag without a prefix", _conll("Anna PER", "")),
    Fault("many tags without a prefix", _conll(*["Anna PER", ""] * 7)),
    Fault("a prefix without a label", _conll("Anna B-", "")),
    Fault("a space in a line with tabs", _conll("Anna Bell\tB-PER\tx", "")),
    Fault("an empty file of words", {"news.conll": b""}),
    Fault("no sentences between blank lines", {"news.conll": lines("", "-DOCSTART- O", "")}),
    Fault("a column that is not there", _conll(), "prepare FILES --column 5"),
    Fault("a column by an unknown name", _conll(), "prepare FILES --column lemma"),
    Fault("a text column of words", _conll(), "prepare FILES --text-column text"),
    Fault("a group column of words", _conll(), "prepare FILES --group-column author"),
    Fault("words as a classification", _conll(), "prepare FILES --task classification"),
    Fault("a label to drop among tags", _conll(), "prepare FILES --drop-label PER"),
    Fault("an id that is left out", {"trees.conllu": _conllu("1", "3")}),
    Fault("an id that is no number", {"trees.conllu": _conllu("1", "two")}),
    Fault("a range that ends nowhere", {"trees.conllu": _conllu("1-3", "1", "2")}),
    Fault("nine columns", {"trees.conllu": _conllu("1", "2").replace(b"\t_\n\n", b"\n\n", 1)}),
    Fault("an unknown column of trees", {"trees.conllu": _conllu("1", "2")}, "prepare FILES --column lemma"),
    Fault("trees without tags", {"trees.conllu": _conllu("1", "2").replace(b"NOUN", b"_")}),
    Fault("fewer tags than words", _tokens('{"tokens": ["Anna", "slept"], "tags": ["O"]}')),
    Fault("a tag that is a number", _tokens('{"tokens": ["Anna", "slept"], "tags": [1, 0]}')),
    Fault("a word that is empty", _tokens('{"tokens": ["Anna", ""], "tags": ["O", "O"]}')),
    Fault("an entity beyond the text", _entities("Anna", '[[0, 9, "PER"]]')),
    Fault("entities that overlap", _entities("Anna Bell", '[[0, 9, "PER"], [5, 9, "LOC"]]')),
    Fault("offsets that count bytes", _entities("Zoë Bell", f"[{_OFF_BY_ONE}]")),
    Fault("a file of texts", {**_tokens(), "test.jsonl": lines('{"text": "so so", "label": "bad"}')}),
)
