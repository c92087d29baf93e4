"""Paths and names of users, taken out of what is published: of a path its last part stays."""

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from textkit.run import Manifest

_ABSOLUTE = r"(?:[A-Za-z]:[\\/]|\\\\|~[^\s/\\]*/|\.{1,2}[\\/]|/)"
_ANCHORED = re.compile(rf"(?:(?<=\bhf:)|(?<=\bhub:)|(?<![\w:/.])){_ABSOLUTE}(?:[^\s'\"<>|:;,()]+)")
_WHOLE = re.compile(rf"{_ABSOLUTE}.*", re.DOTALL)
_RELATIVE_FILE = re.compile(r"[^:=]*[\\/][^\\/]*\.[A-Za-z]\w*")
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*://)(?:[^\s/@]*@)?([^\s?#]*)[^\s]*")
_TAKES_A_PATH = {"--out", "--init", "--config", "--data", "--source", "--teacher"}


def redacted(text: str) -> str:
    """`text` with the last part of each absolute or home path in it, and addresses without user and query."""
    kept = _ADDRESS.sub(r"\1\2", text)
    return _ANCHORED.sub(lambda found: _last(found.group()), kept)


def redacted_path(value: str) -> str:
    """The last part of a path, spaces in it or not; what is none, such as `hf:org/model` or 80/10/10, as it is."""
    kind, colon, rest = value.partition(":")
    if kind in ("hf", "hub") and colon:
        return f"{kind}:{redacted_path(rest)}"
    if _WHOLE.fullmatch(value) or _RELATIVE_FILE.fullmatch(value):
        return _last(value)
    return redacted(value)


def redacted_command(command: str) -> str:
    """A command line whose paths are their last parts; one that no shell would read is left out altogether."""
    try:
        words = shlex.split(command)
    except ValueError:
        return ""
    return shlex.join(_words(words))


def redacted_tree(content: Any, redact: Callable[[str], str] = redacted_path) -> Any:
    """All strings of nested lists and mappings, redacted as paths unless otherwise; keys are left as they are."""
    if isinstance(content, dict):
        return {key: redacted_tree(value, redact) for key, value in content.items()}
    if isinstance(content, list):
        return [redacted_tree(value, redact) for value in content]
    return redact(content) if isinstance(content, str) else content


def redacted_sentence(text: str, known: Mapping[str, str]) -> str:
    """`text` as `redacted` leaves it, after each `known` path, with blanks in it or not, became its name."""
    for path, name in known.items():
        text = text.replace(path, name)
    return redacted(text)


def redacted_manifest(manifest: Manifest) -> Manifest:
    """What a run is, as anybody may read it."""
    optional: dict[str, Any] = {
        name: redacted_path(value)
        for name in ("init", "pretrained", "stand_in", "teacher")
        if (value := getattr(manifest, name)) is not None
    }
    return replace(
        manifest,
        model=redacted_path(manifest.model),
        dataset=redacted_tree(manifest.dataset),
        notes=[redacted(note) for note in manifest.notes],
        command=redacted_command(manifest.command or "") or None,
        **optional,
    )


def _words(words: Sequence[str]) -> list[str]:
    before = ["", *words]
    return [_word(word, flag) for flag, word in zip(before, words, strict=False)]


def _word(word: str, flag: str) -> str:
    if flag in _TAKES_A_PATH:
        return _last(word) if "://" not in word else redacted(word)
    name, equals, value = word.partition("=")
    if equals:
        return f"{name}={_word(value, name)}"
    return redacted_path(word)


def _last(path: str) -> str:
    """The last part of a path, whichever way its slashes lean; the home folder itself has none."""
    last = re.split(r"[\\/]", path.rstrip("\\/"))[-1]
    return "" if last.startswith("~") or last in (".", "..") else last
