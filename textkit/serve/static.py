"""The page: a handful of files in the package, read once."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import Response

_FOLDER = Path(__file__).parent / "page"
_INDEX = "index.html"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def add_page(app: FastAPI) -> None:
    """`/` is the page, `/page/NAME` what it is made of; no other name is looked up, so no path can lead elsewhere."""
    for path in sorted(_FOLDER.iterdir()):
        route = "/" if path.name == _INDEX else f"/page/{path.name}"
        app.add_api_route(route, _sender(path), include_in_schema=False, response_class=Response)


def _sender(path: Path) -> Callable[[], Awaitable[Response]]:
    content, kind = path.read_bytes(), _TYPES[path.suffix]

    async def send() -> Response:
        return Response(content, media_type=kind)

    return send
