"""What a server is apart from HTTP: its models, its limits, who is in hand, and whether it is stopping."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from textkit.serve import refusals
from textkit.serve.limits import Limits
from textkit.serve.metrics import Metrics, family
from textkit.serve.models import FIGURES, Models


@dataclass(eq=False)
class Service:
    """One server's state; used by the thread of its event loop alone."""

    models: Models
    limits: Limits = field(default_factory=Limits)
    token: str | None = None
    metrics: Metrics = field(default_factory=Metrics)
    in_hand: int = 0
    """Requests that have been taken and not been answered yet."""
    stopping: bool = False
    failure: BaseException | None = None
    """Why the models could not be loaded."""

    @property
    def state(self) -> str:
        return "stopping" if self.stopping else "ready" if self.models.ready else "loading"

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one request, for as long as it is in hand.

        Raises:
            Refusal: there is none, or the server is stopping.
        """
        if self.stopping:
            raise refusals.stopping()
        if self.in_hand >= self.limits.queue:
            raise refusals.queue_full(self.limits, self.metrics.last_seconds)
        self.in_hand += 1
        started = perf_counter()
        try:
            yield
            self.metrics.answered(perf_counter() - started)
        finally:
            self.in_hand -= 1

    def figures(self) -> str:
        """All metrics, as Prometheus reads them."""
        ready = [({"model": model.name}, int(model.ready)) for model in self.models.all]
        lines = [
            *self.metrics.lines(),
            *family("textkit_in_hand", "gauge", "Requests being read, waiting or answered.", [({}, self.in_hand)]),
            *family("textkit_model_ready", "gauge", "Whether a model is loaded.", ready),
        ]
        figures = [({"model": model.name}, model.figures()) for model in self.models.all if model.ready]
        for name, (kind, help) in FIGURES.items():
            lines += family(f"textkit_{name}", kind, help, [(labels, found[name]) for labels, found in figures])
        return "\n".join(lines) + "\n"
