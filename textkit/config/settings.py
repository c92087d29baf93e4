"""Where settings come from, and what is wrong with them, all at once.

A setting is `section.key = value`. Later ones win: the model's recipe, then `--config FILE.toml`, then the
environment (`TEXTKIT_TRAINING_LR`), then flags and `--set`. Which keys exist is up to the sections.
"""

import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from textkit.config.sections import (
    ONE_BATCH_UNIT,
    DataSection,
    DistillationSection,
    FitSection,
    ModelSection,
    PreprocessingSection,
    Section,
)
from textkit.errors import DataError, MissingError, UsageError

DISTILLATION = "distillation"
_SETTING_PREFIXES = ("TEXTKIT_MODEL_", "TEXTKIT_TRAINING_")


_OF_DATA: Mapping[str, type[Section]] = {"data": DataSection, "preprocessing": PreprocessingSection}


class Setting(NamedTuple):
    """One value and where it comes from (`--lr`, `TEXTKIT_TRAINING_LR`, `study.toml`), for the error message."""

    key: str
    value: Any
    origin: str


class Config(NamedTuple):
    """The resolved settings of a training."""

    data: DataSection
    preprocessing: PreprocessingSection
    model: Any
    training: Any
    distillation: Section | None = None

    def tables(self) -> dict[str, dict[str, Any]]:
        """As TOML tables; a setting that is None is left out, for TOML has no null."""
        return {name: section.model_dump(exclude_none=True) for name, section in self._asdict().items() if section}


def resolve(settings: Sequence[Setting], *, model: type[ModelSection], training: type[FitSection], name: str) -> Config:
    """Merge `settings` (later ones win) and check them against the sections of the model called `name`.

    Raises:
        UsageError: one line for every problem found.
    """
    return Config(**_build(settings, {**_OF_DATA, "model": model, "training": training}, name))


def resolve_data(settings: Sequence[Setting]) -> tuple[DataSection, PreprocessingSection]:
    """The settings of a preparation, merged and checked like those of a training.

    Raises:
        UsageError: one line for every problem found.
    """
    built = _build(settings, _OF_DATA, "a preparation")
    return built["data"], built["preprocessing"]


def resolve_distillation(settings: Sequence[Setting]) -> DistillationSection:
    """What a student learns from its teacher, merged and checked like the settings of its training.

    Raises:
        UsageError: one line for every problem found.
    """
    built: DistillationSection = _build(settings, {DISTILLATION: DistillationSection}, "a distillation")[DISTILLATION]
    return built


def _build(settings: Sequence[Setting], sections: Mapping[str, type[Section]], name: str) -> dict[str, Any]:
    merged: dict[str, dict[str, Setting]] = {section: {} for section in sections}
    problems = []
    for setting in _one_batch_unit_wins(settings):
        section, _, key = setting.key.partition(".")
        if section not in sections or key not in sections[section].model_fields:
            problems.append(_unknown(setting, sections, name))
        else:
            merged[section][key] = setting
    built = {}
    for section, schema in sections.items():
        try:
            built[section] = schema(**{key: setting.value for key, setting in merged[section].items()})
        except ValidationError as error:
            problems.extend(_explain(error, section, merged[section]))
            if {"batch_size", "batch_tokens"} <= merged[section].keys() and error.errors()[0]["loc"]:
                problems.append(f"{section}: {ONE_BATCH_UNIT}")  # pydantic stops at the faults of single keys
    if problems:
        count = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise UsageError(f"{count} with the settings\n" + "\n".join(f"  {problem}" for problem in problems))
    return built


def from_tables(tables: Mapping[str, Any], origin: str) -> list[Setting]:
    """The settings of nested tables (a TOML file, a recipe)."""
    settings: list[Setting] = []
    for section, table in tables.items():
        if isinstance(table, Mapping):
            settings.extend(Setting(f"{section}.{key}", value, origin) for key, value in table.items())
        else:
            settings.append(Setting(section, table, origin))
    return settings


