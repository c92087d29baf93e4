"""The house: a module imports only from the rooms above its own, wherever in it the import stands."""

import ast
from pathlib import Path

import pytest

import textkit

ROOT = Path(textkit.__file__).parent

ROWS: tuple[tuple[str, ...], ...] = (
    ("errors",),
    ("types", "atomic", "digest", "home", "reporter"),
    ("registry", "run"),
    ("folds",),
    ("config",),
    ("text",),
    ("tasks",),
    ("evaluation",),
    ("data",),
    ("doctor", "inference"),
    ("models",),
    ("training",),
    ("distill", "benchmark", "reporting", "serve"),
    ("api",),
    ("cli",),
)
LEVEL = {room: level for level, rooms in enumerate(ROWS) for room in rooms}
STDLIB_ONLY = ("errors", "atomic", "digest", "home", "reporter", "registry", "run", "folds")
NO_TORCH = ("text", "tasks", "evaluation", "data", "doctor", "inference", "config", "types")


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> list[str]:
    """Every module name that the file imports, in functions too; `from textkit import api` is textkit.api."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.append(str(node.module))
            if node.module == "textkit":
                names += [f"textkit.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_from_the_rooms_above(path: Path) -> None:
    room = room_of(path)
    if room in ("__init__", "__main__"):
        return
    for name in imported(path):
        package, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if package != "textkit" or not rest or other in (room, "__version__"):
            continue
        assert LEVEL[other] < LEVEL[room], f"{room} imports {name}, which lies below or beside it"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_packages_stay_in_their_rooms(path: Path) -> None:
    top_level = {name.partition(".")[0] for name in imported(path)}
    if room_of(path) in STDLIB_ONLY:
        assert not top_level & {"numpy", "torch", "pydantic", "transformers", "sklearn"}
    if room_of(path) in NO_TORCH:
        assert not top_level & {"torch", "transformers"}


def test_every_room_has_its_place() -> None:
    rooms = {room_of(path) for path in modules()} - {"__init__", "__main__"}
    assert rooms <= LEVEL.keys()


def test_no_file_is_called_utils() -> None:
    assert not [path for path in modules() if path.stem in ("utils", "helpers", "common", "misc")]
