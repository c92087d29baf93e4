"""How amounts are written in what people read: times, rates, parameters, p values."""

_MILLION = 1e6


def milliseconds(value: float) -> str:
    """With three digits that count: `0.213`, `4.21`, `42.1`."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:,.1f}"


def rate(value: float) -> str:
    """Of texts or tokens a second."""
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def parameters(count: int) -> str:
    """`22.7 M`, or all digits of fewer than a million."""
    return f"{count / _MILLION:.1f} M" if count >= _MILLION else f"{count:,}"


def duration(seconds: float) -> str:
    """`42.0 s`, or minutes of more than a minute and a half."""
    return f"{seconds:.1f} s" if seconds < 90 else f"{seconds / 60:.1f} min"


def p_value(p: float) -> str:
    """Three digits, or `< 0.001`."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
