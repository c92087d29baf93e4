"""The API. Routes read, ask and answer; what may go wrong is raised where it is found, as a `Refusal`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from textkit import __version__
from textkit.serve import refusals
from textkit.serve.answering import Record
from textkit.serve.documents import ModelList, Predictions, State, failures
from textkit.serve.guard import Guard, refused
from textkit.serve.limits import MAX_EXPLAINED
from textkit.serve.question import Question, read_body, read_question
from textkit.serve.refusals import Refusal
from textkit.serve.service import Service
from textkit.serve.static import add_page

_ABOUT = "Classification, label sets and tags of texts, by models that textkit trained."
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": Question.model_json_schema()}}}}


def make_app(service: Service) -> ASGIApp:
    """The application of a server. Its models are loaded while it runs."""
    app = FastAPI(
        title="textkit",
        description=_ABOUT,
        version=__version__,
        docs_url=None,  # its page takes scripts from elsewhere
        redoc_url=None,
        lifespan=lambda app: _loading(service),
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},  # nothing is sent away
    )
    _add_prediction(app, service)
    _add_states(app, service)
    add_page(app)
    _add_refusals(app, service)
    return Guard(app, service)


@asynccontextmanager
async def _loading(service: Service) -> AsyncIterator[None]:
    """The models are loaded beside the answering; what fails is kept for whoever runs the server."""

    async def load() -> None:
        try:
            await service.models.load()
        except Exception as error:  # noqa: BLE001 - raised by whoever runs the server, when it has stopped
            service.failure = error

    loading = asyncio.create_task(load())
    yield
    loading.cancel()


def _add_prediction(app: FastAPI, service: Service) -> None:
    limits = service.limits

    @app.post(
        "/predict",
        summary="Predict texts",
        responses={200: {"model": Predictions}, **failures(400, 401, 404, 408, 413, 415, 422, 429, 503, 504)},
        openapi_extra=_BODY,
        response_class=JSONResponse,
    )
    async def predict(request: Request) -> Response:
        """A record for each text, in order: just what `textkit predict` writes."""
        with service.place():
            question = read_question(await read_body(request, limits), limits)
            model = service.models.named(question.model)
            asked = model.ask(question.all_texts, question.options)
            records = await _unless_gone(request, asked, service)
            return JSONResponse({"model": model.name, "predictions": records})


async def _unless_gone(request: Request, asked: Awaitable[list[Record]], service: Service) -> list[Record]:
    """The answer; whoever is gone, or has waited for too long, gives up the place in line.

    Raises:
        Refusal: there is nobody to answer, or no answer in time.
    """
    answer, gone = asyncio.ensure_future(asked), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({answer, gone}, timeout=service.limits.timeout, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        if gone.done():
            raise refusals.client_gone()
        raise refusals.out_of_time(service.limits)
    finally:
        answer.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    """Returns when the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _add_states(app: FastAPI, service: Service) -> None:
    @app.get("/models", summary="Who answers here", responses={200: {"model": ModelList}, **failures(401)})
    async def models() -> JSONResponse:
        """The models by name, their labels, and the limits of a request."""
        return JSONResponse(
            {
                "default": service.models.all[0].name,
                "models": [model.document() for model in service.models.all],
                "limits": {**asdict(service.limits), "max_explained": MAX_EXPLAINED},
            }
        )

    @app.get("/health", summary="Is it alive?", responses={200: {"model": State}})
    async def health() -> JSONResponse:
        """200 as long as the process runs; never needs a token."""
        return JSONResponse({"state": service.state})

    @app.get("/ready", summary="Would it answer?", responses={200: {"model": State}, **failures(401, 503)})
    async def ready() -> JSONResponse:
        """200 once every model is loaded, 503 before, and while the server is stopping."""
        if service.stopping:
            raise refusals.stopping()
        for model in service.models.all:
            if not model.ready:
                raise refusals.not_ready(model.name)
        return JSONResponse({"state": service.state})

    @app.get(
        "/metrics",
        summary="What it counts",
        responses={200: {"content": {"text/plain": {}}}, **failures(401)},
        response_class=PlainTextResponse,
    )
    async def metrics() -> PlainTextResponse:
        """In the text format of Prometheus."""
        return PlainTextResponse(service.figures(), media_type="text/plain; version=0.0.4")


def _add_refusals(app: FastAPI, service: Service) -> None:
    """Whatever is raised becomes a document of one form."""

    @app.exception_handler(Refusal)
    async def refuse(request: Request, refusal: Refusal) -> Any:
        return refused(service, refusal)

    @app.exception_handler(HTTPException)
    async def refuse_route(request: Request, error: HTTPException) -> Any:
        path = request.url.path
        if error.status_code == 405:
            refusal = Refusal(405, "method_not_allowed", f"{path} is not asked with {request.method}")
            refusal.headers.update(error.headers or {})
            return refused(service, refusal)
        return refused(service, Refusal(404, "not_found", f"there is nothing at {path}", "GET /openapi.json lists all"))

    @app.exception_handler(Exception)
    async def confess(request: Request, error: Exception) -> Any:
        return refused(service, Refusal(500, "internal", "a fault of textkit itself", "the server's log has it"))
