"""What a .txt is when it is more than lines of text: fastText's lines, or words with their tags in columns."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from textkit.data.readers import BadRow, format_by_name, open_table
from textkit.data.readers.conll import read_conll
from textkit.data.readers.fasttext import PREFIX
from textkit.text.schemes import is_span_tag

_LINES, _CHARACTERS = 500, 1 << 16


def format_by_content(path: Path, encoding: str | None) -> str | None:
    """The format of a file that is plain text by its name and labelled by its first lines; else None.

    Raises:
        DataError: the file cannot be read.
    """
    if format_by_name(path) != "text":
        return None
    lines: list[str] = []
    bad, characters = False, 0
    with open_table(path, format="text", encoding=encoding) as table:
        for record in islice(table.records, _LINES):
            line = "" if isinstance(record, BadRow) else record.fields["text"]
            bad, characters = bad or isinstance(record, BadRow), characters + len(line)
            lines.append(line)
            if characters > _CHARACTERS:  # texts of a megabyte are no words with tags
                break
    if next(filter(str.strip, lines), "").lstrip().startswith(PREFIX):
        return "fasttext"
    return "conll" if not bad and _are_tagged(lines) else None


def _are_tagged(lines: Sequence[str]) -> bool:
    """Whether all lines have the same columns, two at least, the last in capitals, and some sentence several words."""
    several = False
    for sentence in read_conll(iter(lines))[1]:
        if isinstance(sentence, BadRow) or len(sentence.fields["columns"]) < 2:
            return False
        tags = sentence.fields["columns"][-1]
        if not all(is_span_tag(tag) or (tag == tag.upper() and not tag.isdecimal()) for tag in tags):
            return False
        several |= len(tags) > 1
    return several
