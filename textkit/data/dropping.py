"""Labels that the user does not want."""

from collections.abc import Iterable, Sequence

from textkit.data.readers import in_short
from textkit.errors import UsageError, did_you_mean
from textkit.types import Example


class Dropped:
    """Leaves out the rows of some labels; of sets of labels, the labels. Counts the rows that it leaves out."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = set(labels)
        self.count = 0
        self._seen: set[str] = set()

    def keep(self, example: Example) -> Example | None:
        """The example as it goes on, or None."""
        if not self.labels:
            return example
        if isinstance(example.target, str):
            if example.target in self.labels:
                self._seen.add(example.target)
                self.count += 1
                return None
            return example
        if example.spans is not None:
            raise UsageError("--drop-label is for labels of texts, and these are tags of words", "leave it out")
        self._seen |= self.labels.intersection(example.target)
        return example._replace(target=[label for label in example.target if label not in self.labels])

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """
        Raises:
            UsageError: a label to be dropped was never there.
        """
        for label in sorted(self.labels - self._seen):
            names = sorted({*known, *self._seen})
            hint = did_you_mean(label, names) or f"the labels are: {in_short(', '.join(names), 400)}"
            raise UsageError(f"--drop-label {label}: no row has it", hint)
