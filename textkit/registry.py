"""A file is a name: `models/lstm_attn.py` is the model `lstm-attn`.

A registry lists the modules of one package (its sub-packages are helpers, not entries) and the entry points that
other distributions declare for it. Listing reads names only; a module is imported when its entry is asked for.
"""

import pkgutil
import sys
from functools import cache
from importlib import import_module
from typing import Any, Generic, TypeVar, cast

from textkit.errors import MissingError, UsageError, unknown_name

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """The entries of one kind.

    Args:
        kind: what an entry is called in messages: "model".
        package: the package whose modules are the built-in entries; its name is the entry-point group as well.
        attribute: the name under which a module holds its entry.
    """

    def __init__(self, kind: str, package: str, attribute: str) -> None:
        self.kind = kind
        self.package = package
        self.attribute = attribute

    def names(self) -> list[str]:
        """All names, sorted; nothing is imported but the package itself."""
        return sorted({*self._built_in(), *self._plugins()})

    def load(self, name: str) -> Entry:
        """The entry called `name`.

        Raises:
            UsageError: no entry has this name, or two plugins claim it.
            MissingError: the plugin that brings it cannot be imported.
        """
        modules = self._built_in()
        if name in modules:
            return cast(Entry, getattr(import_module(f"{self.package}.{modules[name]}"), self.attribute))
        points = self._plugins().get(name, [])
        if not points:
            raise unknown_name(self.kind, name, self.names())
        if len(points) > 1:
            packages = " and ".join(sorted(point.dist.name for point in points))
            raise UsageError(f"{self.kind} '{name}' is brought by {packages}", "uninstall one of them")
        try:
            return cast(Entry, points[0].load())
        except Exception as error:  # whatever a foreign module raises must not take the command down
            raise MissingError(
                f"{self.kind} '{name}' cannot be loaded: {type(error).__name__}: {error}",
                f"mend or uninstall the package {points[0].dist.name}",
            ) from error

    def _built_in(self) -> dict[str, str]:
        path = import_module(self.package).__path__
        modules = (module.name for module in pkgutil.iter_modules(path) if not module.ispkg)
        return {name.replace("_", "-"): name for name in modules}

    def _plugins(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for point in _entry_points(self.package, tuple(sys.path)):
            found.setdefault(point.name, []).append(point)
        return found


@cache
def _entry_points(group: str, path: tuple[str, ...]) -> tuple[Any, ...]:
    """Those of the packages on `path`: to look through them all takes tens of milliseconds."""
    from importlib.metadata import entry_points

    return tuple(entry_points(group=group))
