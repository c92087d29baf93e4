"""A run to a repository of the Hugging Face hub, with the login that its own tools use (`hf auth login`, HF_TOKEN)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from textkit.data.download import offline
from textkit.errors import MissingError, TextkitError, UsageError
from textkit.reporting.upload import Content

_LOG_IN = "log in with a token that may write: hf auth login, or HF_TOKEN"


def push_files(
    files: Mapping[str, Content], repo: str, *, private: bool = False, revision: str | None = None, message: str
) -> str:
    """Make the repository if there is none, and one commit of `files` in it; the commit's address.

    `private` is for a repository that is made; one that is there stays as it is. A `revision` is a branch, made from
    main if there is none.

    Raises:
        MissingError: the hub does not answer or wants another login, or textkit is not to ask it.
        UsageError: `repo` is no id of a repository.
    """
    if variable := offline():
        raise MissingError(f"nothing can be pushed: {variable} is set", f"unset {variable}")
    from huggingface_hub import CommitOperationAdd, HfApi, utils

    with _hub_faults(repo), _without_bars(utils):
        hub = HfApi()
        repo = hub.create_repo(repo, private=private, exist_ok=True).repo_id  # with the user's own name before it
        if revision is not None and revision != "main":
            hub.create_branch(repo, branch=revision, exist_ok=True)
        operations = [CommitOperationAdd(name, content) for name, content in files.items()]
        commit = hub.create_commit(repo, operations, commit_message=message, revision=revision)
        return str(commit.commit_url)


@contextmanager
def _hub_faults(repo: str) -> Iterator[None]:
    """Turns what goes wrong with `repo` into an error of textkit's."""
    try:
        yield
    except Exception as error:
        translated = _translated(error, repo)
        if translated is None:
            raise
        raise translated from None


def _translated(error: Exception, repo: str) -> TextkitError | None:
    """None of what is no fault of the hub or the way to it."""
    from huggingface_hub import constants, errors, utils

    http: Any = utils
    status = getattr(getattr(error, "response", None), "status_code", None)
    said = next(iter(str(error).strip().splitlines()), type(error).__name__)
    kind: type[TextkitError] = MissingError
    match error:
        case errors.HFValidationError():
            kind, message, hint = UsageError, f"'{repo}' is no id of a repository", "write NAMESPACE/NAME"
        case errors.LocalTokenNotFoundError():
            message, hint = "the hub wants to know who you are", _LOG_IN
        case errors.HfHubHTTPError() if status in (401, 403):
            message, hint = f"the hub does not let you write to {repo} ({status})", _LOG_IN
        case errors.HfHubHTTPError() if status == 404:
            message, hint = f"{constants.ENDPOINT} has no {repo}, or shows it to others only (404)", "check the name"
        case errors.HfHubHTTPError():
            message, hint = f"the hub did not take {repo}: {said}", "try again later"
        case http.httpx.HTTPError() | ConnectionError() | TimeoutError():
            message, hint = f"the hub cannot be reached: {said}", "check the network, and HF_ENDPOINT"
        case _:
            return None
    return kind(message, hint)


@contextmanager
def _without_bars(utils: Any) -> Iterator[None]:
    """Meanwhile the library draws no bars of its own."""
    drawn = not utils.are_progress_bars_disabled()
    utils.disable_progress_bars()
    try:
        yield
    finally:
        if drawn:
            utils.enable_progress_bars()
