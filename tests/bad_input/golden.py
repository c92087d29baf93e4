"""What was said to each fault, as files that people read and judge: `golden/<group>.txt`.

    # a row with a field too few
    $ textkit prepare reviews.csv
    reviews.csv: text is 'text', labels are in 'label', one a row
    error: reviews.csv:5: row has 1 field, the header has 2
      mend or remove the row, ...
    exit 3

To write them anew, and then to read each one that changed:

    REWRITE_GOLDEN=1 python -m pytest tests/bad_input && git diff tests/bad_input/golden
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
REWRITE = bool(os.environ.get("REWRITE_GOLDEN"))


def read(group: str) -> dict[str, str]:
    """What is said, by the name of the fault."""
    path = FOLDER / f"{group}.txt"
    parts = re.split(r"^# (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE) if path.exists() else [""]
    return {name: said.strip() for name, said in zip(parts[1::2], parts[2::2], strict=True)}


def write(group: str, name: str, said: str, order: Sequence[str]) -> None:
    """Keep what is said to one fault; names that are not in `order` are dropped."""
    kept = {**read(group), name: said}
    text = "\n\n".join(f"# {each}\n{kept[each]}" for each in order if each in kept)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{group}.txt").write_text(text + "\n", encoding="utf-8")
