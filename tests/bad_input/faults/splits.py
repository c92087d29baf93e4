"""Rows that are all good, and still make no dataset; and splits that cannot be."""

from tests.bad_input.content import lines, reviews
from tests.bad_input.faults import Fault

_GOOD = {"reviews.csv": reviews()}
_SPLIT = reviews("fine,good,holdout", header="text,label,split", row="the {thing} was {word},{label},train")
_ONE_GROUP = reviews(header="text,label,author", row="the {thing} was {word},{label},Anna")


def _with_test(test: bytes, *train: str) -> dict[str, bytes]:
    return {"train.csv": reviews(*train), "test.csv": test}


FAULTS = (
    Fault("a single class", {"reviews.csv": reviews(row="the {thing} was {word},good")}),
    Fault("too few rows", {"reviews.csv": lines("text,label", "great,good", "awful,bad", "fine,good")}),
    Fault("copies of one text", {"reviews.csv": lines("text,label", *["great,good", "great,bad"] * 20)}),
    Fault("one group", {"reviews.csv": _ONE_GROUP}, "prepare FILES --group-column author"),
    Fault("all rows bad", {"reviews.csv": lines("text,label", *[",good"] * 20)}, "prepare FILES --on-bad-row skip"),
    Fault("an unknown policy", _GOOD, "prepare FILES --on-bad-row ignore"),
    Fault("an unknown split", {"reviews.csv": _SPLIT}),
    Fault("no rows for train", {"reviews.csv": _SPLIT.replace(b"train", b"test").replace(b"holdout", b"dev")}),
    Fault("no file for train", {"dev.csv": reviews(), "test.csv": reviews()}),
    Fault("a file without rows", _with_test(lines("text,label"))),
    Fault("a file without a text", _with_test(reviews(header="a,b,c", row="{thing},{label},1"))),
    Fault("a file of words", {"train.csv": reviews(), "test.conll": lines("great B-PER")}),
    Fault("a label that training never shows", _with_test(lines("text,label", "great,good", "awful,bda", "so so,bda"))),
    Fault(
        "many labels that training never shows", _with_test(lines("text,label", *[f"{n},{n}{n}" for n in range(99)]))
    ),
    Fault("a label in capitals", _with_test(lines("text,label", "great,Good", "awful,bad"))),
    Fault("a label with a space too many", _with_test(lines("text,label", "fine,very  good"), "superb,very good")),
    Fault("a label that is like none", _with_test(lines("text,label", "great,good", "awful,3"))),
    Fault("a label to drop that is not there", _GOOD, "prepare FILES --drop-label godo"),
    Fault("all labels but one dropped", _GOOD, "prepare FILES --drop-label good"),
    Fault("all labels dropped", _GOOD, "prepare FILES --drop-label good --drop-label bad"),
    Fault("shares of nothing", _GOOD, "prepare FILES --ratios much/little/none"),
    Fault("shares that are no whole", _GOOD, "prepare FILES --ratios 80/20/20"),
    Fault("two shares", _GOOD, "prepare FILES --ratios 80/20"),
    Fault("a share that is NaN", _GOOD, "prepare FILES --ratios nan/10/10"),
    Fault("a negative seed", _GOOD, "prepare FILES --split-seed -1"),
    Fault("a seed that is no number", _GOOD, "prepare FILES --split-seed one"),
    Fault("one fold", _GOOD, "train FILES --model tfidf --folds 1"),
    Fault("more folds than texts", _GOOD, "train FILES --model tfidf --folds 50"),
    Fault("a leakage above 1", _GOOD, "prepare FILES --max-leakage 2"),
)
