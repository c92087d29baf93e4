"""Columns that are not there, not told apart, or not what they are said to be; and cells that are empty."""

from tests.bad_input.content import reviews
from tests.bad_input.faults import Fault

_GOOD = {"reviews.csv": reviews()}
_WIDE = {"reviews.csv": reviews("fine,2,0", header="text,good,bad", row="the {thing} was {word},1,0")}
_HOLE = {"reviews.csv": reviews("fine,,0", header="text,good,bad", row="the {thing} was {word},1,0")}
_LISTS = {"reviews.tsv": reviews("fine\tgood", header="text\tlabel", row='the {thing} was {word}\t["{label}"]')}
_GROUPS = {"reviews.csv": reviews("fine,good,", header="text,label,author", row="the {thing},{label},{word}")}
_MANY = ",".join(f"column {number}" for number in range(1_000))

FAULTS = (
    Fault("a text column with a slip", _GOOD, "prepare FILES --text-column txet"),
    Fault("a label column with a slip", _GOOD, "prepare FILES --label-column labels"),
    Fault("a label column that is like none", _GOOD, "prepare FILES --label-column stars"),
    Fault("one column for both", _GOOD, "prepare FILES --text-column text --label-column text"),
    Fault("a text column alone", {"reviews.csv": reviews(header="text", row="the {thing} was {word}")}),
    Fault("a plain text file", {"reviews.txt": reviews(header="", row="the {thing} was {word}")}),
    Fault("two labels", {"reviews.csv": reviews(header="text,mood,place", row="the {thing} was {word},{label},home")}),
    Fault("no text in a thousand columns", {"reviews.csv": reviews(header=_MANY, row=_MANY.replace("column", "a"))}),
    Fault("an escape sequence", {"reviews.csv": reviews(header="a\033[31m,b\007,c", row="{word},{label},home")}),
    Fault("no text", {"reviews.csv": reviews(header="a,b,c", row="{word},{label},home")}),
    Fault("an empty text", {"reviews.csv": reviews(",good")}),
    Fault("a text of white space", {"reviews.csv": reviews(" \u3000 ,good")}),
    Fault("an empty label", {"reviews.csv": reviews("great,")}),
    Fault("a label of white space", {"reviews.csv": reviews("great,  ")}),
    Fault("a flag that is 2", _WIDE, "prepare FILES --label-columns good,bad"),
    Fault("a flag that is 2, and no flags named", _WIDE),
    Fault("a flag that is empty", _HOLE, "prepare FILES --label-columns good,bad"),
    Fault("one column of flags", _WIDE, "prepare FILES --label-columns good"),
    Fault("a column of flags with a slip", _WIDE, "prepare FILES --label-columns good,bda"),
    Fault("flags and a label column", _WIDE, "prepare FILES --label-columns good,bad --label-column good"),
    Fault("a row without a list among lists", _LISTS),
    Fault("label sets without a separator", _GOOD, "prepare FILES --task multilabel"),
    Fault("a separator of single labels", _GOOD, "prepare FILES --task classification --label-separator ';'"),
    Fault("a separator of nothing", _GOOD, "prepare FILES --label-separator ''"),
    Fault("an unknown task", _GOOD, "prepare FILES --task sentiment"),
    Fault("tags asked of a table", _GOOD, "prepare FILES --task tagging"),
    Fault("a column of tags asked of labels", _GOOD, "prepare FILES --column ner"),
    Fault("a group column that is missing", _GOOD, "prepare FILES --group-column author"),
    Fault("a row without a group", _GROUPS, "prepare FILES --group-column author"),
)
