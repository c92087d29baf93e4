"""How the files of a dataset are to be read; what is not said is found out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


def flag_of(option: str) -> str:
    """How the command line calls an option."""
    return "--input-format" if option == "format" else f"--{option.replace('_', '-')}"


@dataclass(frozen=True)
class FileOptions:
    """How files are read; None means found out."""

    text_column: str | None = None
    label_column: str | None = None
    label_columns: tuple[str, ...] | None = None
    """Of label sets: columns of 0 and 1, one for each label."""
    label_separator: str | None = None
    """Of label sets: what stands between the labels of one cell."""
    task: str | None = None
    column: str | None = None
    """Of words: which of their tags."""
    group_column: str | None = None
    """Rows of one group stay in one split."""
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: tuple[str, ...] | None = None
    """The columns of a CSV or TSV that does not name them itself."""
    on_bad_row: str | None = None
    """"skip" or "quarantine" instead of failing."""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """The options among the settings of a `data` section."""
        named: dict[str, Any] = {}
        for each in fields(cls):
            value = settings.get(each.name)
            named[each.name] = tuple(value) if isinstance(value, list) else value
        return cls(**named)

    def to_json(self) -> dict[str, Any]:
        """What was said, ready to be hashed."""
        return {key: value for key, value in asdict(self).items() if value is not None}
