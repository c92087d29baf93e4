"""Rows that cannot be used: under one policy an error, under the others a list."""

import pytest

from textkit.data.readers import BadRow
from textkit.data.rejects import POLICIES, Reject, Rejects
from textkit.errors import DataError


def rejects(count: int, policy: str = "fail") -> Rejects:
    """So many bad rows, in the lines from 2."""
    found = Rejects(policy)
    for line in range(2, count + 2):
        found.add("a.csv", BadRow(line, f"fault {line}"))
    return found


@pytest.mark.parametrize("policy", POLICIES)
def test_a_file_without_bad_rows_is_fine(policy: str) -> None:
    found = rejects(0, policy)
    found.settle("a.csv")
    assert found.summary() == {}


def test_the_policy_is_to_fail() -> None:
    assert Rejects().policy == "fail"


def test_one_bad_row_is_an_error_at_its_line() -> None:
    with pytest.raises(DataError) as caught:
        rejects(1).settle("a.csv")
    assert (caught.value.path, caught.value.line) == ("a.csv", 2)
    assert str(caught.value) == (
        "a.csv:2: fault 2\n"
        "mend or remove the row, or leave out what is bad: --on-bad-row skip, or quarantine to keep a list"
    )


def test_five_bad_rows_are_all_named() -> None:
    with pytest.raises(DataError) as caught:
        rejects(5).settle("a.csv")
    assert caught.value.line is None
    assert str(caught.value) == (
        "a.csv: 5 rows cannot be used\n"
        "  line 2: fault 2\n"
        "  line 3: fault 3\n"
        "  line 4: fault 4\n"
        "  line 5: fault 5\n"
        "  line 6: fault 6\n"
        "mend or remove them, or leave out what is bad: --on-bad-row skip, or quarantine to keep a list"
    )


@pytest.mark.parametrize(("count", "all_of_them", "more"), [(6, "6", "1"), (1_234, "1,234", "1,229")])
def test_of_many_bad_rows_five_are_named_and_all_are_counted(count: int, all_of_them: str, more: str) -> None:
    with pytest.raises(DataError) as caught:
        rejects(count).settle("a.csv")
    said = str(caught.value).splitlines()
    assert said[0] == f"a.csv: {all_of_them} rows cannot be used"
    assert said[5:7] == ["  line 6: fault 6", f"  and {more} more"]
    assert len(said) == 8


@pytest.mark.parametrize("policy", ["skip", "quarantine"])
def test_bad_rows_are_borne_where_that_is_asked_for(policy: str) -> None:
    found = rejects(7, policy)
    found.settle("a.csv")
    assert found.first == "a.csv:2: fault 2"
    assert found.rows == [Reject("a.csv", line, f"fault {line}") for line in range(2, 9)]


def test_a_report_counts_them_all_and_shows_five() -> None:
    found = rejects(7, "skip")
    found.add("b.csv", BadRow(1, "another"))
    (summary,) = found.summary().values()
    assert summary["rows"] == 8
    assert summary["first"] == [{"file": "a.csv", "line": line, "reason": f"fault {line}"} for line in (2, 3, 4, 5, 6)]
    assert list(found.summary()) == ["rejected"]
