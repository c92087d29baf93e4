"""The application: verbs found by file name, the flags they all have, and the one place where errors become words."""

import inspect
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from textkit import __version__
from textkit.cli.shell.output import Shell, is_lively
from textkit.cli.shell.printable import printable
from textkit.cli.shell.settings import FLAGS_FOR, SettingFlag, given, parameter
from textkit.errors import MissingError, TextkitError, unknown_name
from textkit.registry import Registry

verbs: Registry[Callable[..., None]] = Registry("command", "textkit.cli", "run")
_ORDER = ("prepare", "train", "eval", "predict")
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no hints.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


class Verbs(TyperGroup):
    """A group whose commands are the modules of `textkit.cli`, each imported when it is needed."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        names = verbs.names()
        return [name for name in _ORDER if name in names] + [name for name in names if name not in _ORDER]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        if cmd_name not in self.commands:
            if cmd_name not in verbs.names():
                raise unknown_name("command", cmd_name, verbs.names())
            self.commands[cmd_name] = command(cmd_name)
        return self.commands[cmd_name]


def command(name: str) -> Any:
    """The typer command of a verb."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, context_settings=_CONTEXT)(_with_common_flags(verbs.load(name)))
    return typer.main.get_command(app)


def _with_common_flags(run: Callable[..., None]) -> Callable[..., None]:
    """`run(shell, ...)` as typer takes it: the shell's flags instead of the shell, setting flags for `settings`
    and its like (`FLAGS_FOR`)."""
    all_of_it = inspect.signature(run).parameters
    own = [each for each in all_of_it.values() if each.name != "shell" and each.name not in FLAGS_FOR]
    receiver = next((name for name in all_of_it if name in FLAGS_FOR), None)
    added = _setting_parameters(FLAGS_FOR[receiver]) if receiver else []
    added += [_option("json", Json, False), _option("quiet", Quiet, False), _option("debug", Debug, False)]

    def verb(*, json: bool, quiet: bool, debug: bool, **values: Any) -> None:
        arguments = {each.name: values.pop(each.name) for each in own}
        if receiver:
            arguments[receiver] = given(values)
        try:
            run(Shell(as_json=json, quiet=quiet), **arguments)
        except BrokenPipeError:  # the reader of our output has seen enough: `textkit predict ... | head -1`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except TextkitError as error:
            if debug:
                traceback.print_exc()
            raise typer.Exit(_explain(error)) from None
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
            raise typer.Exit(130) from None
        except OSError as error:
            if debug:
                traceback.print_exc()
            raise typer.Exit(_explain(_refused(error))) from None
        except Exception as error:  # noqa: BLE001 - the one place where any fault becomes a message
            if debug:
                traceback.print_exc()
            raise typer.Exit(_explain(_internal(error))) from None

    parameters = sorted([*own, *added], key=lambda each: each.kind)
    verb.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    verb.__annotations__ = {each.name: each.annotation for each in parameters}
    verb.__doc__ = run.__doc__
    return verb


def _setting_parameters(flags: Sequence[SettingFlag]) -> list[inspect.Parameter]:
    return [
        _option(
            parameter(flag),
            Annotated[flag.type | None, typer.Option(flag.flag, help=flag.help, show_default=False)],
            None,
        )
        for flag in flags
    ]


def _option(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _refused(error: OSError) -> TextkitError:
    """What the system refused: a full disk, a folder that may not be written to."""
    place = f"{error.filename}: " if error.filename else ""
    return MissingError(
        f"{place}{(error.strerror or str(error)).lower()}", "mend the path, its permissions or the disk"
    )


def _internal(error: Exception) -> TextkitError:
    return TextkitError(
        f"a fault of textkit itself: {type(error).__name__}: {error}",
        "run it again with --debug and report the traceback",
    )


def _explain(error: TextkitError) -> int:
    """Print what is wrong and what mends it; the exit code."""
    red, plain = ("\033[1;31m", "\033[0m") if is_lively(sys.stderr) else ("", "")
    print(f"{red}error:{plain} {printable(error.message)}", file=sys.stderr)
    if error.hint:
        print(f"  {printable(error.hint)}", file=sys.stderr)
    return error.exit_code


def _version(value: bool) -> None:
    if value:
        print(f"textkit {__version__}")
        raise typer.Exit


app = typer.Typer(cls=Verbs, name="textkit", rich_markup_mode=None, context_settings=_CONTEXT)


@app.callback()
def textkit(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """From a file of text to a trained, compared and deployed model.

    \b
    textkit train clickbait --model lstm-attn
    textkit eval
    echo "You Will Not Believe This" | textkit predict

    Exit codes: 0 done, 1 a fault of textkit, 2 usage, 3 bad data, 4 something missing, 5 a bound not met,
    130 interrupted.
    """


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit code."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        words = sys.argv[1:] if arguments is None else arguments
        return app(words or ["--help"], prog_name="textkit", standalone_mode=False) or 0
    except TextkitError as error:
        return _explain(error)
    except typer.TyperException as error:  # typer's own: an unknown option, a missing argument
        return _explain(_from_typer(error))


def _terminate(number: int, frame: FrameType | None) -> None:
    """End as on Ctrl-C, so that nothing half-written stays behind."""
    raise KeyboardInterrupt


def _from_typer(error: Any) -> TextkitError:
    said = error.format_message()
    context = getattr(error, "ctx", None)
    hint = f"{context.command_path} --help shows its flags" if context else None
    explained = TextkitError(said[:1].lower() + said[1:].rstrip("."), hint)
    explained.exit_code = error.exit_code
    return explained
