"""What the hub's libraries raise and print, as textkit says it."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from textkit.errors import DataError, MissingError, TextkitError, UsageError

_LIBRARIES = ("datasets", "huggingface_hub")


class Unreachable(MissingError):
    """The hub does not answer; what is in the cache may do."""


@contextmanager
def hub_faults(id: str, revision: str | None = None) -> Iterator[None]:
    """Turns what goes wrong with the dataset `id` into an error of textkit's.

    Raises:
        Unreachable: nobody answers, or with a fault of their own.
        MissingError: there is no such dataset, or not for everybody.
        UsageError: the id or the revision cannot be.
        DataError: the dataset is there and cannot be read.
    """
    try:
        yield
    except TextkitError:
        raise
    except Exception as error:  # noqa: BLE001 - what readers of a dozen formats raise has no base of its own
        raise _translated(error, id, revision) from None


def _translated(error: BaseException, id: str, revision: str | None) -> TextkitError:
    from datasets.exceptions import DatasetNotFoundError
    from huggingface_hub import constants, errors, utils

    http: Any = utils  # which of two clients it is depends on its version
    said = next(iter(str(error).strip().splitlines()), type(error).__name__)
    kind: type[TextkitError] = MissingError
    match error:
        case errors.HFValidationError():
            kind, message = UsageError, f"'{id}' is no id of a dataset"
            hint = "write hub:NAMESPACE/NAME or hub:NAMESPACE/NAME:CONFIG"
        case errors.GatedRepoError() | DatasetNotFoundError():  # the latter has no other cause once the id was found
            message = f"the dataset {id} is open only to those who accepted its terms"
            hint = f"accept them at {constants.ENDPOINT}/datasets/{id}, then log in: hf auth login, or HF_TOKEN"
        case errors.RevisionNotFoundError():
            kind, message = UsageError, f"the dataset {id} has no revision '{revision}'"
            hint = "name a branch, a tag or a commit"
        case errors.RepositoryNotFoundError():
            message = f"the hub has no dataset {id}, or shows it to others only"
            hint = "check the name; a private one needs a login: hf auth login, or HF_TOKEN"
        case http.httpx.HTTPError() | ConnectionError() | TimeoutError():
            kind, message = Unreachable, f"the dataset {id} cannot be fetched from the hub: {said}"
            hint = "check the network"
        case RuntimeError() if "scripts" in said:
            kind, message = DataError, f"the dataset {id} is made by a program of its own, which textkit does not run"
            hint = "the hub may hold its rows at the revision refs/convert/parquet"
        case _ if error.__cause__:
            return _translated(error.__cause__, id, revision)
        case _:
            kind, message = DataError, f"the dataset {id} cannot be read: {said}"
            hint = "textkit reads tables of texts: CSV, JSON, Parquet, Arrow, text"
    return kind(message, hint)


@contextmanager
def quiet() -> Iterator[None]:
    """Meanwhile the libraries draw no bars, write no log and warn of nothing; nor do they tell anyone what is used."""
    import datasets
    from huggingface_hub import utils

    datasets.config.HF_UPDATE_DOWNLOAD_COUNTS = False
    with ExitStack() as undo:
        undo.enter_context(warnings.catch_warnings(action="ignore"))
        for library in (datasets, utils):
            if not library.are_progress_bars_disabled():
                library.disable_progress_bars()
                undo.callback(library.enable_progress_bars)
        for logger in map(logging.getLogger, _LIBRARIES):
            undo.callback(logger.setLevel, logger.level)
            logger.setLevel(logging.CRITICAL)
        yield
