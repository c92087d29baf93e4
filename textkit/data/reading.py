"""How the tables of a dataset are read: found out once, from the first rows of the first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from textkit.data.columns import TEXT_NAMES
from textkit.data.files import read_examples
from textkit.data.layout import Layout, find_layout
from textkit.data.options import FileOptions, flag_of
from textkit.data.parts import Part
from textkit.data.readers import Row, Table
from textkit.data.rejects import Rejects
from textkit.data.tagged_files import WORDS, read_tagged, tag_columns, tags_described
from textkit.errors import UsageError

_OF_TEXTS = ("label_columns", "label_separator", "group_column")


class Reading:
    """The task that the tables are for, what their columns are, and their rows."""

    def __init__(self, parts: Sequence[Part], options: FileOptions) -> None:
        self.parts, self.options = parts, options
        self.rejects = Rejects(options.on_bad_row or "fail")
        self.facts: dict[str, Any] = {}
        self.notes: list[str] = []
        self._layouts: list[Layout] = []
        self._behind = 0
        self._open: Table | None = None
        table, sample = parts[0].sample()
        if options.task == "tagging" or _has_tags(table, sample, options):
            self.task = "tagging"
            self._refuse_what_texts_have()
            if described := tags_described(table, sample, options):
                self.notes = [f"{'every file' if len(parts) > 1 else table.name}: {described}"]
        else:
            self._find_layouts(table, sample)

    def rows(self) -> Iterator[Any]:
        """Examples, or for tagging sentences; table after table."""
        for number, part in enumerate(self.parts):
            layout = self._layouts[number] if self._layouts else None
            columns = tag_columns(*part.sample(), self.options) if layout is None else None
            with part.open() as table:
                self._open = table
                if layout is None:
                    yield from read_tagged(table, columns, self.options, part.split, self.rejects)
                else:
                    yield from read_examples(table, layout, part.split, self.rejects, self.options.group_column)
                self._open = None
            self._behind += part.size or 0

    def done(self) -> int:
        """How many bytes have been read."""
        tell = self._open.tell if self._open else None
        return self._behind + (tell() if tell else 0)

    def _find_layouts(self, table: Table, sample: Sequence[Row]) -> None:
        """The first table decides on the task; where another has other columns, those that all have are read."""
        if self.options.column is not None:
            raise UsageError(
                f"--column {self.options.column} is for tags of words: {table.name} has labels of texts", "leave it out"
            )
        layout = find_layout(table, sample, self.options)
        self.task = layout.task
        self.options = replace(  # the other tables are read as the first
            self.options,
            task=layout.task,
            label_columns=layout.labels if layout.form == "wide" else None,
            label_separator=layout.separator,
        )
        others = [part.sample() for part in self.parts[1:]]
        tables = [table, *(other for other, _ in others)]
        found = [layout, *(find_layout(*other, self.options) for other in others)]
        shared = next((each for each in found if all(each.is_in(other) for other in tables)), None)
        self._layouts = [shared] * len(tables) if shared else found
        self.facts = {"columns": self._layouts[0].to_json()}
        firsts: dict[Layout, str] = {}
        for other, each in zip(tables, self._layouts, strict=True):
            firsts.setdefault(each, other.name)
        every = "every file" if len(firsts) == 1 < len(tables) else None
        self.notes = [f"{every or name}: {each.described}" for each, name in firsts.items()]
        if self.options.text_column is None:
            used = {self._layouts[0].text, *self._layouts[0].labels, self.options.group_column}
            rivals = [each for each in table.columns if each.lower() in TEXT_NAMES and each not in used]
            self.notes += [f"'{each}' may be the text as well: --text-column {each} takes it" for each in rivals]

    def _refuse_what_texts_have(self) -> None:
        if given := self.options.to_json().keys() & set(_OF_TEXTS):
            flags = ", ".join(map(flag_of, sorted(given)))
            raise UsageError(f"{flags}: for labels of texts, and these are tags of words", "leave it out")


def _has_tags(table: Table, sample: Sequence[Row], options: FileOptions) -> bool:
    columns = tag_columns(table, sample, options) if options.task is None or table.format in WORDS else None
    return columns is not None or table.format in WORDS
