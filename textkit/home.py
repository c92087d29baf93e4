"""Where textkit keeps what it can make again: prepared datasets and downloads."""

import os
from pathlib import Path


def home() -> Path:
    """`TEXTKIT_HOME`, else `textkit` in the user's cache folder (XDG)."""
    if chosen := os.environ.get("TEXTKIT_HOME"):
        return Path(chosen).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache).expanduser() if cache else Path.home() / ".cache") / "textkit"


def datasets_folder() -> Path:
    """Prepared datasets: `<name>/<content hash>/`."""
    return home() / "datasets"


def teachings_folder() -> Path:
    """What teachers said of texts: `<hash of both>/`."""
    return home() / "teachings"


def downloads_folder() -> Path:
    """Files as their publishers distribute them: `<dataset>/<file>`."""
    return home() / "downloads"
