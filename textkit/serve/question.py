"""What a client asks: the body of a request, read within bounds and checked."""

import asyncio
from typing import Annotated, Any

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from starlette.requests import ClientDisconnect

from textkit.serve import refusals
from textkit.serve.answering import Options
from textkit.serve.limits import MAX_EXPLAINED, Limits
from textkit.serve.refusals import Refusal


def _whole(number: Any) -> Any:
    """JSON has no integers: 3.0 is 3."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


_EXAMPLES: Any = [
    {"texts": "You Will Not Believe This"},
    {"texts": ["You Will Not Believe This", "Parliament passes budget"], "top_k": 1},
]


class Question(BaseModel):
    """Texts to be answered, by which model, and how much of an answer is wanted."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": _EXAMPLES})

    texts: Annotated[str | Annotated[list[str], Field(min_length=1)], Field(description="A text, or a list of texts.")]
    model: str | None = Field(None, description="Name of a model (GET /models); the first, if none is named.")
    explain: bool = Field(
        False, description=f"Say how much each word speaks for the answer; texts up to {MAX_EXPLAINED:,} characters."
    )
    threshold: float | None = Field(
        None, ge=0, le=1, description="No label whose score is lower; of entities, none below it."
    )
    top_k: Annotated[int, Field(ge=1), BeforeValidator(_whole)] | None = Field(
        None, description="Only so many of the best scores."
    )

    @property
    def all_texts(self) -> list[str]:
        return [self.texts] if isinstance(self.texts, str) else self.texts

    @property
    def options(self) -> Options:
        return Options(self.top_k, self.threshold, self.explain)


async def read_body(request: Request, limits: Limits) -> bytes:
    """The body of `request`.

    Raises:
        Refusal: it is not said to be JSON, is too large, whatever its headers say, takes too long, or breaks off.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":  # a page of another site cannot send this type without asking first
        raise Refusal(415, "not_json", "the body is not said to be JSON", "send Content-Type: application/json")
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > limits.max_body:
        raise refusals.body_too_large(limits)
    body = bytearray()
    try:
        async with asyncio.timeout(limits.timeout):
            async for part in request.stream():
                body += part
                if len(body) > limits.max_body:
                    raise refusals.body_too_large(limits)
    except TimeoutError:
        raise refusals.body_too_slow(limits) from None
    except ClientDisconnect:
        raise refusals.client_gone() from None
    return bytes(body)


def read_question(body: bytes, limits: Limits) -> Question:
    """The question that a body holds.

    Raises:
        Refusal: it is empty, no JSON, no question, or has more texts or characters than are taken at a time.
    """
    if not body.strip():
        raise Refusal(400, "empty", "the body is empty", 'send {"texts": ["some text"]}')
    try:
        question = Question.model_validate_json(body)
    except ValidationError as error:
        raise _refused(error.errors(include_url=False, include_input=False)) from None
    texts = question.all_texts
    if len(texts) > limits.max_texts:
        raise Refusal(
            422, "too_many_texts", f"{len(texts):,} texts are more than {limits.max_texts:,}", "send several requests"
        )
    characters = sum(map(len, texts))
    if characters > limits.max_chars:
        said = f"the texts have {characters:,} characters together, more than {limits.max_chars:,}"
        raise Refusal(422, "too_many_characters", said, "send shorter texts, or several requests")
    longest = max(map(len, texts))
    if question.explain and longest > MAX_EXPLAINED:
        said = f"a text of {longest:,} characters is too long to be explained"
        raise Refusal(422, "too_many_characters", said, f"explain texts of at most {MAX_EXPLAINED:,} characters")
    return question


def _refused(errors: list[ErrorDetails]) -> Refusal:
    """All that is wrong with a body, in one message."""
    if errors[0]["type"] == "json_invalid":
        return Refusal(400, "invalid_json", errors[0]["msg"][:1].lower() + errors[0]["msg"][1:])
    if any(each["type"] == "too_short" for each in errors):
        return Refusal(400, "empty", "there are no texts", 'send {"texts": ["some text"]}')
    said = dict.fromkeys(_said(each) for each in errors)
    return Refusal(422, "invalid_request", "; ".join(said), 'send {"texts": ["some text"]}; GET /openapi.json has all')


def _said(error: ErrorDetails) -> str:
    place = [str(part) for part in error["loc"]]
    if place[:1] == ["texts"]:  # pydantic tells of a text and of a list, each with a message of its own
        return "texts: neither a text nor a list of texts" if error["type"] != "missing" else "texts: missing"
    said = error["msg"][:1].lower() + error["msg"][1:]
    return f"{'.'.join(place)}: {said}" if place else said
