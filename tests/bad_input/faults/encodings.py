"""Bytes that are not the characters they should be."""

from tests.bad_input.content import reviews
from tests.bad_input.faults import Fault

_CAFE = "a lovely café,good"
_QUOTED = "what a “great” film,good"


def _reviews(codec: str, *between: str) -> dict[str, bytes]:
    return {"reviews.csv": reviews(*between).decode().encode(codec)}


FAULTS = (
    Fault("latin-1", _reviews("latin-1", _CAFE)),
    Fault("latin-1 in many rows", _reviews("latin-1", *[_CAFE] * 7)),
    Fault("quotes of Windows", _reviews("cp1252", _QUOTED)),
    Fault("a damaged byte in the middle", {"reviews.csv": reviews("one @ byte,good").replace(b"@", b"\xff")}),
    Fault("a character cut in two", {"reviews.csv": reviews() + "a lovely café".encode()[:-1]}),
    Fault("UTF-16 without its mark", _reviews("utf-16-le")),
    Fault("UTF-16 without its mark, high bytes first", _reviews("utf-16-be")),
    Fault("UTF-16 read the wrong way round", _reviews("utf-16-be"), "prepare FILES --encoding utf-16-le"),
    Fault("UTF-16 cut in a character", {"reviews.csv": reviews().decode().encode("utf-16")[:-3]}),
    Fault("UTF-32 without its mark", _reviews("utf-32-le")),
    Fault("UTF-8 read as UTF-16", _reviews("utf-8"), "prepare FILES --encoding utf-16"),
    Fault("UTF-8 read as ASCII", _reviews("utf-8", _CAFE), "prepare FILES --encoding ascii"),
    Fault("an unknown encoding", _reviews("utf-8"), "prepare FILES --encoding utf-9"),
    Fault("an encoding of no text", _reviews("utf-8"), "prepare FILES --encoding base64"),
    Fault("NUL", _reviews("utf-8", "a \0 byte,good")),
    Fault("an archive with the name of a table", {"reviews.csv": b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0b\xee\x9dh"}),
)
