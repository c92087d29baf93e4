"""The command line that the faults are put before."""

from tests.cli.conftest import linear_run, textkit_cli

__all__ = ["linear_run", "textkit_cli"]
