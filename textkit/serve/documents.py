"""What the API answers, as its OpenAPI document tells it. Records are those of `textkit predict`."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

_CLASSIFIED: Any = {
    "text": "Parliament passes budget",
    "label": "non-clickbait",
    "score": 0.998,
    "scores": {"non-clickbait": 0.998, "clickbait": 0.002},
}
_TAGGED: Any = {
    "text": "Anna met Carl.",
    "tokens": ["Anna", "met", "Carl", "."],
    "tags": ["B-PER", "O", "B-PER", "O"],
    "entities": [
        {"start": 0, "end": 4, "text": "Anna", "label": "PER", "score": 0.99},
        {"start": 9, "end": 13, "text": "Carl", "label": "PER", "score": 0.98},
    ],
}
_LABELLED: Any = {"text": "thank you, friend", "labels": ["gratitude"], "scores": {"gratitude": 0.97, "joy": 0.21}}


class Document(BaseModel):
    """A part of an answer; a client may meet no other keys."""

    model_config = ConfigDict(extra="forbid")


class WordWeight(Document):
    start: int
    end: int
    text: str
    weight: float = Field(description="Above 0 it speaks for the answer, below 0 against it.")


class Explanation(Document):
    method: str
    label: str
    start: int | None = Field(None, description="Of an entity, where it is in the text.")
    end: int | None = None
    group: int = Field(description="Words that were weighed together.")
    words: list[WordWeight]
    faithfulness: dict[str, float] | None


class Entity(Document):
    start: int = Field(description="In characters of the text: text[start:end] is the entity.")
    end: int
    text: str
    label: str
    score: float


class Classified(Document):
    """One label."""

    text: str
    label: str | None = Field(description="None where the best score is below the threshold.")
    score: float
    scores: dict[str, float]
    explanation: Explanation | None = None


class Labelled(Document):
    """Any number of labels."""

    text: str
    labels: list[str]
    scores: dict[str, float]
    explanation: list[Explanation] | None = None


class Tagged(Document):
    """A tag for each word, and the entities they make."""

    text: str
    tokens: list[str]
    tags: list[str]
    entities: list[Entity]
    explanation: list[Explanation] | None = None


class Predictions(Document):
    """A record for each text, in order."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": "clickbait-minilm", "predictions": [_CLASSIFIED]},
                {"model": "conll2003-minilm", "predictions": [_TAGGED]},
                {"model": "goemotions-tfidf", "predictions": [_LABELLED]},
            ]
        }
    )

    model: str
    predictions: list[Classified | Labelled | Tagged]


class ModelDocument(Document):
    name: str
    title: str
    task: str
    labels: list[str] | None = Field(description="None until the model is loaded.")
    dataset: str
    precision: str
    finished: str | None = Field(description="When its training ended, ISO 8601, UTC.")
    ready: bool


class LimitsDocument(Document):
    max_body: int = Field(description="Bytes of a body.")
    max_texts: int = Field(description="Texts of a request.")
    max_chars: int = Field(description="Characters of a request's texts together.")
    queue: int = Field(description="Requests in hand at a time.")
    timeout: float = Field(description="Seconds to an answer.")
    max_explained: int = Field(description="Characters of a text that is explained.")


class ModelList(Document):
    """Who answers here, and how much is taken on at a time."""

    default: str
    models: list[ModelDocument]
    limits: LimitsDocument


class State(Document):
    state: str = Field(description="loading, ready or stopping")


class Fault(Document):
    type: str
    message: str
    hint: str | None = None


class Failure(Document):
    """Why there is no answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "error": {
                        "type": "unknown_model",
                        "message": "there is no model 'clickbate' here",
                        "hint": "did you mean 'clickbait'?",
                    }
                }
            ]
        }
    )

    error: Fault


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may answer with these statuses."""
    told = {
        400: "No JSON, or nothing in it",
        401: "The token is missing or another",
        404: "No such model",
        408: "The body came too slowly",
        413: "The body is too large",
        415: "Not said to be JSON",
        422: "No question, or too much of one",
        429: "The queue is full: Retry-After says for how long",
        503: "Loading or stopping",
        504: "Not answered in time",
    }
    return {status: {"model": Failure, "description": told[status]} for status in statuses}
