"""Sentences with a tag for each word, from whatever file they come; entities are spelled in IOB2 from here on."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

from textkit.data.columns import TEXT_NAMES, WORD_NAMES
from textkit.data.readers import BadRow, in_short
from textkit.data.rejects import Rejects
from textkit.errors import DataError, UsageError, unknown_name
from textkit.text.schemes import are_spans, detect, is_span_tag, read_spans, to_iob2
from textkit.types import Example, Row, Sentence

_TAG_NAMES = ("tags", "ner_tags", "labels", "pos_tags", "upos")
_ENTITY_NAMES = ("entities", "spans", "label", "labels")
_CONLL_NAMES = {"pos": 2, "chunk": 3}
CONLLU_NAMES = ("upos", "xpos")
_SHOWN = 5


class Tagged(NamedTuple):
    """A tagged sentence as its file has it: the file's `name`, and the line that each word stands in."""

    sentence: Sentence
    tags: Sequence[str]
    name: str
    lines: Sequence[int]
    split: str | None = None
    mended: tuple[str, ...] = ()
    """What was done to its entities in reading: "trimmed" of white space, words "cut" at their ends."""


@dataclass(frozen=True)
class TagReport:
    """The scheme that was found, "plain" for tags that spell no entities, and how many tags were mended."""

    scheme: str
    repairs: int
    sentences_repaired: int
    mended: dict[str, list[str]] = field(default_factory=dict)
    """Where the sentences stand whose tags were "repaired", entities "trimmed" or words "cut"."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Columns(NamedTuple):
    """Where the records of a JSONL keep words and tags: two lists, or a text and its entities by offsets."""

    form: Literal["tokens", "entities"]
    text: str
    tags: str


def unify(sentences: Iterable[Tagged], rejects: Rejects | None = None) -> tuple[list[Example], TagReport]:
    """The sentences as examples whose targets are tags, in IOB2 where they spell entities.

    Raises:
        DataError: a tag is empty, or is no tag of a scheme among tags that are, and `rejects` is not to bear it.
    """
    tagged = list(sentences)
    entities = are_spans({tag for each in tagged for tag in each.tags})
    tagged = _without_faults(tagged, _span_fault if entities else _plain_fault, rejects or Rejects())
    if not entities:
        return [_example(each, each.tags) for each in tagged], TagReport("plain", 0, 0)
    scheme = detect(each.tags for each in tagged)
    examples: list[Example] = []
    repairs: list[int] = []
    mended: dict[str, list[str]] = {}
    for each in tagged:
        spans, repaired = read_spans(each.tags, scheme)
        examples.append(_example(each, to_iob2(spans, len(each.tags))))
        repairs.append(repaired)
        for what in (*["repaired"] * bool(repaired), *each.mended):
            mended.setdefault(what, []).append(examples[-1].origin)
    return examples, TagReport(scheme, sum(repairs), sum(map(bool, repairs)), mended)


def from_conll(row: Row, name: str, column: str | None, split: str | None) -> Tagged:
    """A sentence of `read_conll`; its tags are in the last column, or in that called "pos", "chunk", "ner", "2", "3".

    Raises:
        UsageError: there can be no column of that name.
        DataError: there is none in this file.
    """
    columns = row.fields["columns"]
    width = len(columns)
    number = column_number(column, width)
    if not 2 <= number <= width:
        has = f"the file has {width} column{'s' * (width != 1)}, the words in the first"
        others = ", ".join(map(str, range(2, width + 1)))
        hint = f"--column takes {others}" if others else "a tag is expected beside each word"
        raise DataError(f"no tags in column {number}: {has}", hint, path=name, line=row.line)
    return Tagged(Sentence.of_words(row.fields["words"]), columns[number - 1], name, row.fields["lines"], split)


def from_conllu(row: Row, name: str, column: str | None, split: str | None) -> Tagged | BadRow:
    """A sentence of `read_conllu` with its "upos", unless its "xpos" is asked for.

    Raises:
        UsageError: it is neither.
    """
    column = column or CONLLU_NAMES[0]
    if column not in CONLLU_NAMES:
        raise unknown_name("column", column, CONLLU_NAMES)
    fields = row.fields
    return Tagged(Sentence(fields["text"], fields["spans"]), fields[column], name, fields["lines"], split)


def from_tokens(row: Row, name: str, words_column: str, tags_column: str, split: str | None) -> Tagged | BadRow:
    """A record with a list of words and a list of their tags."""
    columns = words_column, tags_column
    words, tags = (row.fields.get(column) for column in columns)
    if not isinstance(words, list) or not isinstance(tags, list):
        return BadRow(row.line, f"'{columns[isinstance(words, list)]}' is not a list")
    if not words:
        return BadRow(row.line, f"'{columns[0]}' is empty")
    if len(words) != len(tags):
        return BadRow(row.line, f"'{columns[0]}' has {len(words)} entries, '{columns[1]}' has {len(tags)}")
    for number, (word, tag) in enumerate(zip(words, tags, strict=True), 1):
        if not isinstance(word, str) or not word.strip():
            return BadRow(row.line, f"entry {number} of '{columns[0]}' is {_shown(word)}, not a word")
        if not isinstance(tag, str):
            return BadRow(row.line, f"entry {number} of '{columns[1]}' is {_shown(tag)}, not the name of a tag")
    return Tagged(Sentence.of_words(words), [tag.strip() for tag in tags], name, [row.line] * len(words), split)


def find_tagging(fields: Mapping[str, Any], text: str | None = None, label: str | None = None) -> Columns | None:
    """Which columns of a JSONL hold words and tags, told by the fields of its first good record; None if none do.

    The columns named `text` and `label` are looked at in the place of those with a usual name.

    A list without entries is no entities under "entities" or "spans", and may be anything under "label".
    """
    by_name = {column.lower(): column for column in fields}

    def first(names: Iterable[str], fits: Callable[[Any], bool]) -> str | None:
        return next((by_name[name] for name in names if name in by_name and fits(fields[by_name[name]])), None)

    word_names, tag_names = _named(text, WORD_NAMES), _named(label, _TAG_NAMES)
    words, tags = first(word_names, _is_list), first(tag_names, _is_list)
    if words and tags:
        return Columns("tokens", words, tags)
    texts = first(_named(text, TEXT_NAMES), lambda value: isinstance(value, str))
    entities = first(_named(label, _ENTITY_NAMES), _are_entities) or first(_named(label, _ENTITY_NAMES[:2]), _is_list)
    return Columns("entities", texts, entities) if texts and entities else None


def _named(wanted: str | None, usual: tuple[str, ...]) -> tuple[str, ...]:
    return usual if wanted is None else (wanted.lower(),)


def column_number(column: str | None, width: int) -> int:
    """The number, from 1, of the CoNLL column called `column`; by default the last.

    Raises:
        UsageError: there can be none of that name.
    """
    if column is None or column == "ner":
        return width
    if column in _CONLL_NAMES:
        return _CONLL_NAMES[column]
    if re.fullmatch("[0-9]{1,4}", column):
        return int(column)
    raise UsageError(f"unknown column '{column}'", "pass pos, chunk, ner or a column's number, the first being 1")


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _are_entities(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict | list) for each in value)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:40]


def _example(tagged: Tagged, tags: Sequence[str]) -> Example:
    text, spans = tagged.sentence
    return Example(text, list(tags), f"{tagged.name}:{tagged.lines[0]}", tagged.split, spans)


def _without_faults(sentences: list[Tagged], fault: Callable[[str], str | None], rejects: Rejects) -> list[Tagged]:
    """The sentences whose tags are all good."""
    faults = [
        (number, each.name, line, reason)
        for number, each in enumerate(sentences)
        for tag, line in zip(each.tags, each.lines, strict=True)
        if (reason := fault(tag))
    ]
    if faults and rejects.policy == "fail":
        raise _bad_tags([place for _, *place in faults])
    for _, name, line, reason in faults:
        rejects.add(name, BadRow(line, reason))
    bad = {number for number, *_ in faults}
    return [each for number, each in enumerate(sentences) if number not in bad]


def _bad_tags(faults: Sequence[Sequence[Any]]) -> DataError:
    name, line, reason = faults[0]
    if len(faults) > 1:
        listed = [f"  {name}:{line}: {reason}" for name, line, reason in faults[:_SHOWN]]
        listed += [f"  and {len(faults) - _SHOWN:,} more"] if len(faults) > _SHOWN else []
        reason = "\n".join([f"{len(faults):,} tags cannot be used", *listed])
    return DataError(
        reason, "mend the tags, choose another column, or leave out: --on-bad-row skip", path=name, line=line
    )


def _span_fault(tag: str) -> str | None:
    return (
        None if is_span_tag(tag) else f"the tag '{in_short(tag)}' is neither O nor a prefix and a label, such as B-PER"
    )


def _plain_fault(tag: str) -> str | None:
    if not tag.strip():
        return "the tag is empty"
    return "the tag is '_', which stands for none" if tag == "_" else None
