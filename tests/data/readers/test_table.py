"""What a message shows of what a file holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import in_short


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("a label", "a label"),
        ("café 🤖", "café 🤖"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 60 + "..."),
        ("\033[31mred\a", "\\x1b[31mred\\x07"),
        ("two\nlines\u2028more", "two\\nlines\\u2028more"),
        ("a\\b", "a\\b"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert in_short(text) == shown


@given(st.text(), st.integers(1, 20))
def test_a_terminal_has_nothing_to_obey(text: str, most: int) -> None:
    shown = in_short(text, most)
    assert shown.isprintable()
    assert len(shown) <= 10 * most + 3
