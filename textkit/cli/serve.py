"""textkit serve: runs behind HTTP, with an API and a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from textkit.cli.shell.completion import runs
from textkit.cli.shell.output import Shell

if TYPE_CHECKING:
    from textkit.run import Manifest, Run
    from textkit.serve.models import Served

Precision = Literal["auto", "fp32", "int8"]


def run(
    shell: Shell,
    runs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RUN]...", help="Folders of runs (default: the newest).", autocompletion=runs),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 is any of this machine.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 is any free one.")] = 8000,
    token: Annotated[
        str | None,
        typer.Option(envvar="TEXTKIT_TOKEN", help="Answer only who sends Authorization: Bearer TOKEN."),
    ] = None,
    max_body: Annotated[int, typer.Option(min=1, help="Bytes of a request's body.")] = 1 << 20,
    max_texts: Annotated[int, typer.Option(min=1, help="Texts of a request.")] = 1_000,
    max_chars: Annotated[int, typer.Option(min=1, help="Characters of a request's texts together.")] = 200_000,
    queue: Annotated[int, typer.Option(min=1, help="Requests in hand at a time; more are told to come again.")] = 256,
    timeout: Annotated[float, typer.Option(min=0.001, help="Seconds to read a request, and to answer it.")] = 30.0,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads of each graph.")] = None,
    precision: Annotated[Precision, typer.Option(help="fp32 or int8 (a graph: textkit export).")] = "auto",
) -> None:
    """Answer over HTTP, with exported graphs and without torch: POST /predict, and a page to try it at /.

    Requests that wait are answered together. The first Ctrl-C or SIGTERM answers what is in hand, and ends.

    \b
    textkit serve
    textkit serve runs/clickbait-minilm runs/clickbait-tfidf --port 8080
    textkit serve runs/conll2003-minilm --precision int8 --host 0.0.0.0 --token SECRET
    """
    from textkit.cli.shell.runs import named_or_newest
    from textkit.errors import UsageError
    from textkit.run import Run
    from textkit.serve.listening import listen, url_of

    found = by_name([Run(Path(name)) for name in runs or [named_or_newest(None, shell)]])
    _check_threads(list(found.values()), threads)
    if token == "":
        raise UsageError("the token is empty", "name one, or leave out --token")
    listening = listen(host, port)
    served = {name: _opened(each, threads, precision) for name, each in found.items()}
    with _told_of_the_extra():
        from textkit.serve.limits import Limits
        from textkit.serve.models import Models
        from textkit.serve.server import serve
        from textkit.serve.service import Service

    limits = Limits(max_body=max_body, max_texts=max_texts, max_chars=max_chars, queue=queue, timeout=timeout)
    url = url_of(listening)
    if shell.as_json:
        shell.answer({"url": url, "models": list(served)})
    else:
        print(url, flush=True)  # a table of one line would cost the import of rich
    if token is None and host not in ("127.0.0.1", "::1", "localhost"):
        shell.warn(f"whoever reaches {host} may ask: --token bounds that")
    ready = f"ready: {', '.join(served)}; Ctrl-C stops"
    serve(Service(Models(served), limits, token), listening, lambda: shell.note(ready))


@contextmanager
def _told_of_the_extra() -> Iterator[None]:
    """
    Raises:
        MissingError: FastAPI or uvicorn is not installed.
    """
    from textkit.errors import MissingError

    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingError(f"{error.name} is not installed", "pip install 'textkit-nlp[serve]'") from None


def by_name(runs: list["Run"]) -> "dict[str, Run]":
    """Runs by the names of their folders.

    Raises:
        UsageError: two have the same name.
    """
    from textkit.errors import UsageError

    named = {run.path.resolve().name: run for run in runs}
    if len(named) < len(runs):
        paths = ", ".join(str(run.path) for run in runs)
        raise UsageError(f"a model is chosen by the name of its folder, and two are the same: {paths}", "rename one")
    return named


def _check_threads(runs: list["Run"], threads: int | None) -> None:
    from textkit.errors import UsageError

    if threads is not None and all(run.manifest().runtime == "numpy" for run in runs):
        raise UsageError("--threads is for graphs, and a linear model has none", "leave it out")


def _opened(run: "Run", threads: int | None, precision: Precision) -> "Served":
    """The run, with its predictor being opened in a thread of its own.

    Raises:
        UsageError: it is not finished, or has no graph of this precision.
    """
    from textkit import api
    from textkit.serve.models import Served, open_beside

    manifest = run.manifest()
    linear = manifest.runtime == "numpy"
    wanted = "fp32" if precision == "auto" else precision
    _check(run, manifest, wanted)
    on_threads = None if linear else threads  # a linear model has one, whatever the graphs beside it have
    opening = open_beside(lambda: api.load(run, device="cpu", threads=on_threads, precision=precision))
    return Served(manifest, wanted, opening)


def _check(run: "Run", manifest: "Manifest", precision: str) -> None:
    """Without its graph a network would be answered by torch."""
    from textkit.errors import UsageError

    if manifest.runtime == "numpy" and precision != "fp32":
        raise UsageError(f"{run.path} is a {manifest.model}: it has no {precision}", "leave out --precision")
    if manifest.runtime != "numpy" and precision not in manifest.exports:
        raise UsageError(f"{run.path} has no {precision} graph", f"textkit export {run.path} --precision {precision}")
