"""Around the application: who may ask, what a browser may do with an answer, and what is counted."""

import hmac
from typing import Any

from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textkit.serve.refusals import Refusal
from textkit.serve.service import Service

_COUNTED = frozenset(("/", "/predict", "/models", "/health", "/ready", "/metrics", "/openapi.json"))
_PAGE = "/page/"
_OPEN = frozenset(("/", "/health"))
"""What needs no token: the page holds nothing, and asks for it."""
_HEADERS = [
    (name.encode(), value.encode())
    for name, value in {
        "content-security-policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
    }.items()
]


class Guard:
    """Checks the token, adds headers to every response, and counts it."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app = app
        self._service = service
        self._expected = None if service.token is None else f"Bearer {service.token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                closing = [(b"connection", b"close")] if self._service.stopping else []
                message = {**message, "headers": [*message["headers"], *_HEADERS, *closing]}
            await send(message)

        try:
            app = self.app if self._may_ask(scope) else refused(self._service, _unauthorized())
            await app(scope, receive, send_guarded)
        finally:
            self._service.metrics.requested(_counted(scope["path"]), status)

    def _may_ask(self, scope: Scope) -> bool:
        """Compared in a time that does not tell how much of a token was right."""
        if self._expected is None or scope["path"] in _OPEN or scope["path"].startswith(_PAGE):
            return True
        given = dict[bytes, bytes](scope["headers"]).get(b"authorization", b"")
        return hmac.compare_digest(given, self._expected)


def refused(service: Service, refusal: Refusal) -> Any:
    """The response that says it."""
    service.metrics.refused(refusal.kind)
    return JSONResponse(refusal.document(), refusal.status, refusal.headers)


def _unauthorized() -> Refusal:
    refusal = Refusal(401, "unauthorized", "the token is missing or another", "send Authorization: Bearer TOKEN")
    refusal.headers["WWW-Authenticate"] = "Bearer"
    return refusal


def _counted(path: str) -> str:
    """A path that is known: clients must not make as many series as they like."""
    return path if path in _COUNTED else f"{_PAGE}*" if path.startswith(_PAGE) else "other"
