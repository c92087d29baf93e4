"""CSV and TSV that are no tables."""

from tests.bad_input.content import lines, reviews
from tests.bad_input.faults import Fault

_TABS = "the {thing} was {word}\t{label}"
_GOOD = {"reviews.csv": reviews()}

FAULTS = (
    Fault("a row with a field too many", {"reviews.csv": reviews("great, really,good")}),
    Fault("a row with a field too few", {"reviews.csv": reviews("great")}),
    Fault("many ragged rows", {"reviews.csv": reviews(*["great, really,good"] * 1_200)}),
    Fault("a ragged row of a TSV", {"reviews.tsv": reviews("great", header="text\tlabel", row=_TABS)}),
    Fault("a quote that is never closed", {"reviews.csv": reviews('"great,good')}),
    Fault("a quote that is closed much later", {"reviews.csv": reviews('"great,good', "so,so", 'a "fine" one,good')}),
    Fault("text after a closing quote", {"reviews.csv": reviews('"great" really,good')}),
    Fault("a column without a name", {"reviews.csv": reviews(header="text,")}),
    Fault("two columns of one name", {"reviews.csv": reviews(header="text,text")}),
    Fault("an empty file", {"reviews.csv": b""}),
    Fault("an empty TSV", {"reviews.tsv": b""}),
    Fault("blank lines alone", {"reviews.csv": b"\n\n\r\n\n"}),
    Fault("a header alone", {"reviews.csv": lines("text,label")}),
    Fault("no header", {"reviews.csv": reviews(header="")}),
    Fault("no header, and labels first", {"reviews.tsv": reviews(header="", row="{label}\tthe {thing} was {word}\tx")}),
    Fault("a header in the middle", {"reviews.csv": reviews() + reviews()}),
    Fault("semicolons", {"reviews.csv": reviews(header="text;label", row="the {thing} was {word};{label}")}),
    Fault("tabs", {"reviews.csv": reviews(header="text\tlabel", row=_TABS)}),
    Fault("commas in a TSV", {"reviews.tsv": reviews()}),
    Fault("carriage returns for line ends", {"reviews.csv": reviews().replace(b"\n", b"\r")}),
    Fault("a carriage return in a row", {"reviews.csv": reviews("great\rfine,good")}),
    Fault("a delimiter of two characters", _GOOD, "prepare FILES --delimiter ::"),
    Fault("a quote for a delimiter", _GOOD, "prepare FILES --delimiter '\"'"),
    Fault("a delimiter that is not there", _GOOD, "prepare FILES --delimiter '|'"),
    Fault("a header, and columns named as well", _GOOD, "prepare FILES --header text,label"),
    Fault(
        "a header, and its columns named otherwise", _GOOD, "prepare FILES --header review,mood --text-column review"
    ),
    Fault("fewer columns named than there are", _GOOD, "prepare FILES --header text"),
    Fault("a column named twice", _GOOD, "prepare FILES --header text,text"),
    Fault("columns named of JSON lines", {"reviews.jsonl": b"{}\n"}, "prepare FILES --header text,label"),
)
