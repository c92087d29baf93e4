"""Every answer that is none: its status, its type for programs, its words for people.

400  invalid_json, empty
401  unauthorized
404  not_found, unknown_model
405  method_not_allowed
408  body_too_slow
413  body_too_large
415  not_json
422  invalid_request, too_many_texts, too_many_characters, not_for_this_model
429  queue_full
499  client_gone
500  internal
503  not_ready, stopping
504  timeout
"""

import math
from typing import Any

from textkit.errors import did_you_mean
from textkit.serve.limits import Limits


class Refusal(Exception):
    """A request that is not answered, and why."""

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        hint: str | None = None,
        *,
        retry_after: float | None = None,
        close: bool = False,
    ) -> None:
        super().__init__(message)
        self.status, self.kind, self.message, self.hint = status, kind, message, hint
        self.headers: dict[str, str] = {}
        if retry_after is not None:
            self.headers["Retry-After"] = str(max(1, math.ceil(retry_after)))
        if close:
            self.headers["Connection"] = "close"

    def document(self) -> dict[str, Any]:
        """The body of the response."""
        hint = {"hint": self.hint} if self.hint else {}
        return {"error": {"type": self.kind, "message": self.message, **hint}}


def body_too_large(limits: Limits) -> Refusal:
    """The connection is closed, for what is still to come of the body is not read."""
    return Refusal(
        413,
        "body_too_large",
        f"the body is larger than {limits.max_body:,} bytes",
        "send fewer texts at a time",
        close=True,
    )


def body_too_slow(limits: Limits) -> Refusal:
    return Refusal(
        408, "body_too_slow", f"the body did not arrive within {limits.timeout:g} s", "send it again", close=True
    )


def client_gone() -> Refusal:
    """Counted alone: there is nobody to tell."""
    return Refusal(499, "client_gone", "the client is gone")


def queue_full(limits: Limits, seconds: float) -> Refusal:
    return Refusal(
        429, "queue_full", f"{limits.queue:,} requests are in hand already", "ask again later", retry_after=seconds
    )


def out_of_time(limits: Limits) -> Refusal:
    return Refusal(
        504, "timeout", f"there was no answer within {limits.timeout:g} s", "send fewer texts, or ask again later"
    )


def not_ready(name: str) -> Refusal:
    return Refusal(503, "not_ready", f"{name} is still being loaded", "GET /ready tells when", retry_after=1)


def stopping() -> Refusal:
    return Refusal(503, "stopping", "the server is stopping: it answers what it has in hand and takes nothing more")


def unknown_model(name: str, known: list[str]) -> Refusal:
    hint = did_you_mean(name, known) or f"the models here: {', '.join(known)}"
    return Refusal(404, "unknown_model", f"there is no model '{name}' here", hint)
