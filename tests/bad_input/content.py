"""What the files hold, fault or no fault: twenty good rows, and whatever is to stand between them."""


def lines(*rows: str) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


def reviews(*between: str, header: str = "text,label", row: str = "the {thing} was {word},{label}") -> bytes:
    """Twenty good rows, each made by the pattern `row`, below a header; what is to stand `between` begins at line 5."""
    rows = _written(row)
    return lines(*([header] if header else []), *rows[:3], *between, *rows[3:])


def json_lines(*between: str) -> bytes:
    """The same as JSON lines, which have no header: what is to stand `between` begins at line 4."""
    return reviews(*between, header="", row='{{"text": "the {thing} was {word}", "label": "{label}"}}')


def _written(row: str) -> list[str]:
    things = ("film", "meal", "book", "song", "trip", "game", "phone", "hotel", "plot", "beer")
    kinds = (("great", "good"), ("awful", "bad"))
    return [row.format(thing=thing, word=word, label=label) for thing in things for word, label in kinds]
