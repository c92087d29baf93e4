"""How models are measured, the same for all of a benchmark."""

from dataclasses import dataclass, field

from textkit.benchmark.opening import GRAPHS
from textkit.errors import UsageError
from textkit.inference.threads import choose_threads

PRECISIONS = (*GRAPHS, "bf16")


@dataclass(frozen=True)
class Conditions:
    """Each model answers in each precision, with so many threads, on one device.

    Raises:
        UsageError: an int8 graph is asked for on something else than the CPU.
    """

    precisions: tuple[str, ...] = ("fp32",)
    pipeline: bool = False
    """Whether the weights of encoders are measured in `transformers.pipeline` as well."""
    rounds: int = 5
    """How often each model is asked."""
    threads: int = field(default_factory=lambda: choose_threads(None))
    device: str = "cpu"

    def __post_init__(self) -> None:
        if self.device != "cpu" and "int8" in self.precisions:
            raise UsageError(f"an int8 graph is computed on the CPU, not on {self.device}", "leave out --device")


def parse_precisions(text: str) -> tuple[str, ...]:
    """`fp32,int8`, each once.

    Raises:
        UsageError: one is unknown.
    """
    wanted = tuple(dict.fromkeys(each.strip() for each in text.split(",")))
    for each in wanted:
        if each not in PRECISIONS:
            raise UsageError(f"--precision {text}: '{each}' is none", f"some of {', '.join(PRECISIONS)}: fp32,int8")
    return wanted
