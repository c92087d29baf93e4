"""What the server counts, in the text format of Prometheus (version 0.0.4)."""

from collections import Counter
from collections.abc import Iterable, Iterator

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

Sample = tuple[dict[str, str], float]


class Metrics:
    """Requests by path and status, refusals by type, and the seconds of answered predictions."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str]] = Counter()
        self._refusals: Counter[str] = Counter()
        self._seconds: Counter[float] = Counter()
        self._sum = 0.0
        self.last_seconds = 0.0
        """Of the last prediction: about what a full line takes to empty."""

    def requested(self, path: str, status: int) -> None:
        self._requests[path, str(status)] += 1

    def refused(self, kind: str) -> None:
        self._refusals[kind] += 1

    def answered(self, seconds: float) -> None:
        """A prediction, from its first byte to its last."""
        self._seconds[next((bound for bound in _BUCKETS if seconds <= bound), float("inf"))] += 1
        self._sum += seconds
        self.last_seconds = seconds

    def lines(self) -> Iterator[str]:
        requests = [({"path": path, "status": status}, count) for (path, status), count in self._requests.items()]
        yield from family("textkit_requests_total", "counter", "Requests answered or refused.", requests)
        refusals = [({"type": kind}, count) for kind, count in self._refusals.items()]
        yield from family("textkit_refusals_total", "counter", "Requests refused, by type of error.", refusals)
        yield from self._histogram()

    def _histogram(self) -> Iterator[str]:
        name, total = "textkit_predict_seconds", 0
        yield f"# HELP {name} Seconds of a prediction that was answered, waiting included."
        yield f"# TYPE {name} histogram"
        for bound in (*_BUCKETS, float("inf")):
            total += self._seconds[bound]
            yield f'{name}_bucket{{le="{"+Inf" if bound == float("inf") else f"{bound:g}"}"}} {total}'
        yield f"{name}_sum {self._sum}"
        yield f"{name}_count {total}"


def family(name: str, kind: str, help: str, samples: Iterable[Sample]) -> Iterator[str]:
    """The lines of one metric."""
    yield f"# HELP {name} {help}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        inside = ",".join(f'{key}="{_escaped(label)}"' for key, label in labels.items())
        yield f"{name}{{{inside}}} {value}" if inside else f"{name} {value}"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
