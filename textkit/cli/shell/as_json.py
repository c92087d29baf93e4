"""JSON of whatever a column carries through."""

import json
import math
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str, allow_nan=False)  # dumps would make one for each record


def as_json(value: Any) -> str:
    """One line of JSON: dates and decimals of Parquet are text in it, a number that is none is null."""
    try:
        return _ENCODER.encode(value)
    except ValueError:  # NaN or infinity, somewhere
        return json.dumps(_without_nan(value), ensure_ascii=False, default=str)


def _without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _without_nan(each) for key, each in value.items()}
    return [_without_nan(each) for each in value] if isinstance(value, list) else value