def from_file(path: Path) -> list[Setting]:
    """The settings of a TOML file.

    Raises:
        MissingError: there is no such file.
        DataError: it is not TOML.
    """
    try:
        return from_tables(tomllib.loads(path.read_text(encoding="utf-8-sig")), str(path))
    except FileNotFoundError:
        raise MissingError(f"{path} does not exist", "--config takes a TOML file") from None
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", "--config takes a TOML file", path=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"not valid TOML: {error}", path=str(path)) from None


def from_environment(keys: Iterable[str], environment: Mapping[str, str] = os.environ) -> list[Setting]:
    """The settings among `keys` (`training.lr`) that the environment holds (`TEXTKIT_TRAINING_LR`)."""
    names = {f"TEXTKIT_{key.replace('.', '_').upper()}": key for key in keys}
    return [
        Setting(key, parse_value(environment[name]), name) for name, key in sorted(names.items()) if name in environment
    ]


def unknown_in_environment(keys: Iterable[str], environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that look like settings (`TEXTKIT_TRAINING_LRR`) and are none of `keys`."""
    known = {f"TEXTKIT_{key.replace('.', '_').upper()}" for key in keys}
    return sorted(name for name in environment if name.startswith(_SETTING_PREFIXES) and name not in known)


def from_assignments(assignments: Iterable[str]) -> list[Setting]:
    """The settings of `--set section.key=value`, the value as in TOML, or a bare word."""
    settings = []
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        if not equals or "." not in key:
            raise UsageError(f"--set {assignment}: not section.key=value", "example: --set training.lr=3e-5")
        settings.append(Setting(key.strip(), parse_value(value.strip()), "--set"))
    return settings


def parse_value(text: str) -> Any:
    """A TOML value; what is none is the text itself, so that words need no quotes."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _one_batch_unit_wins(settings: Sequence[Setting]) -> list[Setting]:
    """A later batch_size replaces an earlier batch_tokens and the other way round: they are one choice.

    Two of one origin are both kept, and the section refuses them. Either replaces an earlier least_rows as well: tokens
    that are asked for, because no more fit, are all that a batch gets.
    """
    rivals = {
        "training.batch_size": ("training.batch_tokens", "training.least_rows"),
        "training.batch_tokens": ("training.batch_size", "training.least_rows"),
    }
    kept: list[Setting] = []
    for setting in settings:
        replaced = rivals.get(setting.key, ())
        flag = setting.origin.startswith("--")
        kept = [
            each
            for each in kept
            if each.key not in replaced or (each.origin == setting.origin or (flag and each.origin.startswith("--")))
        ]
        kept.append(setting)
    return kept


def _unknown(setting: Setting, sections: Mapping[str, type[Section]], name: str) -> str:
    if setting.origin.startswith("--") and setting.origin != "--set":
        return f"{setting.origin}: {name} has no {setting.key}"  # a flag of ours that this model cannot honour
    hint = _nearest(setting.key, sections)
    return f"{setting.origin}: {name} has no {setting.key}" + (f"; {hint}" if hint else "")


def _nearest(wanted: str, sections: Mapping[str, type[Section]]) -> str | None:
    """The two parts are compared apart: all keys of a section begin alike."""
    section, _, key = wanted.partition(".")
    near = [section] if section in sections else get_close_matches(section, sections, n=1)
    if not near:
        return None
    keys = sections[near[0]].model_fields
    found = [key] if key in keys else get_close_matches(key, keys, n=1)
    return f"did you mean '{near[0]}.{found[0]}'?" if found else None


def _explain(error: ValidationError, section: str, given: Mapping[str, Setting]) -> list[str]:
    lines = []
    for fault in error.errors():
        key = str(fault["loc"][0]) if fault["loc"] else ""
        setting = given.get(key)
        reason = fault["msg"].removeprefix("Value error, ")
        if setting is not None:
            lines.append(f"{setting.origin}: {section}.{key} = {setting.value!r}: {reason}")
        else:
            lines.append(f"{section}.{key}: {reason}" if key else f"{section}: {reason}")
    return lines
