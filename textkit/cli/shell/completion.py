"""What TAB offers where a verb takes a name; where nothing here fits, the shell offers files."""

from collections.abc import Iterable


def models(incomplete: str) -> list[str]:
    """The models of the zoo."""
    from textkit.models import zoo

    return _begin_with(incomplete, zoo.names())


def datasets(incomplete: str) -> list[str]:
    """The datasets of the catalogue."""
    from textkit.data.catalog import catalog

    return _begin_with(incomplete, catalog.names())


def runs(incomplete: str) -> list[str]:
    """The folders of finished runs."""
    from textkit.run import FINISHED, all_runs

    return _begin_with(incomplete, [str(run.path) for run, manifest in all_runs() if manifest.status == FINISHED])


def models_and_runs(incomplete: str) -> list[str]:
    return [*models(incomplete), *runs(incomplete)]


def _begin_with(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
